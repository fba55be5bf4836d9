// examples/engineio_echo: Engine.IO alone.

import assert from 'node:assert/strict';

import { Socket } from 'engine.io-client';

import { Inbox } from '../support/deadlines.mjs';
import { startExample } from '../support/example.mjs';

const { program, check } = await startExample('engineio_echo', ['0']);

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  check(`engineio_echo (${transports}): text and bytes come back`, async () => {
    const socket = new Socket(program.url, { transports });
    const inbox = new Inbox();
    socket.on('message', (message) => inbox.push(message));
    socket.on('open', () => socket.send('hello').send(Buffer.from([1, 2, 3])));
    assert.equal(await inbox.next(), 'hello');
    assert.deepEqual(Buffer.from(await inbox.next()), Buffer.from([1, 2, 3]));
    socket.close();
  });
}
