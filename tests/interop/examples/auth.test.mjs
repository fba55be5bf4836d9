// examples/auth: who may come in, and who may do what.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { open, startExample } from '../support/example.mjs';

const { program, check, connect } = await startExample('auth');
const withToken = (token) => connect('/', { auth: { token } });

check('auth: without a good token nobody comes in, and is told why', async () => {
  for (const auth of [undefined, {}, { token: 'tok-eve' }, { token: 5 }]) {
    const socket = open(program, '/', { auth });
    const error = await within(
      new Promise((resolve) => socket.once('connect_error', resolve)),
      () => 'connect_error',
    );
    assert.equal(error.message, 'unauthorized');
    assert.deepEqual(error.data, { hint: 'ask for a token' });
    socket.disconnect();
  }
});

check('auth: events are checked as well', async () => {
  const [ada, ben] = await Promise.all([withToken('tok-ada'), withToken('tok-ben')]);
  assert.deepEqual(await ada.received.next(), ['welcome', 'Ada']);
  assert.deepEqual(await ben.received.next(), ['welcome', 'Ben']);
  ben.emit('say', 'hello');
  for (const socket of [ada, ben]) assert.deepEqual(await socket.received.next(), ['said', 'Ben', 'hello']);
  ben.emit('admin:close');
  assert.deepEqual(await ben.received.next(), ['refused', 'admin:close']);
  assert.equal(ada.connected, true);
  const ends = [ada, ben].map((socket) => new Promise((resolve) => socket.once('disconnect', resolve)));
  ada.emit('admin:close');
  assert.deepEqual(await within(Promise.all(ends), () => 'the end'), [
    'io server disconnect',
    'io server disconnect',
  ]);
});
