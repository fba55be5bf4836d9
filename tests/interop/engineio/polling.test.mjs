// Engine.IO over long-polling: payloads, limits, violations, compression.

import assert from 'node:assert/strict';
import { gunzipSync, inflateSync } from 'node:zlib';

import { pause } from '../support/deadlines.mjs';
import {
  server,
  check,
  port,
  errors,
  openPolling,
  assertClosed,
  assertEchoes,
} from '../support/eio_fixture.mjs';
import { Connection, requestText } from '../support/raw_http.mjs';
import { oursOnly, together } from '../support/suite.mjs';

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

  check('EIO polling: packets behind a malformed one are not looked at', async () => {
    const session = await openPolling();
    const poll = await session.startPoll();
    await session.post('4first\x1eabc\x1e4never');
    // The session ends in the turn of the first echo, which may be dropped with it.
    assert.match((await poll.response()).body, /^(4first|1|4first\x1e1)$/);
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
