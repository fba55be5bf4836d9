// Engine.IO: the server pings, the client answers, on both transports and across an upgrade.

import assert from 'node:assert/strict';

import { pause } from '../support/deadlines.mjs';
import { server, check, openPolling, openWebSocket, assertClosed } from '../support/eio_fixture.mjs';
import { oursOnly, together } from '../support/suite.mjs';

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
