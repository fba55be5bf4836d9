// Engine.IO: what the official client's own suite asks of its server, by the official client.

import assert from 'node:assert/strict';
import http from 'node:http';

import { Socket } from 'engine.io-client';

import { Inbox, within } from '../support/deadlines.mjs';
import { leaveNothing } from '../support/leftovers.mjs';
import { startFixture } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('eio_client_fixture');
const check = suiteFor(server);

/** A client, with its messages in `inbox` from the first one on. */
function connect(options = {}) {
  const socket = new Socket(server.url, options);
  leaveNothing(() => socket.close());
  socket.binaryType = 'nodebuffer';
  socket.inbox = new Inbox();
  socket.on('message', (data) => socket.inbox.push(data));
  socket.on('handshake', (data) => (socket.handshake = data));
  socket.over = new Promise((resolve) => socket.on('close', (reason, why) => resolve({ reason, why })));
  return socket;
}

const heard = (emitter, event) =>
  within(new Promise((resolve) => emitter.on(event, resolve)), () => event);

async function open(options) {
  const socket = connect(options);
  await within(
    new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)),
    () => 'open',
  );
  return socket;
}

async function greeted(options) {
  const socket = await open(options);
  assert.equal(await socket.inbox.next('the greeting'), 'hi');
  return socket;
}

/** The POST bodies of a polling client, in bytes. */
function watchPosts(socket) {
  const sizes = [];
  const { transport } = socket;
  const doWrite = transport.doWrite.bind(transport);
  transport.doWrite = (data, done) => {
    sizes.push(Buffer.byteLength(data));
    doWrite(data, done);
  };
  return sizes;
}

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`client suite, ${mode}`, () => {
    check(`EIO client suite (${mode}): "hi" on connection`, async () => {
      const socket = await greeted({ transports });
      socket.close();
      assert.equal((await within(socket.over, () => 'close')).reason, 'forced close');
    });

    check(`EIO client suite (${mode}): utf8, emoji and binary come back`, async () => {
      const socket = await greeted({ transports });
      const texts = ['cash money €€€', '\u{10000}-\u{2DFFF}\u{F0000}-\u{10FFFF}\uE000-\uF8FF'];
      for (const text of texts) {
        socket.send(text);
        assert.equal(await socket.inbox.next(), text);
      }
      socket.send('give utf8');
      assert.equal(await socket.inbox.next(), 'пойду спать всем спокойной ночи');
      socket.send('give binary');
      assert.deepEqual(await socket.inbox.next(), Buffer.from([0, 1, 2, 3, 4]));
      const bytes = Buffer.from(Array.from({ length: 60 }, (_, i) => i * 4));
      socket.send(bytes);
      assert.deepEqual(await socket.inbox.next(), bytes);
      socket.close();
    });

    check(`EIO client suite (${mode}): a handshake with "deny" in its query is refused`, async () => {
      const socket = connect({ transports, query: { deny: 1 } });
      const error = await heard(socket, 'error');
      assert.match(error.message, mode === 'websocket' ? /websocket error/ : /xhr poll error/);
      if (mode !== 'websocket') assert.equal(error.description, 403);
    });

    check(`EIO client suite (${mode}): pings every 500 ms, and the session lives on them`, async () => {
      const socket = await greeted({ transports });
      for (let count = 0; count < 3; ++count) await heard(socket, 'ping');
      socket.send('alive');
      assert.equal(await socket.inbox.next(), 'alive');
      socket.close();
    });
  });
}

together('client suite', () => {
  check('EIO client suite: maxPayload is announced, POSTs are filled up to it and not beyond', async () => {
    const socket = await greeted({ transports: ['polling'] });
    assert.equal(socket.handshake.maxPayload, 100);
    const sizes = watchPosts(socket);
    // 3 type digits, 2 separators, 30 + 30 + 35: exactly 100 bytes. 33 euro signs: 99 bytes.
    const texts = ['a'.repeat(99), 'b'.repeat(30), 'c'.repeat(30), 'd'.repeat(35), '€'.repeat(33), 'f'.repeat(99)];
    for (const text of texts) socket.send(text);
    for (const text of texts) assert.equal(await socket.inbox.next(), text);
    assert.deepEqual(sizes, [100, 100, 100, 100]);
    socket.close();
  });

  check('EIO client suite: binary POSTs are filled by their base64 length', async () => {
    const socket = await greeted({ transports: ['polling'] });
    const sizes = watchPosts(socket);
    const messages = [Buffer.alloc(72, 1), Buffer.alloc(20, 2), 'a'.repeat(20), Buffer.alloc(20, 3), Buffer.alloc(72, 4)];
    for (const message of messages) socket.send(message);
    for (const message of messages) assert.deepEqual(await socket.inbox.next(), message);
    assert.ok(Math.max(...sizes) <= 100, `${sizes}`);
    assert.ok(sizes.length < messages.length, `${sizes}`);
    socket.close();
  });

  check('EIO client suite: a packet above maxPayload is sent anyway, refused with 413, and closes', async () => {
    const socket = await greeted({ transports: ['polling'] });
    socket.send('a'.repeat(101));
    socket.send('b');
    const { reason, why } = await within(socket.over, () => 'close');
    assert.equal(reason, 'transport error');
    assert.equal(why.description, 413);
  });

  check('EIO client suite: a WebSocket message above maxPayload closes the session', async () => {
    const socket = await greeted({ transports: ['websocket'] });
    socket.send('a'.repeat(101));
    await within(socket.over, () => 'close');
  });

  check('EIO client suite: four cookies on the first response of a session, none later', async () => {
    const get = (query) =>
      within(
        new Promise((resolve, reject) =>
          http.get(`${server.url}/engine.io/?EIO=4&transport=polling${query}`, (response) => {
            let body = '';
            response.setEncoding('utf8').on('data', (chunk) => (body += chunk));
            response.on('end', () => resolve({ cookies: response.headers['set-cookie'], body }));
          }).on('error', reject),
        ),
        () => 'response',
      );
    const { cookies, body } = await get('');
    assert.deepEqual(cookies.slice(0, 3), [
      '1=1; Max-Age=86400',
      '2=2; Path=/; HttpOnly; Secure; SameSite=Strict',
      '3=3; Max-Age=0',
    ]);
    assert.equal(cookies.length, 4);
    const expires = /^4=4; Expires=(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)$/.exec(cookies[3]);
    assert.ok(Math.abs(Date.parse(expires[1]) - Date.now()) < 60_000, cookies[3]);
    const { sid } = JSON.parse(body.split('\x1e')[0].slice(1));
    if (!body.includes('\x1e4hi')) assert.equal((await get(`&sid=${sid}`)).cookies, undefined);
    assert.equal((await get(`&sid=${sid}`)).cookies, undefined);
  });

  check('EIO client suite: withCredentials sends the cookies that are still good', async () => {
    const socket = await greeted({ transports: ['polling'], withCredentials: true });
    // The fourth cookie is good until the second is over in which it was made.
    await heard(socket, 'ping');
    await heard(socket, 'ping');
    await heard(socket, 'ping');
    socket.send('sendHeaders');
    assert.equal(JSON.parse(await socket.inbox.next()).cookie, '1=1; 2=2');
    socket.close();
  });

  check('EIO client suite: without credentials no cookie is sent; own headers arrive', async () => {
    const socket = await greeted({
      transports: ['polling'],
      withCredentials: false,
      extraHeaders: { 'X-Client': 'suite' },
    });
    socket.send('sendHeaders');
    const headers = JSON.parse(await socket.inbox.next());
    assert.equal(headers.cookie, undefined);
    assert.equal(headers['x-client'], 'suite');
    assert.equal(headers.host, new URL(server.url).host);
    assert.match(headers['content-type'], /^text\/plain/i);
    socket.close();
  });

  check('EIO client suite: over WebSocket there is no POST whose headers could be sent', async () => {
    const socket = await greeted({ transports: ['websocket'] });
    socket.send('sendHeaders');
    assert.equal(await socket.inbox.next(), 'null');
    socket.close();
  });

  check('EIO client suite: a close while upgrading waits for the upgrade', async () => {
    const socket = connect();
    let upgraded = false;
    socket.on('upgrade', () => (upgraded = true));
    socket.on('upgrading', () => socket.close());
    await within(socket.over, () => 'close');
    assert.ok(upgraded);
  });

  check('EIO client suite: what is buffered when a close is deferred still leaves', async () => {
    const socket = connect();
    socket.on('upgrading', () => {
      socket.send('last');
      socket.close();
    });
    await within(socket.over, () => 'close');
    assert.equal(socket.writeBuffer.length, 0);
  });

  check('EIO client suite: an upgrade error with a deferred close closes', async () => {
    const socket = connect();
    const failed = heard(socket, 'upgradeError');
    socket.on('upgrading', () => {
      socket.close();
      socket.transport.onError('upgrade error');
    });
    await within(socket.over, () => 'close');
    await failed;
  });
});
