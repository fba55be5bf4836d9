// Engine.IO over WebSocket: messages, frames, limits, closing.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import { check, port, path, errors, openWebSocket } from '../support/eio_fixture.mjs';
import { request } from '../support/raw_http.mjs';
import { frame, opcodes } from '../support/raw_websocket.mjs';
import { oursOnly, together } from '../support/suite.mjs';

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
