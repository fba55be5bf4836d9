// The official client over https and wss, and a certificate that is exchanged while it stays connected.

import assert from 'node:assert/strict';
import https from 'node:https';
import { after } from 'node:test';
import tls from 'node:tls';

import { Certificates } from '../support/certificates.mjs';
import { eventually, within } from '../support/deadlines.mjs';
import { scrape, scrapeSecurely } from '../support/metrics.mjs';
import { Connection, requestText } from '../support/raw_http.mjs';
import { spawnRoomd, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient, modes } from '../support/watch_client.mjs';

/** A pair of files for one test. */
function certificates(name = 'first.example') {
  const made = new Certificates().issue(name);
  after(() => made.remove());
  return made;
}

const startHttps = (files, environment = {}) => startRoomd({ ...files.environment, ...environment });
const secureUrl = (program) => `https://127.0.0.1:${program.port}`;

/** A page that trusts our CA. */
async function connect(program, files, mode, options = {}) {
  const secure = { port: program.port, url: secureUrl(program) };
  const agent = new https.Agent({ keepAlive: true, ca: files.ca });
  const client = await WatchClient.connect(secure, mode, { agent, ca: files.ca, ...options });
  await client.settledTransport();
  return client;
}

/** What a new connection is shown: {name, protocol, alpn}. */
function look(program, files, options = {}) {
  const { port } = program;
  return within(
    new Promise((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port, ca: files.ca, ...options }, () => {
        const { subject } = socket.getPeerCertificate();
        resolve({ name: subject.CN, protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
        socket.destroy();
      });
      socket.once('error', reject);
    }),
    () => 'a handshake',
  );
}

async function hangUp(program, line) {
  program.child.kill('SIGHUP');
  await eventually(() => line.test(program.output), `${line} in: ${program.output}`);
}

/** A program that is expected to end by itself. */
async function ended(environment) {
  const program = spawnRoomd({ AUTH_KEY: 'k', PORT: '0', ...environment });
  const { code } = await within(program.exited, () => `the end; it printed ${program.output}`);
  return { code, lines: program.output.trim().split('\n') };
}

together('TLS', () => {
  for (const mode of Object.keys(modes)) {
    for (const threads of ['0', '2']) {
      check(`the official client works over TLS [${mode}, IO_THREADS=${threads}]`, async () => {
        const files = certificates();
        const program = await startHttps(files, { IO_THREADS: threads });
        const alice = await connect(program, files, mode);
        const bob = await connect(program, files, mode);
        const made = await alice.request('room:create', { name: 'night', userName: 'Alice' });
        assert.equal(made.success, true);
        const joined = await bob.request('room:join', { roomId: made.room.id, userName: 'Bob' });
        assert.equal(joined.success, true);
        const content = 'x'.repeat(4_000);
        bob.emit('chat:message', { content, type: 'text' });
        await alice.until('chat:message');
        assert.equal(alice.events.find(([name]) => name === 'chat:message')[1].content, content);
        alice.close();
        bob.close();
        await program.stop();
      });
    }
  }

  for (const threads of ['0', '2']) {
    check(`SIGHUP: new clients see the new certificate, connected ones stay [IO_THREADS=${threads}]`, async () => {
      const files = certificates('first.example');
      const program = await startHttps(files, { IO_THREADS: threads });
      const clients = [];
      for (const mode of Object.keys(modes)) clients.push(await connect(program, files, mode));
      const ids = clients.map((client) => client.id);
      assert.equal((await look(program, files)).name, 'first.example');

      files.issue('second.example');
      assert.equal((await look(program, files)).name, 'first.example');
      await hangUp(program, /info SIGHUP: certificate CN=second\.example, expires 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n/);
      await eventually(async () => (await look(program, files)).name === 'second.example', 'the new certificate');
      clients.push(await connect(program, files, 'upgrade'));

      for (const client of clients) assert.deepEqual(await client.request('room:list'), []);
      assert.deepEqual(clients.slice(0, 3).map((client) => client.id), ids);
      for (const client of clients) client.close();
      await program.stop();
    });
  }

  check('SIGHUP with a pair that does not fit: the old one stays, and the log says why', async () => {
    const files = certificates();
    const program = await startHttps(files);
    const client = await connect(program, files, 'websocket');
    files.breakKey();
    await hangUp(
      program,
      /error SIGHUP: the certificate stays as it is; tls: key file '\S+' does not belong to certificate file '\S+'\n/,
    );
    assert.equal((await look(program, files)).name, 'first.example');
    assert.deepEqual(await client.request('room:list'), []);
    assert.ok(!program.output.includes('PRIVATE'));
    client.close();
    await program.stop();
  });

  check('/metrics tells when the certificate in use expires, also behind SIGHUP', async () => {
    const files = certificates();
    const program = await startHttps(files);
    const expires = async () =>
      (await scrapeSecurely(program, files.ca)).samples.get('roomd_tls_certificate_not_after_timestamp_seconds');
    assert.equal(await expires(), files.expires);
    const first = files.expires;
    files.issue('second.example', { days: 30 });
    assert.ok(files.expires > first);
    assert.equal(await expires(), first);
    await hangUp(program, /info SIGHUP: certificate CN=second\.example/);
    assert.equal(await expires(), files.expires);
    await program.stop();
  });

  check('without TLS /metrics has no row for a certificate', async () => {
    const program = await startRoomd();
    const { families } = await scrape(program);
    assert.deepEqual([...families.keys()].filter((name) => name.includes('certificate')), []);
    await program.stop();
  });

  check('SIGHUP without TLS: a line in the log, and the server goes on', async () => {
    for (const threads of ['0', '2']) {
      const program = await startRoomd({ IO_THREADS: threads });
      const client = await WatchClient.connect(program, 'websocket');
      await hangUp(program, /info SIGHUP: nothing to reload, TLS is not in use\n/);
      assert.deepEqual(await client.request('room:list'), []);
      client.close();
      assert.deepEqual(await program.stop(), { code: 0, signal: null });
    }
  });

  check('the log says https, and which certificate', async () => {
    const files = certificates();
    const program = await startHttps(files);
    assert.match(program.output, / listening on https:\/\/127\.0\.0\.1:\d+\n/);
    await eventually(
      () => /info certificate CN=first\.example, expires 20\d\d-\S+Z\n/.test(program.output),
      'the certificate',
    );
    await program.stop();
  });

  check('ALPN chooses http/1.1; TLS 1.2 and 1.3 are spoken, 1.1 is not', async () => {
    const files = certificates();
    const program = await startHttps(files);
    const offer = { ALPNProtocols: ['h2', 'http/1.1'] };
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      const seen = await look(program, files, { minVersion: version, maxVersion: version, ...offer });
      assert.deepEqual(seen, { name: 'first.example', protocol: version, alpn: 'http/1.1' });
    }
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await assert.rejects(look(program, files, old), /alert protocol version/i);
    await program.stop();
  });

  check('TLS_MIN_VERSION=1.3 refuses TLS 1.2', async () => {
    const files = certificates();
    const program = await startHttps(files, { TLS_MIN_VERSION: '1.3' });
    await assert.rejects(look(program, files, { maxVersion: 'TLSv1.2' }), /alert protocol version/i);
    assert.equal((await look(program, files)).protocol, 'TLSv1.3');
    await program.stop();
  });

  check('a browser that says http:// to the TLS port is told so', async () => {
    const files = certificates();
    const program = await startHttps(files);
    const connection = await Connection.open(program.port);
    await connection.send(requestText('GET', '/'));
    const response = await connection.response();
    assert.equal(response.status, 400);
    assert.match(response.body.toString(), /speaks HTTPS/);
    await program.stop();
  });

  check('SIGTERM: clients see the transport close, and the program stops at once', async () => {
    const files = certificates();
    const program = await startHttps(files, { IO_THREADS: '2' });
    const client = await connect(program, files, 'websocket');
    const reason = client.disconnected();
    const signalled = Date.now();
    assert.deepEqual(await program.stop(), { code: 0, signal: null });
    assert.ok(Date.now() - signalled < 2_000, `took ${Date.now() - signalled} ms`);
    assert.equal(await reason, 'transport close');
    client.close();
  });

  check('a pair that cannot be used stops the start with one line', async () => {
    const files = certificates();
    const { TLS_CERT, TLS_KEY } = files.environment;
    const refusals = [
      [{ TLS_CERT }, 'roomd: TLS_CERT is set without TLS_KEY'],
      [{ TLS_KEY }, 'roomd: TLS_KEY is set without TLS_CERT'],
      [{ TLS_CERT: '/nowhere', TLS_KEY }, "roomd: tls: certificate file '/nowhere': No such file or directory"],
      [{ TLS_CERT, TLS_KEY, TLS_MIN_VERSION: '1.1' }, "roomd: TLS_MIN_VERSION: '1.1' is not 1.2 or 1.3"],
    ];
    for (const [environment, line] of refusals) {
      assert.deepEqual(await ended(environment), { code: 1, lines: [line] });
    }
    files.breakKey();
    const mismatched = `roomd: tls: key file '${TLS_KEY}' does not belong to certificate file '${TLS_CERT}'`;
    assert.deepEqual(await ended(files.environment), { code: 1, lines: [mismatched] });
  });
});
