// Socket.IO with the msgpack parser: the official client and parser in every mode, and packets by hand.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';

import { within } from '../support/deadlines.mjs';
import { Wire } from '../support/engineio_session.mjs';
import { startFixture } from '../support/server.mjs';
import { oursOnly, suiteFor, together } from '../support/suite.mjs';

const server = await startFixture('msgpack_fixture');
const check = suiteFor(server);

/** The arguments of the next such event; a connection that is lost meanwhile is told at once. */
function event(socket, name) {
  const arrival = new Promise((resolve, reject) => {
    socket.once(name, (...args) => resolve(args));
    for (const loss of ['connect_error', 'disconnect']) {
      if (name !== loss)
        socket.once(loss, (why) => reject(new Error(`${loss} instead of ${name}: ${why}`)));
    }
  });
  arrival.catch(() => {});
  return within(arrival, () => name);
}

const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
for (const [mode, transports] of Object.entries(modes)) {
  together(`socket.io-client with msgpack, ${mode}`, () => {
    const client = (namespace = '/', options = {}) =>
      io(server.url + namespace, { transports, parser, forceNew: true, reconnection: false, ...options });
    const json = (socket, value) => socket.timeout(5000).emitWithAck('json', value);

    check(`msgpack (${mode}): connects, is told its auth, ends up on the right transport`, async () => {
      for (const auth of [{}, { token: '123', nested: { list: [1, null] } }]) {
        const socket = client('/', { auth });
        assert.deepEqual(await event(socket, 'auth'), [auth]);
        assert.match(socket.id, /^[A-Za-z0-9_-]{20}$/);
        const { engine } = socket.io;
        if (mode === 'upgrade' && engine.transport.name === 'polling') await event(engine, 'upgrade');
        assert.equal(engine.transport.name, transports.at(-1));
        assert.equal(await json(socket, 'there'), '"there"');
        socket.disconnect();
      }
    });

    check(`msgpack (${mode}): namespaces share a connection, middleware and unknown ones refuse`, async () => {
      const root = client();
      const custom = root.io.socket('/custom', { auth: { of: 'custom' } });
      const closed = root.io.socket('/closed');
      const unknown = root.io.socket('/unknown');
      const [seenByRoot, seenByCustom, [refused], [missing]] = await Promise.all([
        event(root, 'auth'),
        event(custom, 'auth'),
        event(closed, 'connect_error'),
        event(unknown, 'connect_error'),
      ]);
      assert.deepEqual(seenByRoot, [{}]);
      assert.deepEqual(seenByCustom, [{ of: 'custom' }]);
      assert.equal(refused.message, 'closed today');
      assert.deepEqual(refused.data, { code: 42 });
      assert.equal(missing.message, 'Invalid namespace');
      custom.disconnect();
      assert.equal(await json(root, 1), '1');
      root.disconnect();
    });

    check(`msgpack (${mode}): the server sees what JSON.stringify would have written`, async () => {
      const socket = client();
      const date = new Date(1709213443971);
      const whole = [0, -0, 1, 127, 128, 255, 256, 65535, 65536, -1, -32, -33, -128, -129, -32768, -32769];
      const wide = [2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53 - 1)];
      // No whole number beyond 2^64: the official encoder makes zeros of them.
      const floats = [0.1, -1.5, 1.5e-300, 5e-324, 123456.789, NaN, Infinity, -Infinity];
      const long = ['x'.repeat(31), 'x'.repeat(32), 'ü'.repeat(40_000)];
      const texts = ['', 'a"b\\c\n\u0000\u001f', 'ünï 💩 \u2028', ...long];
      const dates = [date, new Date(0), new Date(-1), new Date('+010000-01-01'), new Date('-000001-01-01')];
      const others = [null, true, false, [], {}, [[{}]], { a: { b: [1, { c: null }] } }, Array(20).fill(1)];
      const large = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]));
      for (const value of [...whole, ...wide, ...floats, ...texts, ...dates, ...others, large]) {
        assert.equal(await json(socket, value), JSON.stringify(value));
        assert.equal(await json(socket, [value]), JSON.stringify([value]));
        assert.equal(await json(socket, { value }), JSON.stringify({ value }));
      }
      assert.equal(Number(await json(socket, 2 ** 63)), 2 ** 63);
      assert.equal(await json(socket, [undefined, 1]), '[null,1]');
      socket.disconnect();
    });

    check(`msgpack (${mode}): events bring back every value`, async () => {
      const socket = client();
      const args = [
        1,
        -0.5,
        2 ** 53 - 1,
        -(2 ** 40),
        'ünïcode 💩',
        null,
        true,
        [],
        {},
        { nested: [{ deep: Buffer.from([0, 1, 255]) }], b: Buffer.alloc(0) },
        Buffer.alloc(70_000, 7),
        Array.from({ length: 1000 }, (_, i) => ({ i })),
      ];
      const back = event(socket, 'message-back');
      socket.emit('message', ...args);
      assert.deepEqual(await back, args);
      socket.disconnect();
    });

    check(`msgpack (${mode}): buffers, ArrayBuffers and typed arrays bring back their bytes`, async () => {
      const socket = client();
      // 1 and 8 bytes: undefined and dates have those lengths, too.
      for (const bytes of [[], [0], [9], [1, 2], Array(8).fill(5), Array(16).fill(3), Array(300).fill(4)]) {
        const typed = Uint8Array.from(bytes);
        for (const value of [Buffer.from(bytes), typed.buffer, typed, new DataView(typed.buffer)]) {
          const back = await socket.timeout(5000).emitWithAck('message-with-ack', { value });
          assert.deepEqual([...new Uint8Array(back.value)], bytes);
        }
      }
      const floats = Float64Array.from([0.5]);
      const back = await socket.timeout(5000).emitWithAck('message-with-ack', floats);
      assert.deepEqual([...new Uint8Array(back)], [...new Uint8Array(floats.buffer)]);
      socket.disconnect();
    });

    check(`msgpack (${mode}): values that the server makes`, async () => {
      const socket = client();
      const arrivals = Promise.all(['numbers', 'texts', 'others'].map((name) => event(socket, name)));
      socket.emit('values');
      const [numbers, texts, others] = await arrivals;
      const whole = [0, -1, 127, 128, 65536, -2147483648, 4294967296, 9007199254740991, -9007199254740991];
      assert.deepEqual(numbers, [...whole, 0.1, -1.5, 1.5e-7, null]);
      assert.deepEqual(texts, ['', 'plain', 'ünï 💩', '"\\\n', 'x'.repeat(70_000)]);
      const bytes = [Buffer.from([1, 255]), Buffer.alloc(0)];
      assert.deepEqual(others, [null, true, false, Array(20).fill(7), { a: { b: [] } }, ...bytes]);
      socket.disconnect();
    });

    check(`msgpack (${mode}): acknowledgements both ways, binary ones too`, async () => {
      const socket = client();
      const answer = await within(
        new Promise((resolve) =>
          socket.emit('message-with-ack', 1, { b: Buffer.from([9]) }, (...args) => resolve(args)),
        ),
        () => 'ack',
      );
      assert.deepEqual(answer, [1, { b: Buffer.from([9]) }]);
      assert.equal(await socket.timeout(5000).emitWithAck('message-with-ack', null), null);
      await assert.rejects(socket.timeout(300).emitWithAck('nobody answers'), /operation has timed out/);

      socket.once('question', (question, ack) => ack({ question, bytes: Buffer.from([1]) }));
      const answered = event(socket, 'answered');
      socket.emit('ask me', 'why?');
      assert.deepEqual(await answered, ['in time', { question: 'why?', bytes: Buffer.from([1]) }]);
      socket.disconnect();
    });

    check(`msgpack (${mode}): broadcasts reach everybody, in order and complete`, async () => {
      const [sender, receiver] = [client(), client()];
      await Promise.all([event(sender, 'auth'), event(receiver, 'auth')]);
      const arrived = [];
      const tag = `${mode} ${sender.id}`;
      const complete = new Promise((resolve) =>
        receiver.on('broadcast-back', (from, i, bytes) => {
          if (from === tag && arrived.push([i, bytes[0]]) === 100) resolve();
        }),
      );
      for (let i = 0; i < 100; ++i) sender.emit('broadcast', tag, i, Buffer.from([i]));
      await within(complete, () => `100 broadcasts, got ${arrived.length}`);
      assert.deepEqual(
        arrived,
        Array.from({ length: 100 }, (_, i) => [i, i]),
      );
      sender.disconnect();
      receiver.disconnect();
    });

    check(`msgpack (${mode}): leaving, being thrown out, coming back`, async () => {
      const socket = client('/', { reconnection: true, reconnectionDelay: 10 });
      await event(socket, 'auth');
      const { id } = socket;
      const lost = event(socket, 'disconnect');
      socket.io.engine.close();
      await lost;
      await event(socket, 'auth');
      assert.notEqual(socket.id, id);
      for (const close of [false, true]) {
        const reason = event(socket, 'disconnect');
        socket.emit('throw me out', close);
        assert.equal((await reason)[0], 'io server disconnect');
        socket.connect();
        await event(socket, 'auth');
      }
      socket.disconnect();
      socket.connect();
      assert.deepEqual(await event(socket, 'auth'), [{}]);
      socket.disconnect();
    });

    check(`msgpack (${mode}): a client of the default parser is turned away`, async () => {
      const socket = client('/', { parser: undefined });
      const [why] = await within(
        new Promise((resolve) => socket.io.on('close', (...args) => resolve(args))),
        () => 'the connection to close',
      );
      assert.ok(['transport close', 'transport error'].includes(why), why);
      assert.equal(socket.connected, false);
      socket.disconnect();
    });
  });
}

for (const transport of ['websocket', 'polling']) {
  const on = `(${transport})`;
  const packet = (value) => new parser.Encoder().encode(value)[0];
  const joined = async () => {
    const wire = await Wire.open(transport, server.port, '/socket.io/');
    wire.send(packet({ type: 0, nsp: '/' }));
    assert.ok((await wire.next()).includes('sid'));
    assert.ok((await wire.next()).includes('auth'));
    return wire;
  };

  together(`msgpack packets by hand ${on}`, () => {
    check(`msgpack ${on}: the server's bytes are those of the official encoder`, async () => {
      const wire = await joined();
      const args = [1, 'two', [0.5, null, { a: Buffer.from([1]) }]];
      wire.send(packet({ type: 2, data: ['message', ...args], nsp: '/' }));
      await wire.expect(packet({ type: 2, data: ['message-back', ...args], nsp: '/' }));
      wire.destroy();
    });

    const invalid = {
      'no map': packet([2, ['message'], '/']),
      'type 5': packet({ type: 5, data: ['message'], nsp: '/' }),
      'type 1.5': packet({ type: 1.5, data: ['message'], nsp: '/' }),
      'a type in text': packet({ type: '2', data: ['message'], nsp: '/' }),
      'no namespace': packet({ type: 2, data: ['message'] }),
      'a namespace that is a number': packet({ type: 2, data: ['message'], nsp: 1 }),
      'an event that is an object': packet({ type: 2, data: { 0: 'message' }, nsp: '/' }),
      'an event without payload': packet({ type: 2, nsp: '/' }),
      'an id in text': packet({ type: 2, id: '1', data: ['message'], nsp: '/' }),
      'a fraction for an id': packet({ type: 2, id: 1.5, data: ['message'], nsp: '/' }),
      'an ack that is text': packet({ type: 3, id: 1, data: 'x', nsp: '/' }),
      'a disconnect with payload': packet({ type: 1, data: 'x', nsp: '/' }),
      'trailing bytes': Buffer.concat([packet({ type: 2, data: ['message'], nsp: '/' }), Buffer.from([0])]),
      'half a packet': packet({ type: 2, data: ['message', 'x'.repeat(20)], nsp: '/' }).subarray(0, 30),
      'bytes that mean nothing': Buffer.from([0xc1]),
      nothing: Buffer.alloc(0),
    };
    for (const [name, message] of Object.entries(invalid)) {
      check(`msgpack ${on}: ${name} closes the connection`, async () => {
        const wire = await joined();
        wire.send(message);
        assert.deepEqual(await wire.over(), []);
      });
    }

    const many = Array(11).fill(Buffer.alloc(1));
    const oursInvalid = {
      'a reserved name': packet({ type: 2, data: ['disconnect'], nsp: '/' }),
      'an event without name': packet({ type: 2, data: [], nsp: '/' }),
      'a name that is an object': packet({ type: 2, data: [{}], nsp: '/' }),
      'an id beyond 2^53 - 1': packet({ type: 2, id: 2 ** 53, data: ['message'], nsp: '/' }),
      'a negative id': packet({ type: 2, id: -1, data: ['message'], nsp: '/' }),
      'more buffers than allowed': packet({ type: 2, data: ['message', ...many], nsp: '/' }),
      'deep nesting': Buffer.concat([Buffer.from('81a464617461', 'hex'), Buffer.alloc(50_000, 0x91)]),
      text: '2["message"]',
    };
    for (const [name, message] of Object.entries(oursInvalid)) {
      check(
        `msgpack ${on}: ${name} closes the connection`,
        async () => {
          const wire = await joined();
          wire.send(message);
          assert.deepEqual(await wire.over(), []);
        },
        oursOnly,
      );
    }
  });
}
