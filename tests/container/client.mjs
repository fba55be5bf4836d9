// client.mjs <url> <key> create|return: an evening in the container, with the official client.
//
// create  makes a room, and prints its id and owner token
// return  comes back to the room of ROOM_ID with OWNER_TOKEN, as its owner
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { io } = createRequire(new URL('../interop/package.json', import.meta.url))('socket.io-client');
const [url, token, what] = process.argv.slice(2);

const socket = io(url, { auth: { token }, reconnection: false, timeout: 5_000 });
socket.on('connect_error', (error) => {
  console.error('cannot connect:', error.message);
  process.exit(1);
});
await new Promise((resolve) => socket.on('connect', resolve));
const ask = (event, argument) => socket.timeout(5_000).emitWithAck(event, argument);

if (what === 'create') {
  const profile = { name: 'In a box', description: '', password: 'pw', isPublic: true, userName: 'Ada' };
  const { success, room } = await ask('room:create', profile);
  assert.equal(success, true);
  console.log(room.id, room.ownerToken);
} else {
  const { ROOM_ID: roomId, OWNER_TOKEN: ownerToken } = process.env;
  const { success, room } = await ask('room:join', { roomId, ownerToken, userName: 'Ada' });
  assert.equal(success, true);
  assert.equal(room.ownerId, socket.id);
}
socket.disconnect();
