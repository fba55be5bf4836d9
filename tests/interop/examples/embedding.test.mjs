// examples/embedding: a server on the event loop of another program.

import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';

import { within } from '../support/deadlines.mjs';
import { connect, startExample } from '../support/example.mjs';
import { Program, buildDirectory } from '../support/server.mjs';

const { program, check } = await startExample('embedding');
const linePort = Number(/lines on (\d+)/.exec(program.output)[1]);

async function dial() {
  const line = net.connect(linePort, '127.0.0.1');
  await within(new Promise((resolve) => line.once('connect', resolve)), () => 'the line port');
  return line;
}

for (const transports of [['websocket'], ['polling']]) {
  check(`embedding (${transports}): lines and ticks of the program reach the clients`, async () => {
    const socket = await connect(program, '/', { transports });
    const seen = { line: [], tick: [] };
    const complete = new Promise((resolve) =>
      socket.onAny((name, value) => {
        seen[name].push(value);
        if (seen.line.length === 2 && seen.tick.length >= 2) resolve();
      }),
    );
    const line = await dial();
    line.write('hello\nwor');
    line.end('ld\n');
    await within(complete, () => `lines and ticks in ${JSON.stringify(seen)}`);
    assert.deepEqual(seen.line, ['hello', 'world']);
    assert.equal(seen.tick[1], seen.tick[0] + 1);
    socket.disconnect();
  });
}

check('embedding: SIGTERM ends it in order, open connections or not', async () => {
  const other = await new Program(path.join(buildDirectory, 'examples/embedding'), ['0', '0'], {}).ready();
  const socket = await connect(other, '/', { transports: ['websocket'] });
  const line = net.connect(Number(/lines on (\d+)/.exec(other.output)[1]), '127.0.0.1');
  line.on('error', () => {});
  const reason = new Promise((resolve) => socket.once('disconnect', resolve));
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  assert.equal(await within(reason, () => 'disconnect'), 'transport close');
  line.destroy();
});
