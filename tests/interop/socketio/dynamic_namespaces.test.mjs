// Socket.IO: namespaces that come into being when the official client asks for them.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { within } from '../support/deadlines.mjs';
import { startFixture } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('namespaces_fixture');
const check = suiteFor(server);

/** A socket of its own connection, or of `manager`'s. */
const client = (namespace, { manager, ...options } = {}) =>
  manager
    ? manager.socket(namespace, options)
    : io(server.url + namespace, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });

/** The arguments of the next such event. */
const event = (socket, name) =>
  within(new Promise((resolve) => socket.once(name, (...args) => resolve(args))), () => name);

const ask = (socket, ...args) => socket.timeout(5000).emitWithAck(...args);

/** Waits for an answer that takes the server a moment to come to. */
async function until(socket, answer, ...question) {
  while ((await ask(socket, ...question)) !== answer);
}

together('dynamic namespaces', () => {
  check('SIO dynamic: a name that matches is made, one that does not is refused', async () => {
    const room = client('/room-1');
    assert.deepEqual(await event(room, 'hello'), ['/room-1', 1]);
    const other = client('/room-one', { manager: room.io });
    const [error] = await event(other, 'connect_error');
    assert.equal(error.message, 'Invalid namespace');
    assert.equal(room.connected, true);
    room.io._close();
  });

  check('SIO dynamic: a predicate lets in whom it likes, a moment later', async () => {
    const welcome = client('/user-a', { auth: { word: 'sesame' } });
    const stranger = client('/user-b', { auth: { word: 'open' } });
    const [hello, [error]] = await Promise.all([event(welcome, 'hello'), event(stranger, 'connect_error')]);
    assert.deepEqual(hello, ['/user-a', 1]);
    assert.equal(error.message, 'Invalid namespace');
    welcome.disconnect();
    stranger.io._close();
  });

  check('SIO dynamic: clients that ask for the same name at once meet in one namespace', async () => {
    const all = Array.from({ length: 5 }, () => client('/user-many', { auth: { word: 'sesame' } }));
    const counts = (await Promise.all(all.map((socket) => event(socket, 'hello')))).map(([, count]) => count);
    assert.deepEqual(counts.sort(), [1, 2, 3, 4, 5]);
    for (const socket of all) socket.disconnect();
  });

  check('SIO dynamic: what is sent before the answer arrives behind it, in order', async () => {
    const room = client('/room-7');
    const said = [];
    room.on('said', (what) => said.push(what));
    for (let i = 0; i < 10; ++i) room.emit('say', i);
    await event(room, 'hello');
    await ask(room, 'who');
    assert.deepEqual(said, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    room.disconnect();
  });

  check('SIO dynamic: a middleware of the parent refuses', async () => {
    const room = client('/room-2', { auth: { banned: true } });
    const [error] = await event(room, 'connect_error');
    assert.equal(error.message, 'banned');
    room.io._close();
  });

  check('SIO dynamic: namespaces are apart, the parent reaches all', async () => {
    const one = client('/room-3');
    await event(one, 'hello');
    const two = client('/room-4', { manager: one.io });
    await event(two, 'hello');
    const heard = [];
    one.on('said', (what) => heard.push(`one ${what}`));
    two.on('said', (what) => heard.push(`two ${what}`));
    one.emit('say', 'x');
    assert.deepEqual(await ask(one, 'who'), [one.id]);
    assert.deepEqual(heard, ['one x']);
    one.emit('say everywhere', 'y');
    await ask(one, 'who');
    await ask(two, 'who');
    assert.deepEqual(heard.sort(), ['one x', 'one y', 'two y']);
    one.io._close();
  });

  check('SIO dynamic: an empty one goes, and is made again', async () => {
    const watcher = client('/');
    await event(watcher, 'connect');
    const room = client('/room-99', { manager: watcher.io });
    await event(room, 'hello');
    assert.equal(await ask(watcher, 'exists', '/room-99'), true);
    room.disconnect();
    await until(watcher, false, 'exists', '/room-99');
    room.connect();
    assert.deepEqual(await event(room, 'hello'), ['/room-99', 1]);
    const made = await ask(watcher, 'made');
    assert.equal(made.filter((name) => name === '/room-99').length, 2);
    assert.ok(!made.includes('/'));
    watcher.io._close();
  });
});
