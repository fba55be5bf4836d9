// `roomd --healthcheck`: how a container asks its own server.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after } from 'node:test';

import { Certificates } from '../support/certificates.mjs';
import { within } from '../support/deadlines.mjs';
import { roomdBinary, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

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

/** Flags for a certificate that is not for 127.0.0.1 and that nobody here trusts. */
function tlsFlags() {
  const files = new Certificates().issue('watch.example.org');
  after(() => files.remove());
  return ['--tls-cert', files.certificate, '--tls-key', files.key];
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

  for (const version of ['1.2', '1.3']) {
    check(`over TLS, whatever name the certificate has [TLS_MIN_VERSION=${version}]`, async () => {
      const flags = [...tlsFlags(), '--tls-min-version', version];
      const program = await startRoomd({}, flags);
      assert.deepEqual(await healthCheck(program.port, ...flags), { code: 0, output: '' });
      const { code, output } = await healthCheck(program.port);
      assert.deepEqual([code, /answered HTTP\/1.1 400 /.test(output)], [1, true], output);
      await program.stop();
    });
  }

  check('a server that speaks no TLS although it is configured is not well', async () => {
    const flags = tlsFlags();
    const unwell = async (port) =>
      assert.deepEqual(await healthCheck(port, ...flags), {
        code: 1,
        output: `roomd: no TLS from 127.0.0.1:${port}\n`,
      });
    const program = await startRoomd();
    await unwell(program.port);
    await program.stop();
    for (const serve of [(socket) => socket.resetAndDestroy(), (socket) => socket.on('error', () => {})]) {
      const sockets = [];
      const server = await listener((socket) => (sockets.push(socket), serve(socket)));
      await unwell(server.address().port);
      sockets.forEach((socket) => socket.destroy());
      server.close();
    }
  });

  check('a server that drains is not well', async () => {
    const program = await startRoomd({ DRAIN_MS: '60000' });
    const clients = await Promise.all(
      Array.from({ length: 120 }, () => WatchClient.connect(program, 'websocket')),
    );
    const ends = clients.map((client) => client.disconnected());
    program.child.kill('SIGTERM');
    await within(Promise.race(ends), () => 'the first to leave');
    assert.deepEqual(await healthCheck(program.port), {
      code: 1,
      output: `roomd: 127.0.0.1:${program.port} answered HTTP/1.1 503 Service Unavailable\n`,
    });
    // The second signal does not wait for the others.
    await program.stop();
    for (const client of clients) client.close();
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
