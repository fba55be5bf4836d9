// Socket.IO: what the suite of the official client asks of its server, with the official client.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { pause, within } from '../support/deadlines.mjs';
import { startFixture } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('sio_client_fixture');
const check = suiteFor(server);

/** The arguments of the next such event, without the offset that recovery adds. */
async function event(socket, name) {
  const arrival = new Promise((resolve) => socket.once(name, (...args) => resolve(args)));
  const args = await within(arrival, () => name);
  assert.equal(typeof args.pop(), 'string', 'the offset');
  return args;
}
const told = (socket, name) =>
  within(new Promise((resolve) => socket.once(name, (...args) => resolve(args))), () => name);
const answer = (socket, ...args) => socket.timeout(5000).emitWithAck(...args);

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const dateText = /^\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4} \(.+\)$/;

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`the client's suite, ${mode}`, () => {
    const open = (path = '/', options = {}) =>
      io(server.url + path, { transports, forceNew: true, reconnection: false, ...options });
    const checked = (name, body, options) =>
      check(`client suite (${mode}): ${name}`, async () => {
        const socket = open('/', options);
        await told(socket, 'connect');
        await body(socket);
        socket.disconnect();
      });
    const asked = (sent, name, args, parameters = []) =>
      checked(`${sent} is followed by ${name}`, async (socket) => {
        const arrived = event(socket, name);
        socket.emit(sent, ...parameters);
        assert.deepEqual(await arrived, args);
      });

    asked('hi', 'hi', []);
    asked('false', 'false', [false]);
    asked('doge', 'doge', [Buffer.from('asdfasdf')]);
    asked('getbin', 'takebin', [Buffer.from('89504e470d0a1a0a', 'hex')], ['a.png']);
    asked('buffa', 'buffack', [], [Buffer.from('asdf')]);
    asked(
      'jsonbuff',
      'jsonbuff-ack',
      [],
      [{ hello: 'lol', message: Buffer.from('asdf'), goodbye: 'gotcha' }],
    );

    checked('what is not binary is not taken for it', async (socket) => {
      let seen = 0;
      for (const name of ['buffack', 'jsonbuff-ack', 'abuff2-ack']) socket.on(name, () => seen++);
      socket.emit('buffa', 'asdf');
      socket.emit('jsonbuff', { hello: 'lol', message: 'asdf', goodbye: 'gotcha' });
      socket.emit('abuff2', Buffer.from('b'));
      socket.emit('abuff1', 'a');
      socket.emit('abuff2', Buffer.from('b'));
      await answer(socket, 'echo', 'all handled');
      assert.equal(seen, 0);
    });

    checked('abuff1, abuff2 in this order', async (socket) => {
      const arrived = event(socket, 'abuff2-ack');
      socket.emit('abuff1', Buffer.from('a'));
      socket.emit('abuff2', Buffer.from('b'));
      await arrived;
    });

    checked('echo answers with any value', async (socket) => {
      for (const value of [1, 'two', null, true, { three: [3] }, Buffer.from([4])]) {
        assert.deepEqual(await answer(socket, 'echo', value), value);
      }
    });

    checked('the server asks for an acknowledgement', async (socket) => {
      const arrived = event(socket, 'got it');
      socket.once('ack', (reply) => reply(5, { test: true }));
      socket.emit('ack');
      await arrived;
    });

    checked('dates', async (socket) => {
      assert.match(await answer(socket, 'getAckDate', { test: true }), isoDate);
      let arrived = event(socket, 'takeDate');
      socket.emit('getDate');
      assert.match((await arrived)[0], isoDate);
      arrived = event(socket, 'takeDateObj');
      socket.emit('getDateObj');
      assert.match((await arrived)[0].date, isoDate);
    });

    checked('UTF-8 of all kinds, in order', async (socket) => {
      const texts = [];
      const complete = new Promise((resolve) =>
        socket.on('takeUtf8', (text) => texts.push(text) === 5 && resolve()),
      );
      socket.emit('getUtf8');
      await within(complete, () => 'five texts');
      assert.deepEqual(texts, ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string']);
    });

    checked('getId', async (socket) => assert.equal(await answer(socket, 'getId'), socket.id));

    checked(
      'getHandshake gives the facts of the first request',
      async (socket) => {
        const handshake = await answer(socket, 'getHandshake');
        assert.deepEqual(Object.keys(handshake).sort(), [
          ...['address', 'auth', 'headers', 'issued', 'query', 'secure', 'time', 'url', 'xdomain'],
        ]);
        assert.equal(handshake.headers['x-test'], 'yes');
        assert.match(handshake.headers.host, /^127\.0\.0\.1:\d+$/);
        assert.match(handshake.time, dateText);
        assert.match(handshake.address, /127\.0\.0\.1$/);
        assert.equal(handshake.xdomain, false);
        assert.equal(handshake.secure, false);
        assert.ok(Math.abs(handshake.issued - Date.now()) < 60_000);
        assert.match(handshake.url, /^\/socket\.io\/\?/);
        assert.equal(handshake.query.EIO, '4');
        assert.equal(handshake.query.key, 'wert ü');
        assert.deepEqual(handshake.auth, { token: 'abc' });
      },
      { query: { key: 'wert ü' }, auth: { token: 'abc' }, extraHeaders: { 'X-Test': 'yes' } },
    );

    check(`client suite (${mode}): /abc tells the handshake`, async () => {
      const socket = open('/abc', { auth: { a: 'b' }, query: { c: 'd' } });
      const [handshake] = await event(socket, 'handshake');
      assert.deepEqual(handshake.auth, { a: 'b' });
      assert.equal(handshake.query.c, 'd');
      socket.disconnect();
    });

    check(`client suite (${mode}): /foo, /timeout_socket, /valid and /asd on one connection`, async () => {
      const foo = open('/foo');
      const others = ['/timeout_socket', '/valid', '/asd'].map((name) => foo.io.socket(name));
      await Promise.all([foo, ...others].map((socket) => told(socket, 'connect')));
      assert.equal(await answer(foo, 'getId'), foo.id);
      assert.equal(new Set([foo, ...others].map((socket) => socket.id)).size, 4);
      foo.io._close();
    });

    check(`client suite (${mode}): refusals`, async () => {
      for (const [path, options, message] of [
        ['/no', {}, 'Auth failed (custom namespace)'],
        ['/', { query: { fail: true } }, 'Auth failed (main namespace)'],
        ['/unknown', {}, 'Invalid namespace'],
      ]) {
        const socket = open(path, options);
        const [error] = await told(socket, 'connect_error');
        assert.equal(error.message, message);
        assert.equal(socket.connected, false);
        socket.io._close();
      }
    });

    check(`client suite (${mode}): a client that lost its connection recovers`, async () => {
      const socket = open('/', { reconnection: true, reconnectionDelay: 10 });
      await told(socket, 'connect');
      const { id } = socket;
      assert.equal(Boolean(socket.recovered), false);
      const arrived = event(socket, 'hi');
      socket.emit('hi');
      await arrived;
      const again = told(socket, 'connect');
      socket.io.engine.close();
      await again;
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
      socket.disconnect();
    });

    check(`client suite (${mode}): heartbeats every two seconds`, async () => {
      const socket = open();
      await told(socket, 'connect');
      assert.equal(socket.io.engine._pingInterval, 2000);
      let pings = 0;
      socket.io.on('ping', () => pings++);
      await pause(4500);
      assert.equal(pings, 2);
      assert.equal(socket.connected, true);
      socket.disconnect();
    });
  });
}
