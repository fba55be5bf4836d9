// S48, S50: random and broken bytes on the port, on WebSockets and in polling bodies.

import assert from 'node:assert/strict';

import { PollingSession } from '../support/engineio_session.mjs';
import { generator, seed } from '../support/nonsense.mjs';
import { Connection, requestText } from '../support/raw_http.mjs';
import { RawWebSocket, frame, opcodes } from '../support/raw_websocket.mjs';
import { together } from '../support/suite.mjs';
import { Victim, path } from '../support/victim.mjs';

/** Gives up a request that the server may well refuse. */
const ignore = (promise) => promise.catch(() => {});

for (const threads of ['0', '2']) {
  const victim = await Victim.start(threads);
  const on = `[IO_THREADS=${threads}]`;

  together(
    `bytes ${on}`,
    () => {
      victim.check(`S48 random bytes on the port ${on}`, async () => {
        const random = generator(seed);
        for (let i = 0; i < 150; ++i) {
          const connection = await Connection.open(victim.port);
          await connection.send(random.bytes(1 + random.below(2_000)));
          if (random.below(2)) connection.destroy();
          else connection.socket.end();
        }
        await victim.assertUnharmed();
      });

      victim.check(`S48 random bytes on an open WebSocket ${on}`, async () => {
        const random = generator(seed + 1);
        for (let i = 0; i < 150; ++i) {
          const ws = await RawWebSocket.open(victim.port, `${path}?EIO=4&transport=websocket`);
          await ws.sendRaw(random.bytes(1 + random.below(2_000)));
          ws.destroy();
        }
        await victim.assertUnharmed();
      });

      victim.check(`S48 random frames, texts and binaries on a joined WebSocket ${on}`, async () => {
        const random = generator(seed + 2);
        for (let i = 0; i < 60; ++i) {
          const wire = await victim.actor('websocket', ['owner', 'outsider'][random.below(2)]);
          for (let n = 0; n < 10; ++n) {
            const kind = random.below(11);
            wire.ws.sendRaw(frame(kind, random.bytes(random.below(120)), { fin: random.below(4) > 0 }));
          }
          await wire.destroy();
        }
        await victim.assertUnharmed();
      });

      victim.check(`S48 mutated packets on a joined WebSocket ${on}`, async () => {
        const random = generator(seed + 3);
        const samples = [
          '42["play:update",{"type":"play","currentTime":1.5}]',
          '427["room:join",{"roomId":"ABCDEF","userName":"u"}]',
          '451-["chat:message",{"_placeholder":true,"num":0}]',
          '43712[{"a":[1,2]}]',
          '40/x,{"token":"t"}',
          '41',
          '2probe',
          'bAQID',
        ];
        for (let i = 0; i < 120; ++i) {
          const wire = await victim.actor('websocket', 'owner');
          for (let n = 0; n < 5; ++n) {
            const packet = Buffer.from(samples[random.below(samples.length)]);
            for (let flips = 1 + random.below(3); flips > 0; --flips)
              packet[random.below(packet.length)] = random.below(128);
            wire.sendPacket(packet.toString());
          }
          await wire.destroy();
        }
        await victim.assertUnharmed();
      });

      victim.check(`S48 random polling bodies ${on}`, async () => {
        const random = generator(seed + 4);
        for (let i = 0; i < 100; ++i) {
          const session = await PollingSession.open(victim.port, path);
          await ignore(session.post(random.bytes(random.below(1_500))));
          await ignore(session.post('1'));
        }
        await victim.assertUnharmed();
      });

      victim.check(`S48 fragments without end ${on}`, async () => {
        const ws = await RawWebSocket.open(victim.port, `${path}?EIO=4&transport=websocket`);
        ws.answersHeartbeats = true;
        await ws.text();
        ws.sendRaw(frame(opcodes.text, '4', { fin: false }));
        for (let i = 0; i < 100; ++i)
          ws.sendRaw(
            Buffer.concat(
              Array.from({ length: 1_000 }, () => frame(opcodes.continuation, '', { fin: false })),
            ),
          );
        await victim.assertUnharmed();
        ws.destroy();
      });

      const invalid = [
        ['no HTTP at all', 'HELLO\r\n\r\n', [400]],
        ['a bare line', '\r\n\r\n\r\n', [400, null]],
        ['a method of nonsense', 'G@T / HTTP/1.1\r\nHost: x\r\n\r\n', [400, 501]],
        ['no version', 'GET /\r\n\r\n', [400]],
        ['a version that does not exist', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', [400, 505]],
        ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n', [400]],
        ['a header with a control byte', 'GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n', [400]],
        ['a header name with a space', 'GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n', [400]],
        ['a length that is no number', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n', [400]],
        ['a negative length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', [400]],
        [
          'two lengths',
          'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
          [400],
        ],
        [
          'a length beyond every integer',
          'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
          [400, 413],
        ],
        [
          'a length and chunks',
          'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
          [400],
        ],
        [
          'a chunk size of nonsense',
          'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
          [400],
        ],
        [
          'a transfer coding that does not exist',
          'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: magic\r\n\r\n',
          [400, 501],
        ],
        ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(50_000)}\r\n`, [431, null]],
        [
          'a header that is too long',
          `GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(200_000)}\r\n\r\n`,
          [431, null],
        ],
        [
          'a target that is too long',
          `GET /${'a'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
          [414, 431, 400, null],
        ],
      ];
      for (const [what, bytes, statuses] of invalid) {
        victim.check(`S50 invalid HTTP, ${what}: refused with a status, then closed ${on}`, async () => {
          const connection = await Connection.open(victim.port);
          connection.send(Buffer.from(bytes, 'latin1'));
          connection.socket.end();
          const response = await connection.response().catch(() => ({ status: null }));
          assert.ok(statuses.includes(response.status), `status ${response.status}`);
          await connection.closed();
          await victim.assertHealthy();
        });
      }

      victim.check(`S50 requests cut off at every byte ${on}`, async () => {
        const text = requestText(
          'POST',
          `${path}?EIO=4&transport=polling&sid=nobody`,
          { 'Content-Type': 'text/plain' },
          '4hello',
        );
        for (let length = 1; length < text.length; length += 3) {
          const connection = await Connection.open(victim.port);
          await connection.send(text.subarray(0, length));
          connection.destroy();
        }
        await victim.assertUnharmed();
      });

      victim.check(`S50 many idle connections and one that dribbles ${on}`, async () => {
        const idle = await Promise.all(Array.from({ length: 200 }, () => Connection.open(victim.port)));
        const slow = await Connection.open(victim.port);
        for (const byte of 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n') await slow.send(byte);
        assert.equal((await slow.response()).status, 200);
        await victim.assertUnharmed();
        for (const connection of [...idle, slow]) connection.destroy();
      });
    },
    2,
  );

  victim.check(`S46 the bystanders noticed nothing ${on}`, async () => {
    await victim.assertUnharmed();
    victim.bystanders.close();
  });
}
