// Who a client is behind a proxy, what one address may take, and which pages may come in.

import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';

import { WebSocket } from 'ws';

import { eventually, within } from '../support/deadlines.mjs';
import { Connection, request } from '../support/raw_http.mjs';
import { askUpgrade } from '../support/raw_websocket.mjs';
import { spawnRoomd, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const polling = '/socket.io/?EIO=4&transport=polling';
const websocket = '/socket.io/?EIO=4&transport=websocket';

/** A proxy as nginx is one: it adds whom a request is from to X-Forwarded-For. `from` says who that is. */
async function startProxy(t, program, from) {
  const headersOf = ({ headers }) => {
    const before = headers['x-forwarded-for'];
    return { ...headers, 'x-forwarded-for': before ? `${before}, ${from()}` : from() };
  };
  const ask = (asked) =>
    http.request({
      port: program.port,
      host: '127.0.0.1',
      method: asked.method,
      path: asked.url,
      headers: headersOf(asked),
      agent: false,
    });
  const proxy = http.createServer((asked, answer) => {
    const onward = ask(asked);
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  proxy.on('upgrade', (asked, client, head) => {
    const server = net.connect(program.port, '127.0.0.1');
    const lines = Object.entries(headersOf(asked)).map(([name, value]) => `${name}: ${value}\r\n`);
    server.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    server.write(head);
    server.pipe(client).pipe(server);
    for (const [one, other] of [
      [server, client],
      [client, server],
    ])
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections?.();
  });
  const { port } = proxy.address();
  return { port, url: `http://127.0.0.1:${port}` };
}

async function start(t, environment) {
  const program = await startRoomd(environment);
  t.after(() => program.stop());
  return program;
}

const status = async (program, headers, target = polling) =>
  (await request(program.port, 'GET', target, { headers })).status;

const refusal = (client) =>
  within(new Promise((resolve) => client.socket.once('connect_error', resolve)), () => 'connect_error');

/** What happens to a WebSocket of that origin: 101, or the status of the refusal. */
async function upgradeOf(program, origin) {
  const ws = new WebSocket(`ws://127.0.0.1:${program.port}${websocket}`, origin ? { origin } : {});
  const outcome = await within(
    new Promise((resolve, reject) => {
      ws.once('open', () => resolve(101));
      ws.once('unexpected-response', (_, response) => resolve(response.statusCode));
      ws.once('error', reject);
    }),
    () => 'an answer to the upgrade',
  );
  ws.on('error', () => {});
  ws.terminate();
  return outcome;
}

together('addresses', () => {
  for (const mode of ['websocket', 'polling', 'upgrade']) {
    check(`${mode}: behind a trusted proxy the limit counts clients, IPv6 ones by their /64`, async (t) => {
      const program = await start(t, { TRUSTED_PROXIES: '127.0.0.0/8', MAX_CONNECTIONS_PER_IP: '1' });
      let from = '203.0.113.7';
      const proxy = await startProxy(t, program, () => from);
      const first = await WatchClient.connect(proxy, mode);
      await refusal(new WatchClient(proxy, mode));
      from = '203.0.113.8';
      await WatchClient.connect(proxy, mode);
      from = '2001:db8::1';
      await WatchClient.connect(proxy, mode);
      from = '2001:db8::2';
      await refusal(new WatchClient(proxy, mode));
      from = '2001:db8:0:1::1';
      await WatchClient.connect(proxy, mode);
      assert.match(program.output, /203\.0\.113\.7 refused: 203\.0\.113\.7 has 1 clients already \(MAX_CONNECTIONS_PER_IP\)/);
      assert.doesNotMatch(program.output, /TRUSTED_PROXIES: all/);
      first.close();
    });

    check(`${mode}: a refused page comes in by itself when there is room`, async (t) => {
      const program = await start(t, { MAX_CONNECTIONS_PER_IP: '1' });
      const first = await WatchClient.connect(program, mode);
      const second = new WatchClient(program, mode, {
        reconnection: true,
        reconnectionDelay: 20,
        reconnectionDelayMax: 50,
      });
      await refusal(second);
      await refusal(second);
      const connected = new Promise((resolve) => second.socket.once('connect', resolve));
      first.close();
      await within(connected, () => 'connect');
    });

    check(`${mode}: pages that all come at once get in by themselves`, async (t) => {
      const program = await start(t, { HANDSHAKE_BURST: '2', HANDSHAKE_RATE: '10' });
      const pages = Array.from(
        { length: 6 },
        () =>
          new WatchClient(program, mode, { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 }),
      );
      const connected = pages.map((page) => new Promise((resolve) => page.socket.once('connect', resolve)));
      await within(Promise.all(connected), () => 'connect of all');
      assert.match(program.output, /\(HANDSHAKE_BURST, HANDSHAKE_RATE\)/);
    });
  }

  check('a header from a peer that is not trusted does not count, and the log says what to do', async (t) => {
    const program = await start(t, { MAX_CONNECTIONS_PER_IP: '1', TRUSTED_PROXIES: '10.0.0.0/8' });
    assert.equal(await status(program, { 'X-Forwarded-For': '203.0.113.7' }), 200);
    const refused = await request(program.port, 'GET', polling, { headers: { 'X-Forwarded-For': '203.0.113.8' } });
    assert.equal(refused.status, 429);
    assert.equal(refused.body, '{"code":4,"message":"Too many sessions"}');
    assert.match(refused.headers['retry-after'], /^\d+$/);
    const { connection, response } = await askUpgrade(program.port, websocket);
    assert.equal(response.status, 429);
    connection.destroy();
    assert.match(program.output, /warn requests from 127\.0\.0\.1 say .* not in TRUSTED_PROXIES/);
    assert.equal(program.output.split('not in TRUSTED_PROXIES').length, 2, 'once');
  });

  check('what a client writes in front of the proxy does not count', async (t) => {
    const program = await start(t, { TRUSTED_PROXIES: '127.0.0.1', MAX_CONNECTIONS_PER_IP: '1' });
    const proxy = await startProxy(t, program, () => '203.0.113.7');
    assert.equal(await status(proxy, { 'X-Forwarded-For': '1.1.1.1' }), 200);
    assert.equal(await status(proxy, { 'X-Forwarded-For': '2.2.2.2', Forwarded: 'for=2.2.2.2' }), 429);
  });

  for (const [header, first, same, other] of [
    ['Forwarded', 'for="[2001:db8::1]:4711";proto=https', 'for="[2001:db8::2]"', 'for=203.0.113.7'],
    ['Fly-Client-IP', '203.0.113.7', '203.0.113.7', '2001:db8::1'],
  ]) {
    check(`FORWARDED_HEADER=${header}: that header counts and no other`, async (t) => {
      const program = await start(t, {
        TRUSTED_PROXIES: '127.0.0.1',
        FORWARDED_HEADER: header.toLowerCase(),
        MAX_CONNECTIONS_PER_IP: '1',
      });
      assert.equal(await status(program, { [header]: first }), 200);
      assert.equal(await status(program, { [header]: same, 'X-Forwarded-For': '9.9.9.9' }), 429);
      assert.equal(await status(program, { [header]: other }), 200);
    });
  }

  check('a network that is none stops the start, and is named', async () => {
    const program = spawnRoomd({ AUTH_KEY: 'k', TRUSTED_PROXIES: '10.0.0.0/8, 10.0.0.0/40,::1' });
    assert.equal((await within(program.exited, () => 'exit')).code, 1);
    assert.match(program.output, /TRUSTED_PROXIES: '10\.0\.0\.0\/40' is not/);
  });

  check('one peer has so many TCP connections, even if it says nothing on them', async (t) => {
    const program = await start(t, { MAX_SOCKETS_PER_IP: '3' });
    const silent = [];
    for (let i = 0; i < 3; ++i) silent.push(await Connection.open(program.port));
    const late = await Connection.open(program.port);
    await eventually(() => late.ended, 'the end of the fourth');
    assert.equal(late.received.length, 0);
    assert.match(program.output, /connection of 127\.0\.0\.1 closed: it has 3 already/);
    silent[0].destroy();
    await eventually(async () => (await status(program, {}).catch(() => 0)) === 200, 'room for another');
  });

  check('ENFORCE_ORIGIN=1: pages that are not listed are refused, with and without WebSocket', async (t) => {
    const program = await start(t, { ENFORCE_ORIGIN: '1', ALLOWED_ORIGINS: 'https://own.example' });
    assert.equal(await upgradeOf(program, 'https://own.example'), 101);
    assert.equal(await upgradeOf(program), 101, 'no browser, no Origin');
    assert.equal(await upgradeOf(program, 'https://evil.example'), 400);
    assert.equal(await status(program, { Origin: 'https://own.example' }), 200);
    assert.equal(await status(program, { Origin: 'https://evil.example' }), 403);
    assert.equal(await status(program, {}), 200);
    assert.match(
      program.output,
      /127\.0\.0\.1 refused: ALLOWED_ORIGINS does not list its origin https:\/\/evil\.example \(ENFORCE_ORIGIN\)/,
    );
  });

  for (const [name, environment] of [
    ['with ALLOWED_ORIGINS=* ENFORCE_ORIGIN=1 changes nothing', { ENFORCE_ORIGIN: '1', ALLOWED_ORIGINS: '*' }],
    ['without ENFORCE_ORIGIN the list is about reading answers', { ALLOWED_ORIGINS: 'https://own.example' }],
  ]) {
    check(name, async (t) => {
      const program = await start(t, environment);
      assert.equal(await upgradeOf(program, 'https://evil.example'), 101);
      assert.equal(await status(program, { Origin: 'https://evil.example' }), 200);
      assert.equal(await status(program, { Origin: '' }), 200);
    });
  }
});
