// behind_proxy.mjs <url> <key>: the official client through a proxy, over each transport; then two with a wrong
// key who claim to be somebody else, one over requests, one over a WebSocket from 127.0.0.2.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { io } = createRequire(new URL('../interop/package.json', import.meta.url))('socket.io-client');
const [url, key] = process.argv.slice(2);

const connect = (token, options) => io(url, { auth: { token }, forceNew: true, reconnection: false, timeout: 5_000, ...options });

async function evening(transports) {
  const upgrades = transports.length > 1;
  const socket = connect(key, { transports });
  const engine = socket.io.engine;
  const upgraded = upgrades ? new Promise((resolve) => engine.on('upgrade', resolve)) : null;
  await new Promise((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  await upgraded;
  assert.equal(engine.transport.name, transports.at(-1));
  const profile = { name: 'Behind', description: 'x'.repeat(900), isPublic: true, userName: 'Ada' };
  const { success, room } = await socket.timeout(5_000).emitWithAck('room:create', profile);
  assert.equal(success, true);
  const echoed = new Promise((resolve) => socket.on('chat:message', resolve));
  socket.emit('chat:message', { content: 'hello', type: 'text' });
  assert.equal((await echoed).content, 'hello');
  const rooms = await socket.timeout(5_000).emitWithAck('room:list');
  assert.ok(rooms.some(({ id }) => id === room.id));
  socket.disconnect();
}

for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) await evening(transports);

for (const transports of [['polling'], ['websocket']]) {
  const stranger = connect('not-the-key', {
    transports,
    localAddress: '127.0.0.2',
    extraHeaders: { 'X-Forwarded-For': '203.0.113.9' },
  });
  // Not events.once(): the event `error` would be one to it.
  await new Promise((resolve) => stranger.on('disconnect', resolve));
}
console.log('well');
