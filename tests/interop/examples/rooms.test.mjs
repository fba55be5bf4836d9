// examples/rooms: who hears what.

import assert from 'node:assert/strict';

import { ask, startExample } from '../support/example.mjs';

const { check, connect } = await startExample('rooms');

check('rooms: entering, speaking, whispering, leaving and getting lost', async () => {
  const [ada, ben, eve] = await Promise.all([connect(), connect(), connect()]);
  assert.deepEqual(await ask(ada, 'enter', 'kitchen'), [[ada.id]]);
  const [present] = await ask(ben, 'enter', 'kitchen');
  assert.deepEqual(new Set(present), new Set([ada.id, ben.id]));
  assert.deepEqual(await ada.received.next(), ['entered', 'kitchen', ben.id]);

  ada.emit('say', 'kitchen', { text: 'hello' });
  for (const socket of [ada, ben]) {
    assert.deepEqual(await socket.received.next(), ['said', 'kitchen', ada.id, { text: 'hello' }]);
  }

  eve.emit('say', 'kitchen', 'I am not even here'); // nobody hears it
  eve.emit('whisper', ben.id, 'psst');
  assert.deepEqual(await ben.received.next(), ['whispered', eve.id, 'psst']);

  ada.emit('say everywhere', 'all of you');
  assert.deepEqual(await ben.received.next(), ['said', 'everywhere', ada.id, 'all of you']);

  const { id: lost } = ben;
  ben.disconnect();
  assert.deepEqual(await ada.received.next(), ['left', 'kitchen', lost]);
  ada.emit('clear', 'kitchen');
  assert.deepEqual(await ada.received.next(), ['cleared', 'kitchen']);
  assert.deepEqual(await ask(eve, 'enter', 'kitchen'), [[eve.id]]);
  assert.equal(eve.received.size, 0);
  assert.deepEqual(await ask(eve, 'enter', ''), [[]]);
  for (const socket of [ada, eve]) socket.disconnect();
});
