// No secret is ever written to the log.

import assert from 'node:assert/strict';

import { request } from '../support/raw_http.mjs';
import { startRoomd } from '../support/server.mjs';
import { states } from '../support/stage.mjs';
import { check } from '../support/suite.mjs';
import { WatchClient, modes } from '../support/watch_client.mjs';

check('LOG_FORMAT=json: every line is one JSON object, whatever clients send', async () => {
  const program = await startRoomd({ LOG_LEVEL: 'trace', LOG_FORMAT: 'json' });
  const client = await WatchClient.connect(program, 'websocket');
  const hostile = '"}\n{"level":"forged"}\u2028\u0000\u001b[31m\\';
  await client.request('room:create', { name: hostile, description: hostile, isPublic: true, userName: hostile });
  await request(program.port, 'GET', '/socket.io/?EIO=4&transport=%0a%22forged', {
    headers: { 'User-Agent': '"\\ forged' },
  });
  const rejected = new WatchClient(program, 'websocket', { auth: { token: hostile } });
  await rejected.disconnected();
  client.close();
  await program.stop();
  const lines = program.output.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.length > 4);
  for (const { time, level, message, ...rest } of lines) {
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(level, /^(trace|debug|info|warn|error)$/);
    assert.equal(typeof message, 'string');
    assert.deepEqual(rest, {});
  }
  assert.ok(lines.some(({ message }) => /listening on/.test(message)));
});

check('a start tells its settings, and warns of the risky ones by name', async () => {
  const program = await startRoomd({ AUTH_KEY: 'short', METRICS: 'open', ADMIN_KEY: 'an-admin-key-of-its-own' });
  await program.stop();
  assert.match(program.output, / info with PORT=0 .*AUTH_KEY=\*\*\* .*ADMIN_KEY=\*\*\* .* open files\n/);
  for (const name of ['AUTH_KEY', 'ALLOWED_ORIGINS', 'METRICS'])
    assert.match(program.output, new RegExp(`Z warn ${name} is `));
  assert.doesNotMatch(program.output, /warn ADMIN_KEY|short\b(?!er)|an-admin-key/);
});

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
