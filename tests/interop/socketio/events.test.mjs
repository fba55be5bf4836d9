// Socket.IO: events, acknowledgements and attachments, packet by packet.

import assert from 'node:assert/strict';

import { check, joined, assertAlive } from '../support/sio_fixture.mjs';
import { together } from '../support/suite.mjs';

/** The packet's arguments with each placeholder replaced by its attachment. */
async function decoded(wire, prefix) {
  const text = await wire.next();
  const [, type, count, json] = /^([56])(\d+)-\d*(.*)$/s.exec(text) ?? [];
  assert.equal(type, prefix, text);
  const attachments = [];
  for (let i = 0; i < Number(count); ++i) attachments.push(await wire.next());
  return JSON.parse(json, (_, value) => (value?._placeholder === true ? [...attachments[value.num]] : value));
}

for (const transport of ['websocket', 'polling']) {
  const on = `(${transport})`;

  together(`events and acknowledgements ${on}`, () => {
    const echoes = [
      ['plain text', '2["message",1,"2",{"3":[true]}]', '2["message-back",1,"2",{"3":[true]}]'],
      ['no arguments', '2["message"]', '2["message-back"]'],
      ['null and nothing else', '2["message",null]', '2["message-back",null]'],
      [
        'text beyond ASCII',
        '2["message","Iñtërnâtiônàlizætiøn ☃ 💩"]',
        '2["message-back","Iñtërnâtiônàlizætiøn ☃ 💩"]',
      ],
      [
        'placeholders in a packet without attachments',
        '2["message",{"_placeholder":true,"num":0}]',
        '2["message-back",{"_placeholder":true,"num":0}]',
      ],
      ['an acknowledgement', '2456["message-with-ack",1,"2",{"3":[false]}]', '3456[1,"2",{"3":[false]}]'],
      ['an acknowledgement of nothing', '20["message-with-ack"]', '30[]'],
      ['an acknowledgement of null', '20["message-with-ack",null]', '30[null]'],
    ];
    for (const [what, sent, expected] of echoes) {
      check(`SIO event ${on}: ${what}`, async () => {
        const wire = await joined(transport);
        wire.send(sent);
        await wire.expect(expected);
      });
    }

    check(`SIO event ${on}: unknown, numeric and "error" events and unknown acks are ignored`, async () => {
      const wire = await joined(transport);
      wire.send(
        '2["nobody listens"]',
        '29["nobody answers"]',
        '2[42,"x"]',
        '2["error","x"]',
        '30["x"]',
        '3999[]',
      );
      await assertAlive(wire);
    });

    check(`SIO event ${on}: a flood comes back in order`, async () => {
      const wire = await joined(transport);
      const numbers = Array.from({ length: 300 }, (_, i) => i);
      wire.send(...numbers.map((i) => `2["message",${i}]`));
      await wire.expect(...numbers.map((i) => `2["message-back",${i}]`));
    });
  });

  together(`binary ${on}`, () => {
    const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;

    check(`SIO binary ${on}: event`, async () => {
      const wire = await joined(transport);
      wire.send(
        `52-["message",${placeholder(0)},${placeholder(1)}]`,
        Buffer.from([1, 2, 3]),
        Buffer.from([4, 5, 6]),
      );
      await wire.expect(
        `52-["message-back",${placeholder(0)},${placeholder(1)}]`,
        Buffer.from([1, 2, 3]),
        Buffer.from([4, 5, 6]),
      );
    });

    check(`SIO binary ${on}: acknowledgement`, async () => {
      const wire = await joined(transport);
      wire.send(
        `52-789["message-with-ack",${placeholder(0)},${placeholder(1)}]`,
        Buffer.from([1, 2, 3]),
        Buffer.from([4, 5, 6]),
      );
      await wire.expect(
        `62-789[${placeholder(0)},${placeholder(1)}]`,
        Buffer.from([1, 2, 3]),
        Buffer.from([4, 5, 6]),
      );
    });

    for (const [what, json, attachments, expected] of [
      [
        'nested placeholders',
        `{"a":[${placeholder(0)},{"b":${placeholder(1)}}],"c":"text"}`,
        [[1], [2]],
        { a: [[1], { b: [2] }], c: 'text' },
      ],
      ['placeholders in any order', `[${placeholder(1)},${placeholder(0)}]`, [[1], [2]], [[2], [1]]],
      ['an attachment used twice', `[${placeholder(0)},${placeholder(0)}]`, [[7]], [[7], [7]]],
      ['an attachment that nobody names', `[${placeholder(1)}]`, [[1], [2]], [[2]]],
      ['extra keys beside a placeholder', `[{"x":1,"_placeholder":true,"num":0}]`, [[3]], [[3]]],
      [
        'a placeholder that is not true',
        `[${placeholder(0)},{"_placeholder":"true","num":9}]`,
        [[5]],
        [[5], { _placeholder: 'true', num: 9 }],
      ],
      [
        'empty and ten attachments',
        `[${Array.from({ length: 10 }, (_, i) => placeholder(i))}]`,
        Array.from({ length: 10 }, () => []),
        Array.from({ length: 10 }, () => []),
      ],
    ]) {
      check(`SIO binary ${on}: ${what}`, async () => {
        const wire = await joined(transport);
        wire.send(
          `5${attachments.length}-["message",${json}]`,
          ...attachments.map((bytes) => Buffer.from(bytes)),
        );
        assert.deepEqual(await decoded(wire, '5'), ['message-back', expected]);
      });
    }
  });
}
