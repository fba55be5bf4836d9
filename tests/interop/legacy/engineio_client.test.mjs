// Engine.IO 3: engine.io-client 3 in every mode.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { Inbox, pause, within } from '../support/deadlines.mjs';
import { leaveNothing } from '../support/leftovers.mjs';
import * as legacy from '../support/legacy_fixture.mjs';
import { startFixture } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const { Socket } = createRequire(import.meta.url)('engine.io-client-3');

const server = await startFixture('eio_fixture', ['--eio3']);
const check = suiteFor(server);

async function open(url, options) {
  const socket = new Socket(url, options);
  leaveNothing(() => socket.close());
  socket.inbox = new Inbox();
  socket.on('message', (data) => socket.inbox.push(data instanceof ArrayBuffer ? Buffer.from(data) : data));
  socket.over = new Promise((resolve) => socket.on('close', resolve));
  const opened = new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  await within(opened, () => 'open');
  return socket;
}

for (const [mode, transports] of Object.entries(legacy.modes)) {
  together(`engine.io-client 3, ${mode}`, () => {
    const upgraded = (socket) =>
      within(
        new Promise((resolve) =>
          mode === 'upgrade' && socket.transport.name === 'polling'
            ? socket.on('upgrade', resolve)
            : resolve(),
        ),
        () => 'upgrade',
      );

    check(`EIO 3 client (${mode}): opens, and closes with the client's reason`, async () => {
      const socket = await open(server.url, { transports });
      await upgraded(socket);
      assert.equal(socket.transport.name, transports.at(-1));
      socket.close();
      assert.equal(await within(socket.over, () => 'close'), 'forced close');
    });

    for (const forceBase64 of [false, true]) {
      const form = forceBase64 ? 'base64' : 'binary';
      check(`EIO 3 client (${mode}, ${form}): messages come back in order, across the upgrade`, async () => {
        const socket = await open(server.url, { transports, forceBase64 });
        const sent = Array.from({ length: 200 }, (_, i) =>
          i % 3 === 0 ? Buffer.from([i, 0, 255]) : `message ${i} ☃ 💩 é`,
        );
        for (const message of sent) {
          socket.send(message);
          if (message.length % 2 === 0) await new Promise(setImmediate);
        }
        for (const message of sent) assert.deepEqual(await socket.inbox.next(), message);
        assert.equal(socket.inbox.size, 0);
        socket.close();
      });
    }

    check(`EIO 3 client (${mode}): large messages come back whole`, async () => {
      const socket = await open(server.url, { transports });
      for (const message of ['L'.repeat(900_000), '€'.repeat(200_000), Buffer.alloc(500_000, 3)]) {
        socket.send(message);
        assert.deepEqual(await socket.inbox.next('large message'), message);
      }
      socket.close();
    });

    check(`EIO 3 client (${mode}): its pings keep an idle session open`, async () => {
      const socket = await open(server.url, { transports });
      let pongs = 0;
      socket.on('pong', () => ++pongs);
      await pause(1500);
      assert.ok(pongs >= 3, `${pongs} pongs`);
      socket.send('idle');
      assert.equal(await socket.inbox.next(), 'idle');
      socket.close();
    });

    check(`EIO 3 client (${mode}): Socket.IO's packets on the same protocol`, async () => {
      const socket = await open(legacy.server.url, { transports, path: '/socket.io' });
      assert.equal(await socket.inbox.next(), '0');
      assert.equal(await socket.inbox.next(), `2["hello","${socket.id}",{}]`);
      socket.send('27["echo","💩"]');
      assert.equal(await socket.inbox.next(), '37["💩"]');
      socket.close();
    });
  });
}
