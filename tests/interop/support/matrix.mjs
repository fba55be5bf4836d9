// The interop matrix: the same behaviour with each client of the years, on each way to connect.
//
// A row names one client package and tells where it differs from today's; matrix/*.test.mjs has one row each.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { Inbox, eventually, within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';
import { startFixture } from './server.mjs';
import { check, suiteFor, together } from './suite.mjs';

const require = createRequire(import.meta.url);
export const modes = { polling: ['polling'], websocket: ['websocket'], upgrade: ['polling', 'websocket'] };

/** What every client of protocol 5 does. */
export const current = {
  sendsAuth: true,
  /** How the application learns that a namespace refused it: {message, data}. */
  refused: (socket) =>
    new Promise((resolve) => socket.on('connect_error', ({ message, data }) => resolve({ message, data }))),
  invalidNamespace: { message: 'Invalid namespace', data: undefined },
  denied: { message: 'denied!', data: undefined },
  deniedWithData: { message: 'denied, too', data: { code: 42 } },
};

const received = ['hello', 'echo', 'answer', 'volatile', 'burst over', 'said', 'shouted', 'announced', 'left'];

/**
 * What the clients before 3.0 do otherwise: they speak the protocols of before to a server that allows it. A refusal
 * is an `error` event with the message, or with the data where there is some.
 */
export const legacy = {
  sendsAuth: false,
  refused: (socket) => new Promise((resolve) => socket.on('error', resolve)),
  invalidNamespace: { message: 'Invalid namespace' },
  denied: 'denied!',
  deniedWithData: { code: 42 },
};

/** One client: what it received is in `inbox`, as [name, ...arguments]. */
class Client {
  inbox = new Inbox();
  heard = []; // all arguments, in the order they came

  constructor(row, url, options) {
    this.socket = require(row.package)(url, { forceNew: true, reconnection: false, ...options });
    for (const name of received) {
      this.socket.on(name, (...args) => {
        this.inbox.push([name, ...args]);
        this.heard.push(...args);
      });
    }
    leaveNothing(() => this.socket.disconnect());
  }

  /** Waits for the server's greeting and gives its arguments. */
  async greeted() {
    const [name, ...args] = await this.inbox.next('hello');
    assert.equal(name, 'hello');
    return args;
  }

  /** The next event must be this one. */
  async sees(...event) {
    assert.deepEqual(await this.inbox.next(event[0]), event);
  }

  /** Waits for this event; others, which concern everybody on the server, may come before. */
  async catches(...event) {
    const wanted = JSON.stringify(event);
    while (JSON.stringify(await this.inbox.next(event[0])) !== wanted);
  }

  /** All arguments of the acknowledgement. */
  ask(name, ...args) {
    const answer = new Promise((resolve) => this.socket.emit(name, ...args, (...values) => resolve(values)));
    return within(answer, () => `answer to ${name}`);
  }

  disconnected() {
    return within(new Promise((resolve) => this.socket.once('disconnect', resolve)), () => 'disconnect');
  }
}

/** Defines the row's tests. */
export async function defineRow(row) {
  const server = await startFixture('matrix_fixture');
  const define = suiteFor(server);
  for (const mode of Object.keys(modes)) {
    const open = (namespace = '/', options = {}, on = server) =>
      new Client(row, on.url + namespace, { transports: modes[mode], ...options });
    const joined = async (namespace, options) => {
      const client = open(namespace, options);
      [client.id] = await client.greeted();
      return client;
    };
    const cast = { row, mode, open, joined };
    together(`${row.package} ${row.version}, ${mode}`, () => {
      for (const [what, body] of Object.entries(behaviours)) {
        define(`matrix (${row.version}, ${mode}): ${what}`, () => body(cast));
      }
      check(`matrix (${row.version}, ${mode}): a client comes back when the server does`, () => restart(cast));
    });
  }
}

const behaviours = {
  async 'connects, on the transport it was told, and is told its id'({ row, mode, open }) {
    const client = open('/', row.sendsAuth ? { auth: { token: 'abc' } } : {});
    const [id, auth] = await client.greeted();
    assert.match(id, /^[A-Za-z0-9_-]{20}$/);
    assert.equal(client.socket.id, id);
    assert.deepEqual(auth, row.sendsAuth ? { token: 'abc' } : {});
    const { engine } = client.socket.io;
    await eventually(() => engine.transport.name === modes[mode].at(-1), `transport ${modes[mode].at(-1)}`);
    assert.deepEqual(await client.ask('echo', 'there'), ['there']);
    client.socket.disconnect();
  },

  async 'events go both ways with every JSON value'({ joined }) {
    const client = await joined();
    const values = [0, -1.5, 'ünï 💩 \u2028', null, true, [], {}, [[1, { a: [null] }]], 'x'.repeat(20_000)];
    client.socket.emit('echo', ...values);
    await client.sees('echo', ...values);
    client.socket.emit('echo');
    await client.sees('echo');
    client.socket.disconnect();
  },

  async 'many events keep their order'({ joined }) {
    const client = await joined();
    for (let i = 0; i < 200; ++i) client.socket.emit('echo', i);
    for (let i = 0; i < 200; ++i) await client.sees('echo', i);
    client.socket.disconnect();
  },

  async 'acknowledgements go both ways'({ joined }) {
    const client = await joined();
    assert.deepEqual(await client.ask('echo', 1, 'two', { three: [4] }), [1, 'two', { three: [4] }]);
    assert.deepEqual(await client.ask('echo'), []);
    client.socket.on('question', (value, reply) => reply(value, 'indeed'));
    client.socket.emit('ask', { is: 'it?' });
    await client.sees('answer', { is: 'it?' }, 'indeed');
    client.socket.disconnect();
  },

  async 'binary goes both ways, in events and acknowledgements'({ joined }) {
    const client = await joined();
    const values = [Buffer.from([0, 1, 255]), { deep: [Buffer.alloc(0), 'text', Buffer.alloc(50_000, 7)] }];
    client.socket.emit('echo', ...values);
    await client.sees('echo', ...values);
    assert.deepEqual(await client.ask('echo', ...values), values);
    client.socket.on('question', (value, reply) => reply(Buffer.concat([value, Buffer.from([9])])));
    client.socket.emit('ask', Buffer.from([8]));
    await client.sees('answer', Buffer.from([8, 9]));
    client.socket.disconnect();
  },

  async 'volatile events come at most once, in order, and never in the way of others'({ joined }) {
    const client = await joined();
    const seen = [];
    while (seen.length === 0) {
      client.socket.emit('burst', 5);
      for (let event = await client.inbox.next(); event[0] !== 'burst over'; event = await client.inbox.next()) {
        assert.equal(event[0], 'volatile');
        seen.push(event[1]);
      }
    }
    assert.deepEqual(seen, [...new Set(seen)].sort());
    client.socket.disconnect();
  },

  async 'namespaces share the connection and keep apart'({ joined }) {
    const root = await joined();
    const custom = new Inbox();
    const socket = root.socket.io.socket('/custom');
    socket.on('hello', (id) => custom.push(['hello', id]));
    socket.on('announced', (what) => custom.push(['announced', what]));
    const [, id] = await custom.next('hello in /custom');
    assert.notEqual(id, root.id);
    socket.emit('announce', 'custom only');
    assert.deepEqual(await custom.next('announcement'), ['announced', 'custom only']);
    socket.disconnect();
    assert.deepEqual(await root.ask('echo', 'root stays'), ['root stays']);
    assert.equal(root.inbox.size, 0);
    root.socket.disconnect();
  },

  async 'an unknown namespace is refused'({ row, open }) {
    const client = open('/unknown');
    assert.deepEqual(await within(row.refused(client.socket), () => 'refusal'), row.invalidNamespace);
    client.socket.disconnect();
  },

  async 'a middleware refuses, with a message and with data'({ row, open }) {
    for (const [namespace, refusal] of [
      ['/denied', row.denied],
      ['/denied2', row.deniedWithData],
    ]) {
      const client = open(namespace);
      assert.deepEqual(await within(row.refused(client.socket), () => 'refusal'), refusal);
      client.socket.disconnect();
    }
  },

  async 'a client leaves, and the server knows why'({ joined }) {
    const [observer, client] = [await joined(), await joined()];
    await observer.ask('watch', client.id);
    const end = client.disconnected();
    client.socket.disconnect();
    assert.equal(await end, 'io client disconnect');
    await observer.sees('left', client.id, 'client namespace disconnect');
    observer.socket.disconnect();
  },

  async 'the server sends a client away, from the namespace or altogether'({ joined }) {
    const observer = await joined();
    for (const close of [false, true]) {
      const client = await joined();
      await observer.ask('watch', client.id);
      const end = client.disconnected();
      client.socket.emit('kick', close);
      assert.equal(await end, 'io server disconnect');
      await observer.sees('left', client.id, 'server namespace disconnect');
      client.socket.disconnect();
    }
    observer.socket.disconnect();
  },

  async 'rooms and broadcasts reach whom they should'({ joined }) {
    const [ada, ben, eve] = await Promise.all([1, 2, 3].map(() => joined('/custom')));
    const room = `room of ${ada.id}`;
    assert.deepEqual(await ada.ask('join', room), [1]);
    assert.deepEqual(await ben.ask('join', room), [2]);
    ada.socket.emit('say', room, `${ada.id} to the room`);
    await ben.catches('said', `${ada.id} to the room`);
    ada.socket.emit('shout', `${ada.id} to the others`);
    for (const client of [ben, eve]) await client.catches('shouted', `${ada.id} to the others`);
    ada.socket.emit('announce', `${ada.id} to all`);
    for (const client of [ada, ben, eve]) await client.catches('announced', `${ada.id} to all`);
    // What was not for them has not come either: each catches() above would have passed over it.
    assert.deepEqual(
      [ada, ben, eve].map(({ heard }) => heard.filter((what) => String(what).startsWith(`${ada.id} `))),
      [['to all'], ['to the room', 'to the others', 'to all'], ['to the others', 'to all']].map((texts) =>
        texts.map((text) => `${ada.id} ${text}`),
      ),
    );
    assert.deepEqual(await ben.ask('leave', room), [1]);
    ada.socket.emit('say', room, 'nobody is there');
    await ada.ask('echo', 'the server has handled it');
    assert.deepEqual(await ben.ask('echo', 'and ben would have it'), ['and ben would have it']);
    assert.ok(!ben.heard.includes('nobody is there'));
    for (const { socket } of [ada, ben, eve]) socket.disconnect();
  },
};

/** The server ends in order, and a new one takes its port. */
async function restart({ row, mode }) {
  const first = await startFixture('matrix_fixture');
  const client = new Client(row, first.url, {
    transports: modes[mode],
    reconnection: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
  });
  const [id] = await client.greeted();
  const end = client.disconnected();
  await first.stop();
  assert.ok(['transport close', 'transport error'].includes(await end));
  const second = await startFixture('matrix_fixture', ['--port', String(first.port)]);
  const [newId] = await client.greeted();
  assert.notEqual(newId, id);
  assert.deepEqual(await client.ask('echo', 'back'), ['back']);
  client.socket.disconnect();
  await second.stop();
}
