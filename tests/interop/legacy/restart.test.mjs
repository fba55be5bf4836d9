// socket.io-client 1.x and 2.x when the server goes away and comes back.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { clients, event, modes, open, request } from '../support/legacy_fixture.mjs';
import { startFixture } from '../support/server.mjs';
import { check } from '../support/suite.mjs';

for (const [version, io] of Object.entries(clients)) {
  for (const [mode, transports] of Object.entries(modes)) {
    check(`socket.io-client ${version} (${mode}): comes back to another server on the same port`, async () => {
      const first = await startFixture('legacy_fixture');
      const socket = open(io, transports, { url: first.url, reconnection: true, reconnectionDelay: 10 });
      const custom = socket.io.socket('/custom', { query: 'token=abc' });
      await Promise.all([event(socket, 'hello'), event(custom, 'hello')]);
      const next = (name) =>
        [socket, custom].map((each) => new Promise((resolve) => each.once(name, resolve)));
      const lost = next('disconnect');
      await first.kill();
      await within(Promise.all(lost), () => 'both sockets to be lost');
      const back = next('hello');
      const second = await startFixture('legacy_fixture', ['--port', String(first.port)]);
      await within(Promise.all(back), () => 'both sockets to come back');
      assert.deepEqual(await request(custom, 'echo', 'back'), ['back']);
      socket.disconnect();
      custom.disconnect();
      await second.stop();
    });
  }
}
