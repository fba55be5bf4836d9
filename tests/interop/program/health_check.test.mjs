// `roomd --healthcheck`: how a container asks its own server.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

import { roomdBinary, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';

/** What it exits with, and what it says. */
function healthCheck(port, ...flags) {
  const environment = { PATH: process.env.PATH, PORT: String(port) };
  return new Promise((resolve) => {
    execFile(
      roomdBinary,
      ['--healthcheck', ...flags],
      { env: environment, cwd: '/' },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}

/** A listener that treats each connection with `serve`. */
async function listener(serve) {
  const server = net.createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

together('health check', () => {
  check('of a running server: silence and exit code 0', async () => {
    const program = await startRoomd();
    assert.deepEqual(await healthCheck(program.port), { code: 0, output: '' });
    await program.stop();
  });

  for (const host of ['::1', '::']) {
    check(`of a server on ${host}`, async () => {
      const program = await startRoomd({ HOST: host });
      assert.deepEqual(await healthCheck(program.port, '--host', host), { code: 0, output: '' });
      await program.stop();
    });
  }

  check('it asks the port that is configured, and needs no key', async () => {
    const program = await startRoomd();
    assert.deepEqual(await healthCheck(1, '--port', String(program.port)), { code: 0, output: '' });
    await program.stop();
  });

  check('nobody listens: exit code 1 and one line that says where', async () => {
    const server = await listener(() => {});
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    assert.deepEqual(await healthCheck(port), {
      code: 1,
      output: `roomd: nobody listens on 127.0.0.1:${port}\n`,
    });
  });

  check('another answer than 200 is told', async () => {
    const server = await listener((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')),
    );
    const { port } = server.address();
    assert.deepEqual(await healthCheck(port), {
      code: 1,
      output: `roomd: 127.0.0.1:${port} answered HTTP/1.1 503 Service Unavailable\n`,
    });
    server.close();
  });

  check('a server that accepts and says nothing is not waited for', async () => {
    const sockets = [];
    const server = await listener((socket) => sockets.push(socket));
    const { port } = server.address();
    assert.deepEqual(await healthCheck(port), {
      code: 1,
      output: `roomd: no answer from 127.0.0.1:${port}\n`,
    });
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });

  check('a bad option is refused as at a start', async () => {
    const { code, output } = await healthCheck('x');
    assert.equal(code, 1);
    assert.match(output, /^roomd: PORT: 'x' is not /);
  });
});
