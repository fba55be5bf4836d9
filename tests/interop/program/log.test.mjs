// No secret is ever written to the log.

import assert from 'node:assert/strict';

import { request } from '../support/raw_http.mjs';
import { startRoomd } from '../support/server.mjs';
import { states } from '../support/stage.mjs';
import { check } from '../support/suite.mjs';
import { WatchClient, modes } from '../support/watch_client.mjs';

check('no key, token, password or Engine.IO id is ever written to the log', async () => {
  const program = await startRoomd({ LOG_LEVEL: 'trace', AUTH_KEY: 'key-that-nobody-may-see' });
  const auth = { token: 'key-that-nobody-may-see' };
  const secrets = [
    'key-that-nobody-may-see',
    'wrong-key-of-a-guest',
    'room-password-31',
    'wrong-password-32',
    'guessed-token-33',
  ];
  for (const mode of Object.keys(modes)) {
    const owner = await WatchClient.connect(program, mode, { auth });
    const guest = await WatchClient.connect(program, mode, { auth });
    secrets.push(owner.socket.io.engine.id, guest.socket.io.engine.id);
    const { room } = await owner.request('room:create', {
      name: 'n',
      isPublic: true,
      userName: 'u',
      password: 'room-password-31',
    });
    secrets.push(room.ownerToken);
    await guest.request('room:join', {
      roomId: room.id,
      password: 'wrong-password-32',
      ownerToken: 'guessed-token-33',
      userName: 'g',
    });
    await guest.request('room:join', { roomId: room.id, password: 'room-password-31', userName: 'g' });
    await guest.request('screen:helper-register', { roomId: room.id, ownerToken: 'guessed-token-33' });
    await guest.request('screen:helper-register', { roomId: room.id, ownerToken: room.ownerToken });
    owner.emit('play:update', states.play());
    owner.emit('room:leave');
    await owner.fence();
    guest.socket.io.engine.write('2{"malformed":"room-password-31"}');
    owner.close();
    const rejected = new WatchClient(program, mode, { auth: { token: 'wrong-key-of-a-guest' } });
    await rejected.disconnected();
  }
  await request(program.port, 'GET', '/stats', {
    headers: { Authorization: 'Bearer key-that-nobody-may-see' },
  });
  await request(program.port, 'GET', '/stats', { headers: { Authorization: 'Bearer wrong-key-of-a-guest' } });
  await program.stop();
  assert.ok(program.output.length > 0);
  for (const secret of secrets)
    assert.equal(program.output.includes(secret), false, `the log holds ${secret}:\n${program.output}`);
});
