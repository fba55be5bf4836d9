// Engine.IO 3 by hand: the bytes of every form of payload, who may ask what, and the heartbeat.

import assert from 'node:assert/strict';

import { eventually, pause } from '../support/deadlines.mjs';
import { PollingSession } from '../support/engineio_session.mjs';
import { request } from '../support/raw_http.mjs';
import { RawWebSocket, askUpgrade } from '../support/raw_websocket.mjs';
import { oracle, startFixture } from '../support/server.mjs';
import { oursOnly, suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('eio_fixture', ['--eio3']);
const check = suiteFor(server);
const { port } = server;
const path = '/engine.io/';
const refusals = {
  unknown: '{"code":1,"message":"Session ID unknown"}',
  mismatch: '{"code":3,"message":"Bad request"}',
  unsupported: '{"code":5,"message":"Unsupported protocol version"}',
};

/** A polling session of protocol 3; nothing is answered for it. */
class Session {
  static async open(query = '') {
    const session = new Session();
    session.response = await request(port, 'GET', `${path}?EIO=3&transport=polling${query}`);
    const [head, length] = /^(\d+):0/.exec(session.response.body);
    const end = head.length - 1 + Number(length);
    session.handshake = JSON.parse(session.response.body.slice(head.length, end));
    session.sid = session.handshake.sid;
    session.target = `${path}?EIO=3&transport=polling&sid=${session.sid}`;
    return session;
  }

  get() {
    return request(port, 'GET', this.target);
  }

  post(body, type = 'text/plain;charset=UTF-8') {
    return request(port, 'POST', this.target, { body, headers: { 'Content-Type': type } });
  }

  async ended() {
    const isUnknown = async () => (await this.post('1:2')).body === refusals.unknown;
    await eventually(isUnknown, 'the end of the session');
  }
}

const openWebSocket = (query = '') => RawWebSocket.open(port, `${path}?EIO=3&transport=websocket${query}`);

together('Engine.IO 3, polling', () => {
  check('EIO 3: the open packet has its length in front', async () => {
    const { response, handshake } = await Session.open();
    assert.equal(response.headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(response.body.split(':')[0], `${JSON.stringify(handshake).length + 1}`);
    const keys = ['sid', 'upgrades', 'pingInterval', 'pingTimeout', 'maxPayload'];
    assert.deepEqual(Object.keys(handshake), keys);
    assert.deepEqual(handshake.upgrades, ['websocket']);
  });

  check('EIO 3: lengths count UTF-16 code units', async () => {
    const session = await Session.open();
    assert.equal((await session.post('2:4€3:4😀')).body, 'ok');
    assert.equal((await session.get()).body, '2:4€3:4😀');
  });

  check('EIO 3: a binary packet makes the payload binary, and an octet-stream is one', async () => {
    const session = await Session.open();
    const bytes = Buffer.from('0004ff34e282ac0104ff04010203', 'hex');
    assert.equal((await session.post(bytes, 'application/octet-stream')).body, 'ok');
    const response = await session.get();
    assert.equal(response.headers['content-type'], 'application/octet-stream');
    assert.deepEqual(response.bytes, bytes);
  });

  check('EIO 3, b64: a binary packet is base64', async () => {
    const session = await Session.open('&b64=1');
    assert.equal((await session.post('2:4a10:b4AQIDBA==')).body, 'ok');
    const response = await session.get();
    assert.equal(response.headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(response.body, '2:4a10:b4AQIDBA==');
  });

  for (const body of ['abc', '', '9:4a', 'x:4', '1:7', ':4', '2:4a7']) {
    check(`EIO 3: ${JSON.stringify(body)} is answered ok and ends the session`, async () => {
      const session = await Session.open();
      const response = await session.post(body);
      assert.equal(response.status, 200);
      assert.equal(response.body, 'ok');
      await session.ended();
    });
  }

  check('EIO 3: an empty packet is harmless', async () => {
    const session = await Session.open();
    assert.equal((await session.post('0:2:4a')).body, 'ok');
    assert.equal((await session.get()).body, '2:4a');
  });

  check('EIO 3: a close packet', async () => {
    const session = await Session.open();
    const poll = session.get();
    await pause(20);
    assert.equal((await session.post('1:1')).body, 'ok');
    assert.equal((await poll).body, '1:6');
    await session.ended();
  });
});

together('Engine.IO 3, WebSocket', () => {
  check('EIO 3: binary messages have their type in front', async () => {
    const ws = await openWebSocket();
    assert.match(await ws.text(), /^0\{"sid":/);
    ws.sendBinary(Buffer.from([4, 1, 2]));
    assert.deepEqual(await ws.binary(), Buffer.from([4, 1, 2]));
    ws.send('b4AQI=');
    assert.deepEqual(await ws.binary(), Buffer.from([4, 1, 2]));
    ws.destroy();
  });

  check('EIO 3, b64: binary messages are text', async () => {
    const ws = await openWebSocket('&b64=1');
    await ws.text();
    ws.sendBinary(Buffer.from([4, 1, 2]));
    assert.equal(await ws.text(), 'b4AQI=');
    ws.destroy();
  });

  check('EIO 3: an upgrade by hand', async () => {
    const session = await Session.open();
    const poll = session.get();
    const ws = await RawWebSocket.open(port, `${path}?EIO=3&transport=websocket&sid=${session.sid}`);
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    assert.equal((await poll).body, '1:6');
    ws.send('5');
    ws.send('4on the WebSocket');
    assert.equal(await ws.text(), '4on the WebSocket');
    assert.equal((await session.get()).status, 400);
    ws.destroy();
  });
});

together('Engine.IO 3, heartbeat', () => {
  check('EIO 3: each ping is answered, and keeps the session', async () => {
    const ws = await openWebSocket();
    const { pingInterval, pingTimeout } = JSON.parse((await ws.text()).slice(1));
    assert.deepEqual([pingInterval, pingTimeout], [300, 200]);
    for (let round = 0; round < 5; ++round) {
      await pause(200);
      ws.send('2');
      assert.equal(await ws.text(), '3');
    }
    ws.destroy();
  });

  check('EIO 3: a silent client is given up after interval and timeout', async () => {
    const ws = await openWebSocket();
    await ws.text();
    const start = Date.now();
    const sending = setInterval(() => ws.send('4busy'), 100);
    const { code, messages } = await ws.closing();
    clearInterval(sending);
    assert.equal(code, null);
    assert.ok(messages.every((message) => message === '4busy'));
    assert.ok(Date.now() - start >= 450, `${Date.now() - start} ms`);
  });

  check('EIO 3: the same on polling', async () => {
    const session = await Session.open();
    const start = Date.now();
    assert.equal((await session.get()).body, '1:1');
    assert.ok(Date.now() - start >= 450, `${Date.now() - start} ms`);
    await session.ended();
  });

  check(
    'EIO 3: a client that falls silent after its upgrade is given up, too',
    async () => {
      const session = await Session.open();
      const ws = await RawWebSocket.open(port, `${path}?EIO=3&transport=websocket&sid=${session.sid}`);
      ws.send('2probe');
      assert.equal(await ws.text(), '3probe');
      ws.send('5');
      assert.equal((await ws.closing()).code, null);
    },
    oursOnly,
  );

  check('EIO 3: a pong from the client ends the session', async () => {
    const ws = await openWebSocket();
    await ws.text();
    ws.send('3');
    assert.equal((await ws.closing()).code, null);
  });
});

together('Engine.IO 3, who may ask', () => {
  check('EIO 3: a request of the other protocol is refused, and harms nothing', async () => {
    const old = await Session.open();
    const young = await PollingSession.open(port, path);
    const crossed = [
      `${path}?EIO=4&transport=polling&sid=${old.sid}`,
      `${path}?EIO=3&transport=polling&sid=${young.sid}`,
    ];
    for (const target of crossed) assert.equal((await request(port, 'GET', target)).body, refusals.mismatch);
    assert.equal((await old.post('2:4a')).body, 'ok');
    assert.equal((await old.get()).body, '2:4a');
    assert.equal((await young.post('4b')).body, 'ok');
    assert.equal(await young.message(), '4b');
  });

  check('EIO 3: refused with code 5 where it is not allowed, before the 101', async () => {
    const strict = await startFixture('eio_fixture');
    const response = await request(strict.port, 'GET', `${path}?EIO=3&transport=polling`);
    assert.equal(response.status, 400);
    assert.equal(response.body, refusals.unsupported);
    if (!oracle) {
      const upgrade = await askUpgrade(strict.port, `${path}?EIO=3&transport=websocket`);
      assert.equal(upgrade.response.status, 400);
      assert.equal(upgrade.response.body, 'Unsupported protocol version');
      upgrade.connection.destroy();
    }
    await strict.stop();
  });
});
