// Engine.IO: the official engine.io-client in every mode.

import assert from 'node:assert/strict';

import { Socket } from 'engine.io-client';

import { Inbox, pause, within } from '../support/deadlines.mjs';
import { server, check } from '../support/eio_fixture.mjs';
import { together } from '../support/suite.mjs';

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`engine.io-client, ${mode}`, () => {
    const open = async (query = {}) => {
      const socket = new Socket(server.url, { transports, query });
      socket.binaryType = 'nodebuffer';
      socket.inbox = new Inbox();
      socket.on('message', (data) => socket.inbox.push(data));
      socket.over = new Promise((resolve) => socket.on('close', resolve));
      await within(
        new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)),
        () => 'open',
      );
      return socket;
    };
    const upgraded = (socket) =>
      within(
        new Promise((resolve) =>
          mode === 'upgrade' && socket.transport.name === 'polling'
            ? socket.on('upgrade', resolve)
            : resolve(),
        ),
        () => 'upgrade',
      );

    check(`EIO client (${mode}): opens, and closes with the client's reason`, async () => {
      const socket = await open();
      await upgraded(socket);
      assert.equal(socket.transport.name, transports.at(-1));
      socket.close();
      assert.equal(await within(socket.over, () => 'close'), 'forced close');
    });

    check(
      `EIO client (${mode}): text and binary come back in order, across the upgrade as well`,
      async () => {
        const socket = await open();
        const sent = Array.from({ length: 200 }, (_, i) =>
          i % 3 === 0 ? Buffer.from([i, 0, 255]) : `message ${i} ☃`,
        );
        for (const message of sent) {
          socket.send(message);
          if (message.length % 2 === 0) await new Promise(setImmediate);
        }
        for (const message of sent) assert.deepEqual(await socket.inbox.next(), message);
        assert.equal(socket.inbox.size, 0);
        socket.close();
      },
    );

    check(`EIO client (${mode}): a large message comes back whole`, async () => {
      const socket = await open();
      const message = 'L'.repeat(900_000);
      socket.send(message);
      assert.equal(await socket.inbox.next('large message'), message);
      socket.close();
    });

    check(`EIO client (${mode}): heartbeats keep an idle client open`, async () => {
      const socket = await open();
      let closed = false;
      socket.over.then(() => (closed = true));
      await pause(1500);
      assert.equal(closed, false);
      socket.send('still there');
      assert.equal(await socket.inbox.next(), 'still there');
      socket.close();
    });
  });
}
