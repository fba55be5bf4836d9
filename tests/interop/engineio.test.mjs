// Engine.IO 4 as a client sees it: eio_fixture against raw sockets and against the official engine.io-client.

import assert from 'node:assert/strict';
import { gunzipSync, inflateSync } from 'node:zlib';

import { Socket } from 'engine.io-client';

import { Inbox, eventually, pause, within } from './support/deadlines.mjs';
import { PollingSession, openWebSocketSession } from './support/engineio_session.mjs';
import { Connection, request, requestText } from './support/raw_http.mjs';
import { RawWebSocket, askUpgrade, frame, opcodes } from './support/raw_websocket.mjs';
import { startFixture } from './support/server.mjs';
import { oursOnly, suiteFor, together } from './support/suite.mjs';

const server = await startFixture('eio_fixture');
const check = suiteFor(server);
const { port } = server;
const path = '/engine.io/';

const errors = [
  { code: 0, message: 'Transport unknown' },
  { code: 1, message: 'Session ID unknown' },
  { code: 2, message: 'Bad handshake method' },
  { code: 3, message: 'Bad request' },
  { code: 4, message: 'Forbidden' },
  { code: 5, message: 'Unsupported protocol version' },
];

function assertRefused(response, code) {
  assert.equal(response.status, 400);
  assert.equal(response.body, JSON.stringify(errors[code]));
  assert.equal(response.headers['content-type'], 'application/json');
}

const openPolling = (query) => PollingSession.open(port, path, query);
const openWebSocket = (query) => openWebSocketSession(port, path, query);

async function assertClosed(session) {
  await eventually(
    async () => (await session.post('4?')).body === JSON.stringify(errors[1]),
    'the session to be unknown',
  );
}

async function assertEchoes(session, text = 'still there') {
  assert.equal((await session.post(`4${text}`)).body, 'ok');
  assert.equal(await session.message(), `4${text}`);
}

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

together('messages over polling', () => {
  check('EIO polling: a POST is answered ok and the echo comes with the next poll', async () => {
    const session = await openPolling();
    const posted = await session.post('4hello');
    assert.equal(posted.status, 200);
    assert.equal(posted.body, 'ok');
    assert.equal(posted.headers['content-type'], 'text/html');
    assert.equal(posted.headers['content-length'], '2');
    assert.equal(posted.headers['cache-control'], 'no-store');
    const polled = await session.get();
    assert.equal(polled.body, '4hello');
    assert.equal(polled.headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(polled.headers['cache-control'], 'no-store');
  });

  check('EIO polling: a poll waits for a message', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    await session.post('4later');
    assert.equal((await poll.response()).body, '4later');
  });

  check('EIO polling: everything that waits comes in one payload', async () => {
    const session = await openPolling();
    await session.post('4one\x1e4two');
    await session.post('4three');
    assert.deepEqual(await session.poll(), ['4one', '4two', '4three']);
  });

  check('EIO polling: text keeps every character, empty text included', async () => {
    const session = await openPolling();
    const packets = ['4', '4utf8 Iñtërnâtiônàližætiøn ☃ 💩', '4"\\ \t'];
    await session.post(packets.join('\x1e'));
    assert.deepEqual(await session.poll(), packets);
  });

  for (const query of ['', '&b64=1']) {
    check(`EIO polling: binary travels as base64 between texts${query && ', with b64 too'}`, async () => {
      const session = await openPolling(query);
      await session.post('4text\x1ebAQIDBA==\x1e4more\x1eb/w==');
      assert.deepEqual(await session.poll(), ['4text', 'bAQIDBA==', '4more', 'b/w==']);
    });
  }

  check('EIO polling: a chunked body is a body', async () => {
    const session = await openPolling();
    const connection = await Connection.open(port);
    connection.send(
      `POST ${session.target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n4ab\r\n2\r\ncd\r\n0\r\n\r\n`,
    );
    assert.equal((await connection.response('POST')).body, 'ok');
    assert.equal(await session.message(), '4abcd');
  });

  check('EIO polling: requests may share a connection', async () => {
    const session = await openPolling();
    const connection = await Connection.open(port);
    for (const packet of ['4a', '4b']) {
      connection.send(requestText('POST', session.target, {}, packet));
      assert.equal((await connection.response('POST')).body, 'ok');
    }
    connection.send(requestText('GET', session.target));
    assert.equal((await connection.response()).body, '4a\x1e4b');
  });

  check(
    'EIO polling: requests may be pipelined',
    async () => {
      const session = await openPolling();
      const connection = await Connection.open(port);
      const requests = [
        requestText('POST', session.target, {}, '4a'),
        requestText('POST', session.target, {}, '4b'),
        requestText('GET', session.target),
      ];
      connection.send(Buffer.concat(requests));
      assert.equal((await connection.response('POST')).body, 'ok');
      assert.equal((await connection.response('POST')).body, 'ok');
      assert.equal((await connection.response()).body, '4a\x1e4b');
    },
    oursOnly,
  );

  check('EIO polling: a body of exactly maxPayload passes', async () => {
    const session = await openPolling();
    const packet = `4${'x'.repeat(999_999)}`;
    const poll = await session.startPoll();
    assert.equal((await session.post(packet)).status, 200);
    assert.equal((await poll.response()).body, packet);
  });

  check('EIO polling: a larger body is answered 413 and the session lives on', async () => {
    const session = await openPolling();
    const connection = await Connection.open(port);
    connection.send(requestText('POST', session.target, {}, `4${'x'.repeat(1_000_000)}`));
    const response = await connection.response('POST');
    assert.equal(response.status, 413);
    assert.equal(response.body, '');
    await assertEchoes(session);
  });

  check('EIO polling: a chunked body that grows too large is answered 413', async () => {
    const session = await openPolling();
    const connection = await Connection.open(port);
    const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
    connection.send(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (let i = 0; i < 11; ++i) connection.send(chunk);
    assert.equal((await connection.response('POST')).status, 413);
    await assertEchoes(session);
  });
});

together('polling protocol violations', () => {
  for (const [situation, body] of [
    ['an unknown packet type', 'abc'],
    ['a packet type out of range', '7x'],
    ['an empty body', ''],
    ['an empty packet between others', '4a\x1e\x1e4b'],
    ["a ping, which is the server's to send", '2'],
  ]) {
    check(`EIO polling: ${situation} closes the session`, async () => {
      const session = await openPolling();
      await session.post(body);
      await assertClosed(session);
    });
  }

  check('EIO polling: packets before a malformed one are delivered, packets behind it are not', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    await session.post('4first\x1eabc\x1e4never');
    assert.equal((await poll.response()).body, '4first');
    await assertClosed(session);
  });

  check('EIO polling: open, upgrade, noop and pong packets from a client are ignored', async () => {
    const session = await openPolling();
    assert.equal((await session.post('0\x1e5\x1e6\x1e3')).status, 200);
    await assertEchoes(session);
  });

  check('EIO polling: a binary content type is answered 400 and closes the session', async () => {
    const session = await openPolling();
    const response = await session.post('4x', { 'Content-Type': 'application/octet-stream' });
    assert.equal(response.status, 400);
    assert.equal(response.body, '');
    await assertClosed(session);
  });

  check('EIO polling: a second poll beside a pending one closes the session', async () => {
    const session = await openPolling();
    const polls = await Promise.all([session.startPoll(), session.startPoll()]);
    const answers = await Promise.all(polls.map((poll) => poll.response()));
    assert.deepEqual(answers.map(({ status, body }) => [status, body]).sort(), [
      [200, '1'],
      [400, ''],
    ]);
    await assertClosed(session);
  });

  check('EIO polling: a second POST beside one in progress closes the session', async () => {
    const session = await openPolling();
    const first = await Connection.open(port);
    await first.send(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4abc`);
    await pause(50);
    const second = await session.post('4x');
    assert.equal(second.status, 400);
    assert.equal(second.body, '');
    assert.equal((await first.closed()).length, 0);
    await assertClosed(session);
  });

  check('EIO polling: a poll dropped by the client closes the session', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    poll.destroy();
    await assertClosed(session);
  });

  check('EIO polling: a POST dropped by the client closes the session', async () => {
    const session = await openPolling();
    const connection = await Connection.open(port);
    await connection.send(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4abc`);
    await pause(50);
    connection.destroy();
    const poll = await session.get();
    assert.ok(
      (poll.status === 200 && poll.body === '1') || poll.status === 400,
      `${poll.status} ${poll.body}`,
    );
    await assertClosed(session);
  });

  check('EIO polling: a close packet frees the pending poll and ends the session', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    const posted = await session.post('1');
    assert.equal(posted.body, 'ok');
    const { status, body } = await poll.response();
    // The poll may also have come second: then the session is gone already.
    assert.ok((status === 200 && body === '6') || body === JSON.stringify(errors[1]), `${status} ${body}`);
    await assertClosed(session);
  });

  check('EIO polling: packets behind a close packet are void', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    await session.post('1\x1e4never');
    assert.doesNotMatch((await poll.response()).body, /never/);
    await assertClosed(session);
  });
});

together('compression of poll responses', () => {
  const large = `4${'compressible '.repeat(200)}`;
  const cases = [
    ['gzip', 'gzip', gunzipSync],
    ['deflate', 'deflate', inflateSync],
    ['gzip;q=0, deflate', 'deflate', inflateSync],
    ['deflate;q=0.2, gzip;q=0.8', 'gzip', gunzipSync],
    ['*', 'gzip', gunzipSync],
    ['gzip;q=0', undefined, (bytes) => bytes],
    ['br', undefined, (bytes) => bytes],
    ['identity', undefined, (bytes) => bytes],
  ];
  for (const [accepted, encoding, decode] of cases) {
    check(`EIO compression: Accept-Encoding "${accepted}" gives ${encoding ?? 'plain text'}`, async () => {
      const session = await openPolling();
      await session.post(large);
      const response = await session.get({ headers: { 'Accept-Encoding': accepted } });
      assert.equal(response.headers['content-encoding'], encoding);
      assert.equal(decode(response.bytes).toString(), large);
    });
  }

  check('EIO compression: a response below 1024 bytes is left alone', async () => {
    const session = await openPolling();
    await session.post(`4${'x'.repeat(1022)}`);
    const response = await session.get({ headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(response.headers['content-encoding'], undefined);
    await session.post(`4${'x'.repeat(1023)}`);
    assert.equal(
      (await session.get({ headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding'],
      'gzip',
    );
  });
});

together('messages over WebSocket', () => {
  check('EIO websocket: text and binary are echoed in order', async () => {
    const ws = await openWebSocket();
    ws.send('4one');
    ws.sendBinary([1, 2, 3, 4]);
    ws.send('4');
    ws.send('4Iñtërnâtiônàližætiøn ☃ 💩');
    assert.equal(await ws.text(), '4one');
    assert.deepEqual([...(await ws.binary())], [1, 2, 3, 4]);
    assert.equal(await ws.text(), '4');
    assert.equal(await ws.text(), '4Iñtërnâtiônàližætiøn ☃ 💩');
    ws.destroy();
  });

  check('EIO websocket: base64 text is binary', async () => {
    const ws = await openWebSocket();
    ws.send('bAQIDBA==');
    assert.deepEqual([...(await ws.binary())], [1, 2, 3, 4]);
    ws.destroy();
  });

  check('EIO websocket: a client with b64 gets binary as base64 text', async () => {
    const ws = await openWebSocket('&b64=1');
    ws.sendBinary([1, 2, 3, 4]);
    assert.equal(await ws.text(), 'bAQIDBA==');
    ws.destroy();
  });

  check('EIO websocket: a message may come in fragments with a ping between them', async () => {
    const ws = await openWebSocket();
    ws.sendRaw(
      Buffer.concat([
        frame(opcodes.text, '4frag', { fin: false }),
        frame(opcodes.ping, 'are you there'),
        frame(opcodes.continuation, '', { fin: false }),
        frame(opcodes.continuation, 'ments'),
      ]),
    );
    const pong = await ws.frame();
    assert.equal(pong.opcode, opcodes.pong);
    assert.equal(pong.payload.toString(), 'are you there');
    assert.equal(await ws.text(), '4fragments');
    ws.destroy();
  });

  check('EIO websocket: a message of exactly maxPayload passes', async () => {
    const ws = await openWebSocket();
    const message = `4${'x'.repeat(999_999)}`;
    ws.send(message);
    assert.equal(await ws.text(), message);
    ws.destroy();
  });

  for (const [situation, bytes] of [
    ['a larger message', () => frame(opcodes.text, `4${'x'.repeat(1_000_000)}`)],
    ['a larger binary message', () => frame(opcodes.binary, Buffer.alloc(1_000_001))],
    [
      'fragments that grow too large',
      () =>
        Buffer.concat([
          frame(opcodes.text, `4${'x'.repeat(600_000)}`, { fin: false }),
          frame(opcodes.continuation, 'x'.repeat(600_000)),
        ]),
    ],
  ]) {
    check(`EIO websocket: ${situation} is closed with 1009`, async () => {
      const ws = await openWebSocket();
      ws.sendRaw(bytes());
      assert.equal((await ws.closing()).code, 1009);
    });
  }

  for (const [situation, bytes, code] of [
    ['an unmasked frame', frame(opcodes.text, '4x', { masked: false }), 1002],
    ['a reserved bit', frame(opcodes.text, '4x', { rsv: 4 }), 1002],
    ['a reserved opcode', frame(3, '4x'), 1002],
    ['a continuation of nothing', frame(opcodes.continuation, '4x'), 1002],
    ['a fragmented ping', frame(opcodes.ping, 'x', { fin: false }), 1002],
    ['text that is not UTF-8', frame(opcodes.text, Buffer.from([0x34, 0xff, 0xfe])), 1007],
  ]) {
    check(`EIO websocket: ${situation} is closed with ${code}`, async () => {
      const ws = await openWebSocket();
      ws.sendRaw(bytes);
      assert.equal((await ws.closing()).code, code);
    });
  }

  for (const [situation, text] of [
    ['an unknown packet type', 'abc'],
    ['an empty packet', ''],
    ['a packet type out of range', '7x'],
    ['a ping', '2'],
  ]) {
    check(`EIO websocket: ${situation} closes the session without a code`, async () => {
      const ws = await openWebSocket();
      ws.send(text);
      assert.deepEqual(await ws.closing(), { code: null, messages: [] });
    });
  }

  check('EIO websocket: open, upgrade, noop and pong packets from a client are ignored', async () => {
    const ws = await openWebSocket();
    for (const packet of ['0', '5', '6', '3', '4still there']) ws.send(packet);
    assert.equal(await ws.text(), '4still there');
    ws.destroy();
  });

  check('EIO websocket: a close frame is answered with its code', async () => {
    const ws = await openWebSocket();
    ws.sendRaw(frame(opcodes.close, [0x03, 0xe8]));
    assert.equal((await ws.closing()).code, 1000);
    await ws.connection.closed();
  });

  check(
    'EIO websocket: a close packet ends the connection',
    async () => {
      const ws = await openWebSocket();
      ws.answersHeartbeats = false;
      ws.send('1');
      assert.deepEqual(await ws.over(), []);
    },
    oursOnly,
  );

  check('EIO websocket: the session is unknown once its connection dropped', async () => {
    const ws = await openWebSocket();
    ws.destroy();
    await eventually(async () => {
      const { body } = await request(port, 'GET', `${path}?EIO=4&transport=polling&sid=${ws.handshake.sid}`);
      return body === JSON.stringify(errors[1]);
    }, 'the session to be unknown');
  });
});

together('heartbeat', () => {
  check('EIO heartbeat: a polling client gets a ping per interval', async () => {
    const session = await openPolling();
    for (let i = 0; i < 3; ++i) {
      const start = Date.now();
      assert.deepEqual(await session.poll(), ['2']);
      assert.ok(Date.now() - start >= 250, `after ${Date.now() - start} ms`);
      await session.post('3');
    }
  });

  check('EIO heartbeat: a WebSocket client gets a ping per interval', async () => {
    const ws = await openWebSocket();
    ws.answersHeartbeats = false;
    for (let i = 0; i < 3; ++i) {
      const start = Date.now();
      assert.equal(await ws.text(), '2');
      assert.ok(Date.now() - start >= 250, `after ${Date.now() - start} ms`);
      ws.send('3');
    }
    ws.destroy();
  });

  check('EIO heartbeat: a polling client that does not answer is closed, its poll told so', async () => {
    const session = await openPolling();
    assert.deepEqual(await session.poll(), ['2']);
    assert.deepEqual(await session.poll(), ['1']);
    await assertClosed(session);
  });

  check('EIO heartbeat: a WebSocket client that does not answer is closed without a code', async () => {
    const ws = await openWebSocket();
    ws.answersHeartbeats = false;
    assert.deepEqual(await ws.closing(), { code: null, messages: ['2'] });
  });

  check('EIO heartbeat: traffic prolongs the wait for the pong once, not for ever', async () => {
    const ws = await openWebSocket();
    ws.answersHeartbeats = false;
    assert.equal(await ws.text(), '2');
    const ping = Date.now();
    await pause(100);
    const chatter = setInterval(() => ws.send('4x'), 40);
    await ws.over().finally(() => clearInterval(chatter));
    assert.ok(Date.now() - ping >= 270, `closed ${Date.now() - ping} ms after the ping`);
  });

  check('EIO heartbeat: it goes on after an upgrade', async () => {
    const session = await openPolling();
    const ws = await session.upgraded();
    assert.equal(await ws.text(), '2');
    ws.send('3');
    assert.equal(await ws.text(), '2');
    assert.equal((await ws.closing()).code, null);
  });

  check(
    'EIO heartbeat: a ping outstanding at the upgrade still ends a silent client',
    async () => {
      const session = await openPolling();
      assert.deepEqual(await session.poll(), ['2']);
      const ws = await session.upgraded();
      await ws.over();
    },
    oursOnly,
  );

  check('EIO heartbeat: a ping outstanding at the upgrade can be answered there', async () => {
    const session = await openPolling();
    assert.deepEqual(await session.poll(), ['2']);
    const ws = await session.upgraded();
    ws.send('3');
    for (let packet = ''; packet !== '2'; packet = await ws.text()) {
      // The server may repeat the outstanding ping on the WebSocket; the next regular one must follow.
    }
    ws.send('3');
    ws.send('4alive');
    assert.equal(await ws.text(), '4alive');
    ws.destroy();
  });
});

together('upgrade', () => {
  check('EIO upgrade: probe, freed poll, upgrade packet, messages on the WebSocket', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    const ws = await session.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    assert.equal((await poll.response()).body, '6');
    ws.send('5');
    ws.send('4over here');
    assert.equal(await ws.text(), '4over here');
    ws.destroy();
  });

  check('EIO upgrade: later polls during the probe are freed as well', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    for (let i = 0; i < 2; ++i) assert.deepEqual(await session.poll(), ['6']);
    ws.destroy();
  });

  check('EIO upgrade: polling requests are refused afterwards', async () => {
    const session = await openPolling();
    const ws = await session.upgraded();
    ws.send('4sync');
    assert.equal(await ws.text(), '4sync');
    assertRefused(await session.get(), 3);
    assertRefused(await session.post('4x'), 3);
    ws.send('4unharmed');
    assert.equal(await ws.text(), '4unharmed');
    ws.destroy();
  });

  check('EIO upgrade: a second WebSocket after the upgrade is turned away, the first goes on', async () => {
    const session = await openPolling();
    const ws = await session.upgraded();
    ws.send('4sync');
    assert.equal(await ws.text(), '4sync');
    await assertTurnedAway(session);
    ws.send('4unharmed');
    assert.equal(await ws.text(), '4unharmed');
    ws.destroy();
  });

  check('EIO upgrade: a second WebSocket during the upgrade is turned away, the first goes on', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    await assertTurnedAway(session);
    ws.send('5');
    ws.send('4made it');
    assert.equal(await ws.text(), '4made it');
    ws.destroy();
  });

  check(
    'EIO upgrade: a WebSocket session cannot be upgraded',
    async () => {
      const ws = await openWebSocket();
      await assertTurnedAway({
        upgrade: () => RawWebSocket.open(port, `${path}?EIO=4&transport=websocket&sid=${ws.handshake.sid}`),
      });
      ws.send('4unharmed');
      assert.equal(await ws.text(), '4unharmed');
      ws.destroy();
    },
    oursOnly,
  );

  check('EIO upgrade: anything but a probe closes the WebSocket, not the session', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('4impatient');
    assert.deepEqual(await ws.over(), []);
    await assertEchoes(session);
  });

  check('EIO upgrade: an upgrade packet without a probe is accepted', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('5');
    ws.send('4bold');
    assert.equal(await ws.text(), '4bold');
    ws.destroy();
  });

  check('EIO upgrade: a WebSocket dropped after the probe leaves polling working', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    ws.destroy();
    await assertEchoes(session);
    const again = await eventually(() => session.upgraded().catch(() => null), 'a second try');
    again.send('4second try');
    assert.equal(await again.text(), '4second try');
    again.destroy();
  });

  check('EIO upgrade: what waited for a poll is the first thing on the WebSocket, once', async () => {
    const session = await openPolling();
    await session.post('4early\x1ebAQID');
    const ws = await session.upgraded();
    ws.send('4late');
    assert.equal(await ws.text(), '4early');
    assert.deepEqual([...(await ws.binary())], [1, 2, 3]);
    assert.equal(await ws.text(), '4late');
    ws.destroy();
  });

  check('EIO upgrade: closing the session closes the probing WebSocket', async () => {
    const session = await openPolling();
    const ws = await session.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    await session.post('1');
    assert.deepEqual(await ws.over(), []);
    await assertClosed(session);
  });

  check(
    'EIO upgrade: a WebSocket that never finishes is closed after the upgrade timeout, polling goes on',
    async () => {
      const session = await openPolling();
      const start = Date.now();
      const ws = await session.upgrade();
      let over = false;
      const end = ws.over(30_000).finally(() => (over = true));
      while (!over) {
        if ((await session.poll()).includes('2')) await session.post('3');
      }
      await end;
      assert.ok(Date.now() - start >= 9_500, `after ${Date.now() - start} ms`);
      await assertEchoes(session);
    },
  );

  check('EIO upgrade: a protocol 3 upgrade of a protocol 4 session is refused', async () => {
    const session = await openPolling();
    const { response } = await askUpgrade(port, `${path}?EIO=3&transport=websocket&sid=${session.sid}`);
    assert.equal(response.status, 400);
    await assertEchoes(session);
  });
});

async function assertTurnedAway(session) {
  const second = await session.upgrade().catch((error) => assert.match(error.message, /refused: 400/));
  if (second) assert.deepEqual(await second.over(), []);
}

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`engine.io-client, ${mode}`, () => {
    const open = async (query = {}) => {
      const socket = new Socket(server.url, { transports, query });
      socket.binaryType = 'nodebuffer';
      socket.inbox = new Inbox();
      socket.on('message', (data) => socket.inbox.push(data));
      socket.over = new Promise((resolve) => socket.on('close', resolve));
      await within(
        new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)),
        () => 'open',
      );
      return socket;
    };
    const upgraded = (socket) =>
      within(
        new Promise((resolve) =>
          mode === 'upgrade' && socket.transport.name === 'polling'
            ? socket.on('upgrade', resolve)
            : resolve(),
        ),
        () => 'upgrade',
      );

    check(`EIO client (${mode}): opens, and closes with the client's reason`, async () => {
      const socket = await open();
      await upgraded(socket);
      assert.equal(socket.transport.name, transports.at(-1));
      socket.close();
      assert.equal(await within(socket.over, () => 'close'), 'forced close');
    });

    check(
      `EIO client (${mode}): text and binary come back in order, across the upgrade as well`,
      async () => {
        const socket = await open();
        const sent = Array.from({ length: 200 }, (_, i) =>
          i % 3 === 0 ? Buffer.from([i, 0, 255]) : `message ${i} ☃`,
        );
        for (const message of sent) {
          socket.send(message);
          if (message.length % 2 === 0) await new Promise(setImmediate);
        }
        for (const message of sent) assert.deepEqual(await socket.inbox.next(), message);
        assert.equal(socket.inbox.size, 0);
        socket.close();
      },
    );

    check(`EIO client (${mode}): a large message comes back whole`, async () => {
      const socket = await open();
      const message = 'L'.repeat(900_000);
      socket.send(message);
      assert.equal(await socket.inbox.next('large message'), message);
      socket.close();
    });

    check(`EIO client (${mode}): heartbeats keep an idle client open`, async () => {
      const socket = await open();
      let closed = false;
      socket.over.then(() => (closed = true));
      await pause(1500);
      assert.equal(closed, false);
      socket.send('still there');
      assert.equal(await socket.inbox.next(), 'still there');
      socket.close();
    });
  });
}
