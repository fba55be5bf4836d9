// examples/upload: a file in pieces.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { ask, startExample } from '../support/example.mjs';

const { check, connect } = await startExample('upload');

check('upload: pieces arrive whole, the sender sees its progress, everybody the end', async () => {
  const [sender, other] = await Promise.all([connect(), connect()]);
  const file = randomBytes(250_000);
  assert.deepEqual(await ask(sender, 'begin', { name: 'photo.jpg', size: file.length }), [true]);
  for (let at = 0; at < file.length; at += 100_000) {
    assert.deepEqual(await ask(sender, 'piece', file.subarray(at, at + 100_000)), [true]);
  }
  for (const percent of [40, 80, 100]) {
    assert.deepEqual(await sender.received.next(), ['progress', percent]);
  }
  assert.deepEqual(await other.received.next(), ['uploaded', 'photo.jpg', file.length]);
  assert.deepEqual(await ask(other, 'download', 'photo.jpg'), [file]);
  assert.deepEqual(await ask(other, 'download', 'nothing'), [null]);
  for (const socket of [sender, other]) socket.disconnect();
});

check('upload: what is too large, or more than was announced, is not taken', async () => {
  const socket = await connect();
  assert.deepEqual(await ask(socket, 'begin', { name: 'huge', size: 100_000_001 }), [false]);
  assert.deepEqual(await ask(socket, 'piece', Buffer.from([1])), [false]);
  assert.deepEqual(await ask(socket, 'begin', { name: 'tiny', size: 2 }), [true]);
  assert.deepEqual(await ask(socket, 'piece', Buffer.from([1, 2, 3])), [false]);
  socket.disconnect();
});
