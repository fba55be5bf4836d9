// Socket.IO protocol 5 as a client sees it: sio_fixture against literal packets and the official socket.io-client.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { pause, within } from './support/deadlines.mjs';
import { Wire } from './support/engineio_session.mjs';
import { request } from './support/raw_http.mjs';
import { startFixture } from './support/server.mjs';
import { oursOnly, suiteFor, together } from './support/suite.mjs';

const server = await startFixture('sio_fixture');
const check = suiteFor(server);
const { port } = server;
const path = '/socket.io/';

const openWire = (transport) => Wire.open(transport, port, path);

/** A wire that joined "/" and received its `auth` event. */
async function joined(transport) {
  const wire = await openWire(transport);
  wire.send('0');
  assert.match(await wire.next(), /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
  await wire.expect('2["auth",{}]');
  return wire;
}

async function assertAlive(wire) {
  wire.send('2["message","alive?"]');
  await wire.expect('2["message-back","alive?"]');
}

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

  together(`connection to a namespace ${on}`, () => {
    check(`SIO connect ${on}: without auth`, async () => {
      const wire = await openWire(transport);
      wire.send('0');
      const reply = await wire.next();
      assert.match(reply, /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
      assert.notEqual(
        JSON.parse(reply.slice(1)).sid,
        wire.sid,
        'the Socket.IO id is not the secret Engine.IO id',
      );
      await wire.expect('2["auth",{}]');
    });

    check(`SIO connect ${on}: with auth`, async () => {
      const wire = await openWire(transport);
      wire.send('0{"token":"123"}');
      assert.match(await wire.next(), /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
      await wire.expect('2["auth",{"token":"123"}]');
    });

    check(`SIO connect ${on}: to another namespace, with and without auth`, async () => {
      const wire = await openWire(transport);
      wire.send('0/custom,');
      assert.match(await wire.next(), /^0\/custom,\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
      await wire.expect('2/custom,["auth",{}]');
      const second = await openWire(transport);
      second.send('0/custom,{"token":"abc"}');
      assert.match(await second.next(), /^0\/custom,\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
      await second.expect('2/custom,["auth",{"token":"abc"}]');
    });

    check(`SIO connect ${on}: two namespaces of one connection have ids of their own`, async () => {
      const wire = await joined(transport);
      wire.send('0/custom,');
      const { sid } = JSON.parse((await wire.next()).slice('0/custom,'.length));
      await wire.expect('2/custom,["auth",{}]');
      assert.notEqual(sid, wire.sid);
      await assertAlive(wire);
    });

    check(`SIO connect ${on}: an unknown namespace is refused and the connection stays`, async () => {
      const wire = await openWire(transport);
      wire.send('0/random');
      await wire.expect('4/random,{"message":"Invalid namespace"}');
      wire.send('0/random,{"token":"abc"}');
      await wire.expect('4/random,{"message":"Invalid namespace"}');
      wire.send('0');
      assert.match(await wire.next(), /^0\{"sid"/);
      await wire.expect('2["auth",{}]');
      await assertAlive(wire);
    });

    check(`SIO connect ${on}: a namespace runs to the comma, whatever it contains`, async () => {
      const wire = await openWire(transport);
      wire.send('0/custom{"t":1}');
      const named = await wire.next();
      assert.ok(named.startsWith('4/custom{"t":1},'), named);
      wire.send('0/custom?token=abc,');
      await wire.expect('4/custom?token=abc,{"message":"Invalid namespace"}');
    });

    check(`SIO connect ${on}: no CONNECT within the timeout closes the connection`, async () => {
      const wire = await openWire(transport);
      const start = Date.now();
      assert.deepEqual(await wire.over(), []);
      assert.ok(Date.now() - start >= 800, `after ${Date.now() - start} ms`);
    });

    check(`SIO connect ${on}: a refused CONNECT does not stop that timeout`, async () => {
      const wire = await openWire(transport);
      wire.send('0/random');
      assert.deepEqual(await wire.over(), ['4/random,{"message":"Invalid namespace"}']);
    });

    check(`SIO connect ${on}: the first join stops that timeout for good`, async () => {
      const wire = await joined(transport);
      wire.send('1');
      const reply = wire.next();
      await pause(1300);
      wire.send('0');
      assert.match(await reply, /^0\{"sid"/);
    });

    check(
      `SIO connect ${on}: packets right behind CONNECT are kept in order`,
      async () => {
        const wire = await openWire(transport);
        wire.send('0', '2["message",1]', '27["message-with-ack",2]');
        assert.match(await wire.next(), /^0\{"sid"/);
        await wire.expect('2["auth",{}]', '2["message-back",1]', '37[2]');
      },
      oursOnly,
    );
  });

  together(`leaving a namespace ${on}`, () => {
    /** Leaves "/"; the answer of the other namespace proves that the server has seen it. */
    async function left() {
      const wire = await joined(transport);
      wire.send('1', '0/custom,');
      assert.match(await wire.next(), /^0\/custom,/);
      await wire.expect('2/custom,["auth",{}]');
      return wire;
    }

    check(`SIO disconnect ${on}: the namespace can be joined again`, async () => {
      const wire = await left();
      wire.send('0');
      assert.match(await wire.next(), /^0\{"sid"/);
      await wire.expect('2["auth",{}]');
      await assertAlive(wire);
    });

    check(
      `SIO disconnect ${on}: the namespace can be joined again in the same breath`,
      async () => {
        const wire = await joined(transport);
        wire.send('1', '0');
        assert.match(await wire.next(), /^0\{"sid"/);
        await wire.expect('2["auth",{}]');
      },
      oursOnly,
    );

    check(`SIO disconnect ${on}: other namespaces stay`, async () => {
      const wire = await joined(transport);
      wire.send('0/custom,');
      assert.match(await wire.next(), /^0\/custom,/);
      await wire.expect('2/custom,["auth",{}]');
      wire.send('1/custom,');
      await assertAlive(wire);
    });

    check(`SIO disconnect ${on}: an event for it closes the connection`, async () => {
      const wire = await left();
      wire.send('2["message"]');
      assert.deepEqual(await wire.over(), []);
    });
  });

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

together('CORS', () => {
  check('SIO cors: every origin is allowed when the server says so', async () => {
    const response = await request(port, 'GET', `${path}?EIO=4&transport=polling`, {
      headers: { Origin: 'https://page.example' },
    });
    assert.equal(response.headers['access-control-allow-origin'], '*');
    const refused = await request(port, 'GET', `${path}?EIO=4&transport=abc`, {
      headers: { Origin: 'https://page.example' },
    });
    assert.equal(refused.status, 400);
    assert.equal(refused.headers['access-control-allow-origin'], '*');
  });

  check('SIO cors: a preflight is answered 204 and reflects the asked headers', async () => {
    const response = await request(port, 'OPTIONS', `${path}?EIO=4&transport=polling`, {
      headers: {
        Origin: 'https://page.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-one, x-two',
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.headers['access-control-allow-origin'], '*');
    assert.equal(response.headers['access-control-allow-methods'], 'GET,HEAD,PUT,PATCH,POST,DELETE');
    assert.equal(response.headers['access-control-allow-headers'], 'x-one, x-two');
    assert.equal(response.headers['content-length'], '0');
  });
});

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`socket.io-client, ${mode}`, () => {
    const client = (namespace = '/', options = {}) =>
      io(server.url + namespace, { transports, forceNew: true, reconnection: false, ...options });
    const event = (socket, name) =>
      within(new Promise((resolve) => socket.once(name, (...args) => resolve(args))), () => name);

    check(`SIO client (${mode}): connects and is told its auth`, async () => {
      for (const [auth, seen] of [
        [undefined, {}],
        [{ token: '123' }, { token: '123' }],
        [(send) => send({ lazy: true }), { lazy: true }],
      ]) {
        const socket = client('/', { auth });
        assert.deepEqual(await event(socket, 'auth'), [seen]);
        assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
        assert.notEqual(socket.id, socket.io.engine.id);
        socket.disconnect();
      }
    });

    check(`SIO client (${mode}): ends up on the right transport`, async () => {
      const socket = client();
      await event(socket, 'auth');
      const { engine } = socket.io;
      if (mode === 'upgrade' && engine.transport.name === 'polling') await event(engine, 'upgrade');
      assert.equal(engine.transport.name, transports.at(-1));
      assert.deepEqual(await socket.timeout(5000).emitWithAck('message-with-ack', 'there'), 'there');
      socket.disconnect();
    });

    check(`SIO client (${mode}): two namespaces share a connection, an unknown one is refused`, async () => {
      const root = client();
      const custom = root.io.socket('/custom', { auth: { of: 'custom' } });
      const unknown = root.io.socket('/unknown');
      const answers = await Promise.all([
        event(root, 'auth'),
        event(custom, 'auth'),
        event(unknown, 'connect_error'),
      ]);
      const [[seenByRoot], [seenByCustom], [error]] = answers;
      assert.deepEqual(seenByRoot, {});
      assert.deepEqual(seenByCustom, { of: 'custom' });
      assert.equal(error.message, 'Invalid namespace');
      assert.notEqual(root.id, custom.id);
      custom.disconnect();
      assert.equal(await root.timeout(5000).emitWithAck('message-with-ack', 1), 1);
      root.disconnect();
    });

    check(`SIO client (${mode}): events keep every JSON value, text and buffer`, async () => {
      const socket = client();
      const args = [
        1,
        -0.5,
        'ünïcode 💩',
        null,
        true,
        [],
        {},
        { nested: [{ deep: Buffer.from([0, 1, 255]) }], b: Buffer.alloc(0) },
        Buffer.alloc(70_000, 7),
      ];
      const back = event(socket, 'message-back');
      socket.emit('message', ...args);
      assert.deepEqual(await back, args);
      socket.disconnect();
    });

    check(`SIO client (${mode}): acknowledgements, binary ones too`, async () => {
      const socket = client();
      const answer = await within(
        new Promise((resolve) =>
          socket.emit('message-with-ack', 1, { b: Buffer.from([9]) }, (...args) => resolve(args)),
        ),
        () => 'ack',
      );
      assert.deepEqual(answer, [1, { b: Buffer.from([9]) }]);
      await assert.rejects(socket.timeout(300).emitWithAck('nobody answers'), /operation has timed out/);
      socket.disconnect();
    });

    check(`SIO client (${mode}): a retrying client gets every packet through in order`, async () => {
      const socket = client('/', { retries: 3, ackTimeout: 2000 });
      const answers = await Promise.all(
        [1, null, 'three'].map((value) =>
          within(
            new Promise((resolve) =>
              socket.emit('message-with-ack', value, (error, answer) => resolve([error, answer])),
            ),
            () => 'ack',
          ),
        ),
      );
      assert.deepEqual(answers, [
        [null, 1],
        [null, null],
        [null, 'three'],
      ]);
      socket.disconnect();
    });

    check(`SIO client (${mode}): a stream of events comes back complete and in order`, async () => {
      const socket = client();
      const back = [];
      const complete = new Promise((resolve) =>
        socket.on('message-back', (i) => back.push(i) === 400 && resolve()),
      );
      await event(socket, 'auth');
      for (let i = 0; i < 400; ++i) {
        socket.emit('message', i);
        if (i % 20 === 0) await new Promise(setImmediate);
      }
      await within(complete, () => `400 events, got ${back.length}`);
      assert.deepEqual(
        back,
        Array.from({ length: 400 }, (_, i) => i),
      );
      socket.disconnect();
    });

    check(`SIO client (${mode}): disconnecting and connecting again gives a new id`, async () => {
      const socket = client();
      await event(socket, 'auth');
      const { id } = socket;
      const reason = event(socket, 'disconnect');
      socket.disconnect();
      assert.equal((await reason)[0], 'io client disconnect');
      socket.connect();
      await event(socket, 'auth');
      assert.notEqual(socket.id, id);
      socket.disconnect();
    });

    check(
      `SIO client (${mode}): an invalid packet costs the connection, and the client comes back`,
      async () => {
        const socket = client('/', { reconnection: true, reconnectionDelay: 10 });
        await event(socket, 'auth');
        const reason = event(socket, 'disconnect');
        const again = new Promise((resolve) => socket.once('disconnect', () => socket.once('auth', resolve)));
        socket.io.engine.write('2{}');
        const [text] = await reason;
        assert.ok(['transport close', 'transport error'].includes(text), text);
        await within(again, () => 'a new connection');
        socket.disconnect();
      },
    );

    check(`SIO client (${mode}): heartbeats keep an idle client connected`, async () => {
      const socket = client();
      await event(socket, 'auth');
      await pause(1500);
      assert.equal(socket.connected, true);
      assert.equal(await socket.timeout(5000).emitWithAck('message-with-ack', 'idle'), 'idle');
      socket.disconnect();
    });
  });
}
