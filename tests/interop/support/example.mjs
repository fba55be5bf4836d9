// A program of examples/ and clients that talk to it as its first comment says.

import path from 'node:path';

import { io } from 'socket.io-client';

import { Inbox, within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';
import { Program, buildDirectory } from './server.mjs';
import { suiteFor } from './suite.mjs';

/** The running example and its `check`. Ports are chosen by the system. */
export async function startExample(name, args = ['0', '0']) {
  const program = new Program(path.join(buildDirectory, 'examples', name), args, {});
  await program.ready();
  return { program, check: suiteFor(program), connect: (...rest) => connect(program, ...rest) };
}

/** A socket that has not connected yet; `received` has what it got, as [name, ...arguments]. */
export function open(program, namespace = '/', options = {}) {
  const socket = io(program.url + namespace, { forceNew: true, reconnection: false, ...options });
  socket.received = new Inbox();
  socket.onAny((...event) => socket.received.push(event));
  leaveNothing(() => socket.disconnect());
  return socket;
}

export async function connect(program, namespace, options) {
  const socket = open(program, namespace, options);
  const outcome = new Promise((resolve, reject) =>
    socket.once('connect', resolve).once('connect_error', reject),
  );
  await within(outcome, () => `connect to ${namespace ?? '/'}`);
  return socket;
}

/** All arguments of the acknowledgement. */
export function ask(socket, event, ...args) {
  const answer = new Promise((resolve) => socket.emit(event, ...args, (...values) => resolve(values)));
  return within(answer, () => `answer to ${event}`);
}
