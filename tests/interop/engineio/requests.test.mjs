// Engine.IO: which requests are refused, and how a session begins.

import assert from 'node:assert/strict';

import {
  check,
  port,
  path,
  errors,
  assertRefused,
  openPolling,
  assertEchoes,
} from '../support/eio_fixture.mjs';
import { Connection, request, requestText } from '../support/raw_http.mjs';
import { RawWebSocket, askUpgrade } from '../support/raw_websocket.mjs';
import { oursOnly, together } from '../support/suite.mjs';

together('refused requests', () => {
  const refusals = [
    ['no transport', 'GET', '?EIO=4', 0],
    ['an unknown transport', 'GET', '?EIO=4&transport=abc', 0],
    ['a transport named like an object member', 'GET', '?EIO=4&transport=constructor', 0],
    ['a transport named __proto__', 'GET', '?EIO=4&transport=__proto__', 0],
    ['the last of two transports is unknown', 'GET', '?EIO=4&transport=polling&transport=abc', 0],
    ['an unknown transport with an unknown sid', 'GET', '?EIO=4&transport=abc&sid=zzz', 0],
    ['an unknown sid', 'GET', '?EIO=4&transport=polling&sid=zzz', 1],
    ['a sid named __proto__', 'GET', '?EIO=4&transport=polling&sid=__proto__', 1],
    ['an unknown sid in a POST', 'POST', '?EIO=4&transport=polling&sid=zzz', 1],
    ['a POST handshake', 'POST', '?EIO=4&transport=polling', 2],
    ['a PUT handshake', 'PUT', '?EIO=4&transport=polling', 2],
    ['a DELETE handshake', 'DELETE', '?EIO=4&transport=polling', 2],
    ['an OPTIONS handshake without CORS', 'OPTIONS', '?EIO=4&transport=polling', 2],
    ['a POST handshake of an old protocol', 'POST', '?EIO=3&transport=polling', 2],
    ['websocket without an upgrade', 'GET', '?EIO=4&transport=websocket', 3],
    ['no EIO', 'GET', '?transport=polling', 5],
    ['EIO=3', 'GET', '?EIO=3&transport=polling', 5],
    ['EIO=5', 'GET', '?EIO=5&transport=polling', 5],
    ['EIO=abc', 'GET', '?EIO=abc&transport=polling', 5],
    ['the last of two EIO is old', 'GET', '?EIO=4&EIO=3&transport=polling', 5],
  ];
  for (const [situation, method, query, code] of refusals) {
    check(`EIO errors: ${situation} is answered 400 code ${code}`, async () => {
      assertRefused(await request(port, method, path + query), code);
    });
  }

  check('EIO errors: a HEAD handshake is answered 400 without a body', async () => {
    const response = await request(port, 'HEAD', `${path}?EIO=4&transport=polling`);
    assert.equal(response.status, 400);
  });

  check(
    'EIO errors: a session asked for by the wrong transport is answered 400 code 3 and lives on',
    async () => {
      const session = await openPolling();
      assertRefused(await request(port, 'GET', `${path}?EIO=4&transport=websocket&sid=${session.sid}`), 3);
      await assertEchoes(session);
    },
  );

  check('EIO errors: a protocol 3 request on a protocol 4 session is answered 400 code 3', async () => {
    const session = await openPolling();
    assertRefused(await request(port, 'GET', `${path}?EIO=3&transport=polling&sid=${session.sid}`), 3);
    await assertEchoes(session);
  });

  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    check(`EIO errors: ${method} on an open session is refused and leaves it alone`, async () => {
      const session = await openPolling();
      const response = await request(port, method, session.target, { body: '4x' });
      assert.ok([400, 405, 500].includes(response.status), `status ${response.status}`);
      await assertEchoes(session);
    });
  }

  check(
    'EIO requests: of a repeated key the last counts, keys are percent-decoded, an empty sid is none',
    async () => {
      for (const query of [
        '?EIO=3&EIO=4&transport=abc&transport=polling',
        '?EIO=4&transport=poll%69ng',
        '?EIO=4&transport=polling&sid=',
      ]) {
        assert.equal((await request(port, 'GET', path + query)).status, 200, query);
      }
    },
  );

  check('EIO requests: a path outside the prefix is not ours', async () => {
    for (const target of [
      '/engine.io?EIO=4&transport=polling',
      '//engine.io/?EIO=4&transport=polling',
      '/nowhere',
    ]) {
      assert.equal((await request(port, 'GET', target)).status, 404, target);
    }
  });
});

together('refused upgrades', () => {
  const refusals = [
    ['an unknown transport', 'GET', '?EIO=4&transport=abc', 0],
    ['an unknown sid', 'GET', '?EIO=4&transport=websocket&sid=zzz', 1],
    ['the POST method', 'POST', '?EIO=4&transport=websocket', 2],
  ];
  for (const [situation, method, query, code] of refusals) {
    check(`EIO upgrade errors: ${situation} is answered a plain 400 with the text`, async () => {
      const { connection, response } = await askUpgrade(port, path + query, { method });
      assert.equal(response.status, 400);
      assert.equal(response.body, errors[code].message);
      assert.equal(response.headers['content-type'], 'text/html');
      assert.equal(response.headers.connection, 'close');
      await connection.closed();
    });
  }

  check(
    'EIO upgrade errors: an old protocol is refused before the 101',
    async () => {
      const { response } = await askUpgrade(port, `${path}?EIO=3&transport=websocket`);
      assert.equal(response.status, 400);
      assert.equal(response.body, errors[5].message);
    },
    oursOnly,
  );

  check('EIO upgrade errors: a request without a usable key is answered 400', async () => {
    const { response } = await askUpgrade(port, `${path}?EIO=4&transport=websocket`, {
      headers: { 'Sec-WebSocket-Key': 'short' },
    });
    assert.equal(response.status, 400);
  });

  check('EIO upgrade errors: another WebSocket version is told version 13', async () => {
    const { response } = await askUpgrade(port, `${path}?EIO=4&transport=websocket`, {
      headers: { 'Sec-WebSocket-Version': '99' },
    });
    assert.ok([400, 426].includes(response.status), `status ${response.status}`);
    assert.match(response.headers['sec-websocket-version'], /\b13\b/);
  });

  check('EIO upgrade errors: an upgrade that names polling never becomes a session', async () => {
    const { connection, response } = await askUpgrade(port, `${path}?EIO=4&transport=polling`);
    assert.ok([101, 400].includes(response.status), `status ${response.status}`);
    const ws = new RawWebSocket(connection);
    assert.deepEqual(await ws.over(), []);
  });

  check(
    'EIO upgrade errors: an upgrade for a foreign path is dropped in silence after about a second',
    async () => {
      const connection = await Connection.open(port);
      const start = Date.now();
      connection.send(
        requestText('GET', '/nowhere', {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        }),
      );
      assert.equal((await connection.closed()).length, 0);
      assert.ok(Date.now() - start >= 900, `after ${Date.now() - start} ms`);
    },
  );
});

together('handshake', () => {
  const open = (upgrades) =>
    new RegExp(
      `^0\\{"sid":"[A-Za-z0-9_-]{20}","upgrades":${upgrades},"pingInterval":300,"pingTimeout":200,"maxPayload":1000000\\}$`,
    );

  check('EIO handshake: polling gives the open packet with its keys in order', async () => {
    const response = await request(port, 'GET', `${path}?EIO=4&transport=polling`);
    assert.equal(response.status, 200);
    assert.match(response.body, open('\\["websocket"\\]'));
    assert.equal(response.headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.equal(response.headers['content-length'], String(response.body.length));
    assert.equal(response.headers['set-cookie'], undefined);
    assert.equal(response.headers['access-control-allow-origin'], undefined);
  });

  check('EIO handshake: a WebSocket gives the open packet without upgrades', async () => {
    const ws = await RawWebSocket.open(port, `${path}?EIO=4&transport=websocket`);
    assert.match(await ws.text(), open('\\[\\]'));
    assert.equal(ws.response.headers['set-cookie'], undefined);
    ws.destroy();
  });

  check('EIO handshake: no two sessions share an id', async () => {
    const sessions = await Promise.all(Array.from({ length: 40 }, () => openPolling()));
    assert.equal(new Set(sessions.map(({ sid }) => sid)).size, 40);
  });
});
