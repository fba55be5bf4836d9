// examples/namespaces: two conversations on one connection.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import { ask, startExample } from '../support/example.mjs';

const { check, connect } = await startExample('namespaces');

check('namespaces: the desk writes, everybody reads', async () => {
  const reader = await connect('/news');
  assert.deepEqual(await reader.received.next(), ['headline', 'nothing yet']);

  const desk = reader.io.socket('/desk', { auth: { word: 'sesame' } });
  const counted = [];
  desk.on('readers', (count) => counted.push(count));
  const until = (count) => eventually(() => counted.at(-1) === count, `${count} readers`);
  await until(1);
  assert.deepEqual(await ask(desk, 'publish', 'a server'), [1]);
  assert.deepEqual(await reader.received.next(), ['headline', 'a server']);

  const second = await connect('/news');
  assert.deepEqual(await second.received.next(), ['headline', 'a server']);
  await until(2);
  second.disconnect();
  await until(1);
  reader.disconnect();
  desk.disconnect();
});

check('namespaces: the desk is closed to those who do not know the word', async () => {
  await assert.rejects(connect('/desk', { auth: { word: 'open' } }), { message: 'the desk is closed' });
  await assert.rejects(connect('/desk'), { message: 'the desk is closed' });
  await assert.rejects(connect('/sports'), { message: 'Invalid namespace' });
});
