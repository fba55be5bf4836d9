// socket.io-client 1.x and 2.x in every mode, and one of today beside them.

import assert from 'node:assert/strict';

import { io as ioOfToday } from 'socket.io-client';

import { pause, within } from '../support/deadlines.mjs';
import { check, clients, event, modes, open, request, server } from '../support/legacy_fixture.mjs';
import { together } from '../support/suite.mjs';

const valuesWith = (text) => [
  1,
  -0.5,
  text,
  null,
  true,
  [],
  {},
  { nested: [{ deep: Buffer.from([0, 1, 255]) }], b: Buffer.alloc(0) },
  Buffer.alloc(70_000, 7),
];

/** Clients give binary as Buffer or ArrayBuffer, depending on the transport. */
function plain(value) {
  if (value instanceof ArrayBuffer || Buffer.isBuffer(value)) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

for (const [version, io] of Object.entries(clients)) {
  for (const [mode, transports] of Object.entries(modes)) {
    // Client 1.x encodes text twice on polling; no server since 2.0 undoes that, so there it has ASCII only.
    const special = version === '1.7' && mode !== 'websocket' ? '"\\\n' : 'ünïcode 💩 € "\\\n';
    const values = valuesWith(special);
    const title = `socket.io-client ${version} (${mode})`;
    together(title, () => {
      const client = (options) => open(io, transports, options);

      check(`${title}: is in / without asking; its id is the connection's`, async () => {
        const socket = client();
        const [id, auth] = await event(socket, 'hello');
        assert.match(id, /^[A-Za-z0-9_-]{20}$/);
        assert.equal(id, socket.id);
        assert.equal(id, socket.io.engine.id);
        assert.deepEqual(auth, {});
        socket.disconnect();
      });

      check(`${title}: ends up on the right transport`, async () => {
        const socket = client();
        await event(socket, 'hello');
        const { engine } = socket.io;
        if (mode === 'upgrade' && engine.transport.name === 'polling') await event(engine, 'upgrade');
        assert.equal(engine.transport.name, transports.at(-1));
        assert.deepEqual(await request(socket, 'echo', 'there'), ['there']);
        socket.disconnect();
      });

      check(`${title}: events keep every JSON value, text and buffer`, async () => {
        const socket = client();
        const back = event(socket, 'echo');
        socket.emit('echo', ...values);
        assert.deepEqual(plain(await back), values);
        socket.disconnect();
      });

      check(`${title}: acknowledgements by the server, binary ones too`, async () => {
        const socket = client();
        assert.deepEqual(await request(socket, 'echo'), []);
        assert.deepEqual(await request(socket, 'echo', 1, null, 'x'), [1, null, 'x']);
        assert.deepEqual(plain(await request(socket, 'echo', ...values)), values);
        socket.disconnect();
      });

      check(`${title}: acknowledgements by the client, binary ones too`, async () => {
        const socket = client();
        for (const answer of ['yes', { a: [1] }, Buffer.from([9, 0, 255])]) {
          socket.once('question', (number, reply) => reply(number === 1 ? answer : 'not asked'));
          const told = event(socket, 'answer');
          socket.emit('ask');
          assert.deepEqual(plain(await told), [answer]);
        }
        socket.disconnect();
      });

      check(`${title}: a namespace, its id, and its query as auth`, async () => {
        const root = client();
        await event(root, 'hello');
        const custom = root.io.socket('/custom', {
          query: `token=abc&token=def&q=${encodeURIComponent(`a, ${special}`)}`,
        });
        const [id, auth] = await event(custom, 'hello');
        assert.equal(id, `/custom#${root.id}`);
        if (version !== '1.7') assert.equal(custom.id, id);
        // The official server gives all values of a repeated name.
        assert.equal([auth.token].flat().at(-1), 'def');
        assert.equal(auth.q, `a, ${special}`);
        assert.deepEqual(await request(custom, 'echo', 'custom'), ['custom']);
        custom.disconnect();
        assert.deepEqual(await request(root, 'echo', 'root'), ['root']);
        root.disconnect();
      });

      check(`${title}: a namespace named in the URL`, async () => {
        const custom = client({ namespace: '/custom?token=abc' });
        const [id, auth] = await event(custom, 'hello');
        assert.equal(id, `/custom#${custom.io.engine.id}`);
        assert.deepEqual(auth, { token: 'abc' });
        custom.disconnect();
      });

      check(`${title}: refusals carry the message, or the data; an unknown namespace an object`, async () => {
        const root = client();
        await event(root, 'hello');
        const error = async (namespace) => (await event(root.io.socket(namespace), 'error'))[0];
        assert.equal(await error('/denied'), 'denied!');
        assert.deepEqual(await error('/denied2'), { code: 42 });
        assert.deepEqual(await error('/unknown'), { message: 'Invalid namespace' });
        assert.deepEqual(await request(root, 'echo', 'still there'), ['still there']);
        root.disconnect();
      });

      check(`${title}: thrown out of one namespace, the other goes on`, async () => {
        const root = client();
        await event(root, 'hello');
        const custom = root.io.socket('/custom');
        await event(custom, 'hello');
        const reason = event(custom, 'disconnect');
        custom.emit('kick', false);
        assert.deepEqual(await reason, ['io server disconnect']);
        assert.deepEqual(await request(root, 'echo', 'still there'), ['still there']);
        root.disconnect();
      });

      check(`${title}: thrown out altogether`, async () => {
        const root = client();
        await event(root, 'hello');
        const custom = root.io.socket('/custom');
        await event(custom, 'hello');
        const reasons = [event(root, 'disconnect'), event(custom, 'disconnect')];
        const over = within(new Promise((resolve) => root.io.engine.once('close', resolve)), () => 'close');
        custom.emit('kick', true);
        for (const [reason] of await Promise.all(reasons)) assert.equal(reason, 'io server disconnect');
        await over;
      });

      check(`${title}: disconnecting and connecting again gives a new id`, async () => {
        const socket = client();
        const [id] = await event(socket, 'hello');
        const reason = event(socket, 'disconnect');
        const over = new Promise((resolve) => socket.io.engine.once('close', resolve));
        socket.disconnect();
        assert.deepEqual(await reason, ['io client disconnect']);
        await within(over, () => 'close');
        socket.connect();
        assert.notEqual((await event(socket, 'hello'))[0], id);
        socket.disconnect();
      });

      check(`${title}: an invalid packet costs the connection, and the client comes back`, async () => {
        const socket = client({ reconnection: true, reconnectionDelay: 10 });
        const [id] = await event(socket, 'hello');
        const reason = event(socket, 'disconnect');
        const again = new Promise((resolve) =>
          socket.once('disconnect', () => socket.once('hello', resolve)),
        );
        socket.io.engine.write('2{}');
        const [text] = await reason;
        assert.ok(['transport close', 'transport error'].includes(text), text);
        assert.notEqual(await within(again, () => 'a new connection'), id);
        socket.disconnect();
      });

      check(`${title}: pings and pongs keep an idle client connected`, async () => {
        const socket = client();
        await event(socket, 'hello');
        let pongs = 0;
        socket.io.engine.on('pong', () => ++pongs);
        await pause(1500);
        assert.ok(pongs >= 3, `${pongs} pongs`);
        assert.equal(socket.connected, true);
        assert.deepEqual(await request(socket, 'echo', 'idle'), ['idle']);
        socket.disconnect();
      });

      check(`${title}: a stream of events comes back complete and in order`, async () => {
        const socket = client();
        await event(socket, 'hello');
        const back = [];
        const complete = new Promise((resolve) =>
          socket.on('echo', (i, attachment) => {
            assert.equal(attachment === undefined, i % 7 !== 0);
            if (back.push(i) === 400) resolve();
          }),
        );
        for (let i = 0; i < 400; ++i) {
          if (i % 7 === 0) socket.emit('echo', i, Buffer.from([i & 255]));
          else socket.emit('echo', i);
          if (i % 20 === 0) await new Promise(setImmediate);
        }
        await within(complete, () => `400 events, got ${back.length}`);
        assert.deepEqual(
          back,
          Array.from({ length: 400 }, (_, i) => i),
        );
        socket.disconnect();
      });
    });
  }
}

together('socket.io-client of today on the same server', () => {
  for (const [mode, transports] of Object.entries(modes)) {
    check(`socket.io-client 4 (${mode}): lives beside the old ones, under its own rules`, async () => {
      const old = open(clients['2.5'], transports);
      await event(old, 'hello');
      const root = ioOfToday(server.url, { transports, forceNew: true, reconnection: false, auth: { a: 1 } });
      const [id, auth] = await event(root, 'hello');
      assert.equal(id, root.id);
      assert.notEqual(id, root.io.engine.id);
      assert.deepEqual(auth, { a: 1 });
      const error = async (namespace) => (await event(root.io.socket(namespace), 'connect_error'))[0];
      assert.equal((await error('/denied')).message, 'denied!');
      assert.deepEqual((await error('/denied2')).data, { code: 42 });
      assert.deepEqual(await request(root, 'echo', Buffer.from([1])), [Buffer.from([1])]);
      assert.deepEqual(await request(old, 'echo', 'old'), ['old']);
      root.disconnect();
      old.disconnect();
    });
  }
});
