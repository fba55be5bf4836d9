// legacy_fixture and the clients of before that its tests drive. Importing this starts one for the importer.

import { createRequire } from 'node:module';

import { within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';
import { startFixture } from './server.mjs';
import { suiteFor } from './suite.mjs';

const require = createRequire(import.meta.url);

export const server = await startFixture('legacy_fixture');
export const check = suiteFor(server);

export const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };

/** socket.io-client by version: "1.7" or "2.5". */
export const clients = Object.fromEntries(
  ['1.7', '2.5'].map((version) => [version, require(`socket.io-client-${version}`)]),
);

/** A socket of its own connection; it does not come back by itself unless told so. */
export function open(io, transports, { namespace = '/', url = server.url, ...options } = {}) {
  const socket = io(url + namespace, { transports, forceNew: true, reconnection: false, ...options });
  leaveNothing(() => socket.io.close());
  return socket;
}

/** The arguments of the next such event; a connection that is lost meanwhile is told at once. */
export function event(socket, name) {
  const arrival = new Promise((resolve, reject) => {
    socket.once(name, (...args) => resolve(args));
    for (const loss of ['error', 'connect_error', 'disconnect']) {
      if (name !== loss)
        socket.once(loss, (why) => reject(new Error(`${loss} instead of ${name}: ${JSON.stringify(why)}`)));
    }
  });
  arrival.catch(() => {});
  return within(arrival, () => name);
}

/** Emits with an acknowledgement and gives its arguments. */
export function request(socket, name, ...args) {
  const answer = new Promise((resolve) => socket.emit(name, ...args, (...values) => resolve(values)));
  return within(answer, () => `answer to ${name}`);
}
