// The two programs that the README shows run as shown.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { io } from 'socket.io-client';

import { eventually, within } from '../support/deadlines.mjs';
import { Program, authKey, buildDirectory, repository, startRoomd } from '../support/server.mjs';
import { check } from '../support/suite.mjs';

/** A port that was free a moment ago. */
async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

check('the client of the README creates a room and finds it in the list', async () => {
  const server = await startRoomd();
  const directory = mkdtempSync(path.join(tmpdir(), 'roomd-readme-'));
  const script = path.join(directory, 'client.mjs');
  copyFileSync(path.join(repository, 'examples/client.mjs'), script);
  symlinkSync(path.join(repository, 'tests/interop/node_modules'), path.join(directory, 'node_modules'));
  const environment = { ...process.env, ROOMD_URL: server.url, AUTH_KEY: authKey };
  const run = new Promise((resolve) =>
    execFile(process.execPath, [script], { env: environment }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    ),
  );
  const { code, stdout, stderr } = await within(run, () => 'the client').finally(() =>
    rmSync(directory, { recursive: true }),
  );
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "created Friday\nlisted [ 'Friday' ]\n");
  await server.stop();
});

check('the chat server of the README counts heads, passes messages on and confirms them', async () => {
  const port = await freePort();
  const chat = new Program(path.join(buildDirectory, 'examples/chat'), [String(port)], {});
  await eventually(() => accepts(port), 'the chat server listens');
  const join = () => io(`http://127.0.0.1:${port}/chat`, { forceNew: true, reconnection: false });
  const ada = join();
  const counted = [];
  ada.on('online', (online) => counted.push(online));
  await within(new Promise((resolve) => ada.on('connect', resolve)), () => 'Ada joins');
  const ben = join();
  await eventually(() => counted.at(-1) === 2, 'Ada learns of Ben');
  const heard = new Promise((resolve) => ben.on('message', (...args) => resolve(args)));
  assert.equal(await within(ada.emitWithAck('message', 'hello'), () => 'the answer'), true);
  assert.deepEqual(await within(heard, () => 'the message'), [ada.id, 'hello']);
  ben.disconnect();
  await eventually(() => counted.at(-1) === 1, 'Ada learns that Ben left');
  assert.deepEqual(counted, [1, 2, 1]);
  ada.disconnect();
  assert.deepEqual(await chat.stop(), { code: 0, signal: null });
});
