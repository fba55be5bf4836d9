// examples/acks: answers in every direction.

import assert from 'node:assert/strict';

import { ask, startExample } from '../support/example.mjs';

const { check, connect } = await startExample('acks');

check('acks: a client asks the server and gets an error or a result', async () => {
  const socket = await connect();
  assert.deepEqual(await ask(socket, 'divide', 1, 8), [null, 0.125]);
  assert.deepEqual(await ask(socket, 'divide', 1, 0), ['division by zero', 0]);
  socket.disconnect();
});

check('acks: the server asks a client back', async () => {
  const socket = await connect();
  for (const [answer, verdict] of [
    [42, true],
    [41, false],
    ['forty-two', false],
  ]) {
    socket.once('question', (text, reply) => reply(answer));
    socket.emit('quiz');
    const [name, text] = await socket.received.next();
    assert.deepEqual([name, text], ['question', '6 x 7?']);
    assert.deepEqual(await socket.received.next(), ['verdict', verdict]);
  }
  socket.disconnect();
});

check('acks: the server asks everybody and counts who answered in time', async () => {
  const [ada, ben, silent] = await Promise.all([connect(), connect(), connect()]);
  ada.on('vote', (text, reply) => reply(true));
  ben.on('vote', (text, reply) => reply(false));
  assert.deepEqual(await ask(ada, 'poll', 'tea?'), [1, 2]);
  assert.equal((await silent.received.next())[1], 'tea?');
  for (const socket of [ada, ben, silent]) socket.disconnect();
});
