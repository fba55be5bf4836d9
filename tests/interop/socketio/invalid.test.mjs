// Socket.IO: the packets that cost the connection.

import assert from 'node:assert/strict';

import { check, openWire, joined } from '../support/sio_fixture.mjs';
import { oursOnly, together } from '../support/suite.mjs';

for (const transport of ['websocket', 'polling']) {
  const on = `(${transport})`;

  together(
    `packets that close the connection ${on}`,
    () => {
      const first = [
        'abc',
        '',
        '2["message"]',
        '1',
        '30[]',
        '4{}',
        '0[]',
        '0null',
        '0"text"',
        '01{',
        '51-["message",{"_placeholder":true,"num":0}]',
        Buffer.from([1]),
      ];
      for (const message of first) {
        check(`SIO invalid ${on}: ${show(message)} as the first packet`, async () => {
          const wire = await openWire(transport);
          wire.send(message);
          assert.deepEqual(await wire.over(), []);
        });
      }

      const later = [
        'abc',
        '7',
        '9["message"]',
        '',
        '2{}',
        '2"message"',
        '2null',
        '2abc["message-with-ack"]',
        '2[]',
        '2[{}]',
        '2[null]',
        '2[true]',
        '2[["message"]]',
        '2["message"',
        '2["message"]x',
        '2["message",]',
        '2["message",undefined]',
        ...['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].map(
          (name) => `2["${name}"]`,
        ),
        '3{}',
        '30{}',
        '30"x"',
        '1{}',
        '1[]',
        '4{"message":"no"}',
        '4"no"',
        '4',
        '0',
        '0{"again":true}',
        '2/custom,["message"]',
        '3/custom,0[]',
        '1/custom,',
        '2/nowhere,["message"]',
        '5["message"]',
        '5a-["message"]',
        '5-["message"]',
        '5-1-["message"]',
        '51.5-["message"]',
        '50-["message"]',
        '511-["message"]',
        '51',
        '6["x"]',
        '60-0[]',
        Buffer.from([1, 2, 3]),
      ];
      for (const message of later) {
        check(`SIO invalid ${on}: ${show(message)}`, async () => {
          const wire = await joined(transport);
          wire.send(message, '2["message","too late"]');
          assert.deepEqual(await wire.over(), []);
        });
      }

      const attachment = Buffer.from([1]);
      const reconstructions = [
        ['text instead of an attachment', ['51-["message",{"_placeholder":true,"num":0}]', '2["message"]']],
        [
          'a second binary packet instead of an attachment',
          ['51-["message",{"_placeholder":true,"num":0}]', '51-["message",{"_placeholder":true,"num":0}]'],
        ],
        [
          'one attachment too many',
          ['51-["nobody listens",{"_placeholder":true,"num":0}]', attachment, attachment],
        ],
        ['a placeholder out of range', ['51-["message",{"_placeholder":true,"num":1}]', attachment]],
        ['a negative placeholder', ['51-["message",{"_placeholder":true,"num":-1}]', attachment]],
        ['a placeholder that is text', ['51-["message",{"_placeholder":true,"num":"0"}]', attachment]],
        ['a placeholder without a number', ['51-["message",{"_placeholder":true}]', attachment]],
        [
          'a placeholder that is a method name',
          ['51-["message",{"_placeholder":true,"num":"splice"}]', attachment],
        ],
        ['a reserved name', ['51-["connect",{"_placeholder":true,"num":0}]', attachment]],
        [
          'a namespace that was not joined',
          ['51-/custom,["message",{"_placeholder":true,"num":0}]', attachment],
        ],
      ];
      for (const [what, messages] of reconstructions) {
        check(`SIO invalid ${on}: ${what}`, async () => {
          const wire = await joined(transport);
          wire.send(...messages);
          assert.deepEqual(await wire.over(), []);
        });
      }

      for (const [what, messages] of [
        ['a fractional placeholder', ['51-["message",{"_placeholder":true,"num":0.5}]', attachment]],
        ['an ack id beyond 2^53', ['299999999999999999999["message-with-ack"]']],
        [
          'a number of attachments in JavaScript notation',
          ['51e0-["message",{"_placeholder":true,"num":0}]', attachment],
        ],
        ['20 000 nested arrays', [`2["message",${'['.repeat(20_000)}${']'.repeat(20_000)}]`]],
      ]) {
        check(
          `SIO invalid ${on}: ${what}`,
          async () => {
            const wire = await joined(transport);
            wire.send(...messages);
            assert.deepEqual(await wire.over(), []);
          },
          oursOnly,
        );
      }
    },
    8,
  );
}

function show(message) {
  return typeof message === 'string' ? JSON.stringify(message) : 'a binary message';
}
