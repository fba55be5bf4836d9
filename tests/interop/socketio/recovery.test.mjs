// Socket.IO: connection state recovery, with the official client and packet by packet.
//
// With ORACLE=1 all but what is marked as ours runs against the official server.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { io } from 'socket.io-client';

import { pause, within } from '../support/deadlines.mjs';
import { Wire } from '../support/engineio_session.mjs';
import { startFixture } from '../support/server.mjs';
import { oursOnly, suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('recovery_fixture');
const check = suiteFor(server);
const shortLived = await startFixture('recovery_fixture', ['--max-disconnection-ms', '300']);
const strict = await startFixture('recovery_fixture', ['--skip-middlewares', '0']);
for (const extra of [shortLived, strict]) {
  extra.adopt();
  after(() => extra.stop());
}

const told = (socket, name) =>
  within(new Promise((resolve) => socket.once(name, (...args) => resolve(args))), () => name);
const ask = (socket, ...args) =>
  within(new Promise((resolve) => socket.emit(...args, (...answer) => resolve(answer))), () => args[0]);

const controls = new Map();
/** Directs a server from its /control namespace. */
async function control(target, ...args) {
  if (!controls.has(target)) {
    const socket = io(`${target.url}/control`, { transports: ['websocket'], forceNew: true });
    controls.set(target, socket);
    await told(socket, 'connect');
  }
  return ask(controls.get(target), ...args);
}
after(() => controls.forEach((socket) => socket.disconnect()));

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`recovery, ${mode}`, () => {
    /** A connected client that is in a room of its own and has seen one event in it. */
    async function open(target = server) {
      const socket = io(target.url, { transports, forceNew: true, reconnection: false });
      await told(socket, 'connect');
      const room = `room of ${socket.id}`;
      await ask(socket, 'join', room);
      await ask(socket, 'set', `data of ${socket.id}`);
      const first = told(socket, 'first');
      await control(target, 'emit', { room }, 'first', 0);
      const [, offset] = await first;
      const seen = [];
      socket.onAny((name, ...args) => seen.push([name, ...args.slice(0, -1)]));
      const away = told(socket, 'disconnect');
      return { socket, target, room, id: socket.id, offset, seen, away };
    }
    const emit = ({ target, room }, name, value, how = {}) =>
      control(target, 'emit', { room, ...how }, name, value);
    async function cutByClient({ socket, away }) {
      socket.io.engine.close();
      await away;
    }
    async function cutByServer({ socket, target, away }) {
      await control(target, 'cut', socket.io.engine.id);
      await away;
    }
    async function comeBack({ socket }) {
      const connected = told(socket, 'connect');
      socket.connect();
      await connected;
    }
    const assertRecovered = async (client) => {
      const { socket, id } = client;
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
      assert.deepEqual(await ask(socket, 'get'), [`data of ${id}`, true, 2]);
    };
    const assertNew = async ({ socket, id, seen }) => {
      assert.equal(socket.recovered, false);
      assert.notEqual(socket.id, id);
      assert.deepEqual(await ask(socket, 'get'), ['', false, 1]);
      assert.deepEqual(seen, []);
    };

    for (const [who, cut] of [
      ['the client', cutByClient],
      ['the server', cutByServer],
    ]) {
      check(`recovery (${mode}): cut by ${who}, a client gets what it missed in order`, async () => {
        const client = await open();
        await cut(client);
        const sent = [];
        for (let i = 0; i < 10; ++i) {
          const value = i % 3 === 2 ? { at: i, bytes: Buffer.alloc(i, i) } : i;
          await emit(client, 'missed', value);
          sent.push(['missed', value]);
        }
        await comeBack(client);
        await assertRecovered(client);
        assert.deepEqual(client.seen, sent);
        const next = told(client.socket, 'next');
        await emit(client, 'next', 'one');
        assert.equal((await next)[0], 'one');
        client.socket.disconnect();
      });
    }

    check(`recovery (${mode}): again and again`, async () => {
      const client = await open();
      for (let round = 0; round < 4; ++round) {
        const away = told(client.socket, 'disconnect');
        client.socket.io.engine.close();
        await away;
        await emit(client, 'round', round);
        await comeBack(client);
        assert.equal(client.socket.recovered, true);
      }
      assert.deepEqual(
        client.seen,
        [0, 1, 2, 3].map((round) => ['round', round]),
      );
      client.socket.disconnect();
    });

    check(`recovery (${mode}): rooms and exceptions count, volatile events are not repeated`, async () => {
      const client = await open();
      await cutByClient(client);
      await emit(client, 'mine', 1);
      await emit(client, 'not mine', 2, { room: 'nobody is here' });
      await emit(client, 'but me', 3, { except: client.id });
      await emit(client, 'volatile', 4, { volatile: true });
      await emit(client, 'to my id', 5, { room: client.id });
      await comeBack(client);
      await assertRecovered(client);
      assert.deepEqual(client.seen, [
        ['mine', 1],
        ['to my id', 5],
      ]);
      client.socket.disconnect();
    });

    check(`recovery (${mode}): a session that expired`, async () => {
      const client = await open(shortLived);
      await cutByClient(client);
      await emit(client, 'missed', 1);
      await pause(700);
      await comeBack(client);
      await assertNew(client);
      client.socket.disconnect();
    });

    check(`recovery (${mode}): a wrong pid, a wrong offset`, async () => {
      for (const [field, value] of [
        ['_pid', 'AAAAAAAAAAAAAAAAAAAA'],
        ['_lastOffset', 'nowhere'],
      ]) {
        const client = await open();
        await cutByClient(client);
        client.socket[field] = value;
        await comeBack(client);
        await assertNew(client);
        client.socket.disconnect();
      }
    });

    check(`recovery (${mode}): not after the server or the client disconnected the socket`, async () => {
      const client = await open();
      client.socket.disconnect();
      await client.away;
      await comeBack(client);
      await assertNew(client);
      client.socket.disconnect();
    });

    check(
      `recovery (${mode}): before its first event, a client comes back as well`,
      async () => {
        const socket = io(server.url, { transports, forceNew: true, reconnection: false });
        await told(socket, 'connect');
        const { id } = socket;
        const away = told(socket, 'disconnect');
        socket.io.engine.close();
        await away;
        const seen = [];
        socket.onAny((name) => seen.push(name));
        await control(server, 'emit', { room: id }, 'missed', 1);
        await comeBack({ socket });
        assert.equal(socket.recovered, true);
        assert.equal(socket.id, id);
        assert.deepEqual(seen, ['missed']);
        socket.disconnect();
      },
      oursOnly,
    );
  });
}

check('recovery: middlewares run again only if they are asked to', async () => {
  for (const [target, more] of [
    [server, 0],
    [strict, 1],
  ]) {
    const socket = io(target.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    await told(socket, 'connect');
    const first = told(socket, 'first');
    await control(target, 'emit', { room: socket.id }, 'first', 0);
    await first;
    const away = told(socket, 'disconnect');
    socket.io.engine.close();
    await away;
    const [before] = await control(target, 'middlewares');
    const connected = told(socket, 'connect');
    socket.connect();
    await connected;
    assert.equal(socket.recovered, true);
    const [runs] = await control(target, 'middlewares');
    assert.equal(runs - before, more);
    socket.disconnect();
  }
});

for (const transport of ['websocket', 'polling']) {
  together(`recovery, packet by packet over ${transport}`, () => {
    const openWire = () => Wire.open(transport, server.port, '/socket.io/');
    const reply = /^0\{"sid":"([A-Za-z0-9_-]{20})","pid":"([A-Za-z0-9_-]{20})"\}$/;
    /** A new session that saw one event. */
    async function joined() {
      const wire = await openWire();
      wire.send('0');
      const [, sid, pid] = reply.exec(await wire.next());
      assert.notEqual(sid, pid);
      await control(server, 'emit', { room: sid }, 'first', 1);
      const [, offset] = /^2\["first",1,"([^"]+)"\]$/.exec(await wire.next());
      return { wire, sid, pid, offset };
    }
    const cut = (wire) => control(server, 'cut', wire.sid);

    check(`recovery wire (${transport}): missed events, then the CONNECT reply`, async () => {
      const { wire, sid, pid, offset } = await joined();
      await cut(wire);
      await control(server, 'emit', { room: sid }, 'text', 'a');
      await control(server, 'emit', { room: sid }, 'bin', Buffer.from([1, 2]));
      const back = await openWire();
      back.send(`0${JSON.stringify({ pid, offset, token: 'x' })}`);
      assert.match(await back.next(), /^2\["text","a","[^"]+"\]$/);
      assert.match(await back.next(), /^51-\["bin",\{"_placeholder":true,"num":0\},"[^"]+"\]$/);
      assert.deepEqual(await back.next(), Buffer.from([1, 2]));
      await back.expect(`0{"sid":"${sid}","pid":"${pid}"}`);
      back.destroy?.();
    });

    check(`recovery wire (${transport}): offsets grow, volatile events and acknowledgements have none`, async () => {
      const { wire, sid, offset } = await joined();
      await control(server, 'emit', { room: sid }, 'kept', null);
      const [, next] = /^2\["kept",null,"([^"]+)"\]$/.exec(await wire.next());
      assert.notEqual(next, offset);
      wire.send('21["join","r"]');
      await wire.expect('31[]');
      wire.destroy?.();
    });

    check(
      `recovery wire (${transport}): of two connections with the same pid one is the session`,
      async () => {
        const { wire, sid, pid, offset } = await joined();
        await cut(wire);
        const connect = `0${JSON.stringify({ pid, offset })}`;
        const a = await openWire();
        a.send(connect);
        await a.expect(`0{"sid":"${sid}","pid":"${pid}"}`);
        const b = await openWire();
        b.send(connect);
        await b.expect(`0{"sid":"${sid}","pid":"${pid}"}`);
        await a.over();
        await control(server, 'emit', { room: sid }, 'who', 1);
        assert.match(await b.next(), /^2\["who",1,/);
        b.destroy?.();
      },
      oursOnly,
    );

    check(
      `recovery wire (${transport}): a half-open connection is closed, and its client has all it missed`,
      async () => {
        const { wire, sid, pid, offset } = await joined();
        await control(server, 'emit', { room: sid }, 'unread', 1);
        const back = await openWire();
        back.send(`0${JSON.stringify({ pid, offset })}`);
        assert.match(await back.next(), /^2\["unread",1,/);
        await back.expect(`0{"sid":"${sid}","pid":"${pid}"}`);
        await wire.over();
        back.destroy?.();
      },
      oursOnly,
    );
  });
}
