// S50: the HTTP routes, their headers and their refusals.

import assert from 'node:assert/strict';

import { Connection, request, requestText } from '../support/raw_http.mjs';
import { authKey, startRoomd } from '../support/server.mjs';
import { Stage } from '../support/stage.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const server = await startRoomd({ IO_THREADS: '2' });
const check = suiteFor(server);
const { port } = server;
const bearer = { Authorization: `Bearer ${authKey}` };

const securityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};
const contentPolicy =
  "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src 'self' data:;" +
  "object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";

function assertJson(response, status) {
  assert.equal(response.status, status);
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(response.headers['content-length'], String(response.bytes.length));
  for (const [name, value] of Object.entries(securityHeaders))
    assert.equal(response.headers[name], value, name);
  assert.equal(response.headers['x-powered-by'], undefined);
  return JSON.parse(response.body);
}

together('HTTP routes', () => {
  check('S50 / tells what this is', async () => {
    const response = await request(port, 'GET', '/');
    const { version, ...rest } = assertJson(response, 200);
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.deepEqual(rest, {
      name: 'Watch Room Server',
      description: 'Standalone watch room server for MoonTVPlus',
      endpoints: { health: '/health', stats: '/stats (requires auth)', socket: '/socket.io' },
    });
    assert.equal(response.headers['content-security-policy'], contentPolicy);
  });

  check('S50 /health tells time and uptime, however it is spelt', async () => {
    for (const target of ['/health', '/HEALTH', '/health/', '/health?x=1', '/Health/?y']) {
      const { status, timestamp, uptime, ...rest } = assertJson(await request(port, 'GET', target), 200);
      assert.equal(status, 'ok');
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
      assert.ok(typeof uptime === 'number' && uptime >= 0 && uptime < 600, String(uptime));
      const { version, connections, rooms, members, ...unknown } = rest;
      assert.match(version, /^\d+\.\d+\.\d+/);
      for (const count of [connections, rooms, members]) assert.ok(Number.isInteger(count) && count >= 0);
      assert.deepEqual(unknown, { draining: false });
    }
  });

  check('S50 /stats wants exactly the key', async () => {
    const refused = [
      undefined,
      '',
      authKey,
      `bearer ${authKey}`,
      `Bearer  ${authKey}`,
      `Bearer ${authKey}x`,
      `Bearer ${authKey.slice(1)}`,
      'Bearer',
      'Basic abc',
    ];
    for (const value of refused) {
      const headers = value === undefined ? {} : { Authorization: value };
      assert.deepEqual(
        assertJson(await request(port, 'GET', '/stats', { headers }), 401),
        { error: 'Unauthorized' },
        value,
      );
    }
    const stats = assertJson(await request(port, 'GET', '/stats', { headers: bearer }), 200);
    assert.deepEqual(Object.keys(stats), ['totalRooms', 'totalMembers', 'rooms']);
  });

  check('S50 /stats counts rooms and members and shows no secret', async () => {
    const stage = new Stage(server, 'websocket');
    const [a, b, c] = await stage.cast(3);
    const open = await stage.room([a, b], { name: 'open' });
    const closed = await stage.room([c], { name: 'closed', isPublic: false, password: 'pw-8812' });
    const response = await request(port, 'GET', '/stats', { headers: bearer });
    const { totalRooms, totalMembers, rooms } = JSON.parse(response.body);
    assert.deepEqual(
      rooms.filter(({ id }) => [open.id, closed.id].includes(id)),
      [
        {
          id: open.id,
          name: 'open',
          memberCount: 2,
          isPublic: true,
          hasPassword: false,
          createdAt: open.createdAt,
        },
        {
          id: closed.id,
          name: 'closed',
          memberCount: 1,
          isPublic: false,
          hasPassword: true,
          createdAt: closed.createdAt,
        },
      ],
    );
    assert.deepEqual(
      [totalRooms, totalMembers],
      [rooms.length, rooms.reduce((sum, { memberCount }) => sum + memberCount, 0)],
    );
    for (const secret of ['pw-8812', open.ownerToken, closed.ownerToken])
      assert.equal(response.body.includes(secret), false);
    stage.close();
  });

  check('S50 HEAD answers the headers alone', async () => {
    for (const [target, status] of [
      ['/', 200],
      ['/health', 200],
      ['/stats', 401],
      ['/nowhere', 404],
    ]) {
      const connection = await Connection.open(port);
      connection.send(requestText('HEAD', target));
      const response = await connection.response('HEAD');
      assert.equal(response.status, status);
      assert.ok(Number(response.headers['content-length']) > 0);
      connection.send(requestText('GET', '/health'));
      assert.equal((await connection.response()).status, 200);
      connection.destroy();
    }
  });

  check('S50 what does not exist is 404', async () => {
    const cases = [
      ['GET', '/nowhere'],
      ['GET', '//health'],
      ['GET', '/healthy'],
      ['POST', '/health'],
      ['PUT', '/'],
      ['DELETE', '/stats'],
      ['GET', '/socket.io?EIO=4&transport=polling'],
    ];
    for (const [method, target] of cases) {
      const response = await request(port, method, target);
      assert.equal(response.status, 404, `${method} ${target}`);
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
      assert.ok([contentPolicy, "default-src 'none'"].includes(response.headers['content-security-policy']));
    }
  });

  check('S50 OPTIONS is answered 204 on any path', async () => {
    for (const target of ['/', '/health', '/nowhere', '/socket.io/?EIO=4&transport=polling']) {
      const response = await request(port, 'OPTIONS', target);
      assert.equal(response.status, 204, target);
      assert.equal(response.body, '');
    }
  });

  check('S50 a JSON body that is none is 400, too much of it 413', async () => {
    const post = (body) =>
      request(port, 'POST', '/health', { body, headers: { 'Content-Type': 'application/json' } });
    assert.equal((await post('{"a":')).status, 400);
    assert.equal((await post(`"${'x'.repeat(110 * 1024)}"`)).status, 413);
    assert.equal((await post('{"a":1}')).status, 404);
  });

  check('S50 a connection serves several requests, pipelined ones in order', async () => {
    const connection = await Connection.open(port);
    connection.send(
      Buffer.concat(['/', '/health', '/nowhere', '/stats'].map((target) => requestText('GET', target))),
    );
    const statuses = [];
    for (let i = 0; i < 4; ++i) statuses.push((await connection.response()).status);
    assert.deepEqual(statuses, [200, 200, 404, 401]);
    connection.send(requestText('GET', '/health', { Connection: 'close' }));
    const last = await connection.response();
    assert.equal(last.headers.connection, 'close');
    await connection.closed();
  });

  check('S50 HTTP/1.0 is answered and closed', async () => {
    const connection = await Connection.open(port);
    connection.send('GET /health HTTP/1.0\r\n\r\n');
    assert.equal((await connection.response()).status, 200);
    await connection.closed();
  });

  check('S50 a message that is no request closes with a status, and only that connection', async () => {
    const witness = await Connection.open(port);
    const connection = await Connection.open(port);
    connection.send('\x16\x03\x01\x02\x00');
    connection.send('\r\n\r\n');
    assert.equal((await connection.response()).status, 400);
    await connection.closed();
    witness.send(requestText('GET', '/health'));
    assert.equal((await witness.response()).status, 200);
    witness.destroy();
  });

  check('S50 the Engine.IO answers carry none of the page headers', async () => {
    const response = await request(port, 'GET', '/socket.io/?EIO=4&transport=polling');
    assert.equal(response.status, 200);
    for (const name of ['content-security-policy', ...Object.keys(securityHeaders)])
      assert.equal(response.headers[name], undefined, name);
  });
});
