// Engine.IO: from polling to WebSocket, and everything that can go wrong on the way.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import {
  check,
  port,
  path,
  assertRefused,
  openPolling,
  openWebSocket,
  assertClosed,
  assertEchoes,
} from '../support/eio_fixture.mjs';
import { RawWebSocket, askUpgrade } from '../support/raw_websocket.mjs';
import { oursOnly, together } from '../support/suite.mjs';

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
