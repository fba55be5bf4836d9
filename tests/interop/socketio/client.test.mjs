// Socket.IO: the official socket.io-client in every mode.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { pause, within } from '../support/deadlines.mjs';
import { server, check } from '../support/sio_fixture.mjs';
import { together } from '../support/suite.mjs';

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`socket.io-client, ${mode}`, () => {
    const client = (namespace = '/', options = {}) =>
      io(server.url + namespace, { transports, forceNew: true, reconnection: false, ...options });
    /** The arguments of the next such event; a connection that is lost meanwhile is told at once. */
    const event = (socket, name) => {
      const arrival = new Promise((resolve, reject) => {
        socket.once(name, (...args) => resolve(args));
        for (const loss of ['connect_error', 'disconnect']) {
          if (name !== loss)
            socket.once(loss, (why) => reject(new Error(`${loss} instead of ${name}: ${why}`)));
        }
      });
      arrival.catch(() => {});
      return within(arrival, () => name);
    };

    check(`SIO client (${mode}): connects and is told its auth`, async () => {
      for (const [auth, seen] of [
        [undefined, {}],
        [{ token: '123' }, { token: '123' }],
        [(send) => send({ lazy: true }), { lazy: true }],
      ]) {
        const socket = client('/', { auth });
        assert.deepEqual(await event(socket, 'auth'), [seen]);
        assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
        assert.notEqual(socket.id, socket.io.engine.id);
        socket.disconnect();
      }
    });

    check(`SIO client (${mode}): ends up on the right transport`, async () => {
      const socket = client();
      await event(socket, 'auth');
      const { engine } = socket.io;
      if (mode === 'upgrade' && engine.transport.name === 'polling') await event(engine, 'upgrade');
      assert.equal(engine.transport.name, transports.at(-1));
      assert.deepEqual(await socket.timeout(5000).emitWithAck('message-with-ack', 'there'), 'there');
      socket.disconnect();
    });

    check(`SIO client (${mode}): two namespaces share a connection, an unknown one is refused`, async () => {
      const root = client();
      const custom = root.io.socket('/custom', { auth: { of: 'custom' } });
      const unknown = root.io.socket('/unknown');
      const answers = await Promise.all([
        event(root, 'auth'),
        event(custom, 'auth'),
        event(unknown, 'connect_error'),
      ]);
      const [[seenByRoot], [seenByCustom], [error]] = answers;
      assert.deepEqual(seenByRoot, {});
      assert.deepEqual(seenByCustom, { of: 'custom' });
      assert.equal(error.message, 'Invalid namespace');
      assert.notEqual(root.id, custom.id);
      custom.disconnect();
      assert.equal(await root.timeout(5000).emitWithAck('message-with-ack', 1), 1);
      root.disconnect();
    });

    check(`SIO client (${mode}): events keep every JSON value, text and buffer`, async () => {
      const socket = client();
      const args = [
        1,
        -0.5,
        'ünïcode 💩',
        null,
        true,
        [],
        {},
        { nested: [{ deep: Buffer.from([0, 1, 255]) }], b: Buffer.alloc(0) },
        Buffer.alloc(70_000, 7),
      ];
      const back = event(socket, 'message-back');
      socket.emit('message', ...args);
      assert.deepEqual(await back, args);
      socket.disconnect();
    });

    check(`SIO client (${mode}): acknowledgements, binary ones too`, async () => {
      const socket = client();
      const answer = await within(
        new Promise((resolve) =>
          socket.emit('message-with-ack', 1, { b: Buffer.from([9]) }, (...args) => resolve(args)),
        ),
        () => 'ack',
      );
      assert.deepEqual(answer, [1, { b: Buffer.from([9]) }]);
      await assert.rejects(socket.timeout(300).emitWithAck('nobody answers'), /operation has timed out/);
      socket.disconnect();
    });

    check(`SIO client (${mode}): a retrying client gets every packet through in order`, async () => {
      const socket = client('/', { retries: 3, ackTimeout: 2000 });
      const answers = await Promise.all(
        [1, null, 'three'].map((value) =>
          within(
            new Promise((resolve) =>
              socket.emit('message-with-ack', value, (error, answer) => resolve([error, answer])),
            ),
            () => 'ack',
          ),
        ),
      );
      assert.deepEqual(answers, [
        [null, 1],
        [null, null],
        [null, 'three'],
      ]);
      socket.disconnect();
    });

    check(`SIO client (${mode}): a stream of events comes back complete and in order`, async () => {
      const socket = client();
      const back = [];
      const complete = new Promise((resolve) =>
        socket.on('message-back', (i) => back.push(i) === 400 && resolve()),
      );
      await event(socket, 'auth');
      for (let i = 0; i < 400; ++i) {
        socket.emit('message', i);
        if (i % 20 === 0) await new Promise(setImmediate);
      }
      await within(complete, () => `400 events, got ${back.length}`);
      assert.deepEqual(
        back,
        Array.from({ length: 400 }, (_, i) => i),
      );
      socket.disconnect();
    });

    check(`SIO client (${mode}): disconnecting and connecting again gives a new id`, async () => {
      const socket = client();
      await event(socket, 'auth');
      const { id } = socket;
      const reason = event(socket, 'disconnect');
      socket.disconnect();
      assert.equal((await reason)[0], 'io client disconnect');
      socket.connect();
      await event(socket, 'auth');
      assert.notEqual(socket.id, id);
      socket.disconnect();
    });

    check(
      `SIO client (${mode}): an invalid packet costs the connection, and the client comes back`,
      async () => {
        const socket = client('/', { reconnection: true, reconnectionDelay: 10 });
        await event(socket, 'auth');
        const reason = event(socket, 'disconnect');
        const again = new Promise((resolve) => socket.once('disconnect', () => socket.once('auth', resolve)));
        socket.io.engine.write('2{}');
        const [text] = await reason;
        assert.ok(['transport close', 'transport error'].includes(text), text);
        await within(again, () => 'a new connection');
        socket.disconnect();
      },
    );

    check(`SIO client (${mode}): heartbeats keep an idle client connected`, async () => {
      const socket = client();
      await event(socket, 'auth');
      await pause(1500);
      assert.equal(socket.connected, true);
      assert.equal(await socket.timeout(5000).emitWithAck('message-with-ack', 'idle'), 'idle');
      socket.disconnect();
    });
  });
}
