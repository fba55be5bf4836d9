// permessage-deflate: official clients and the ws package, with the parameters that they can offer.

import assert from 'node:assert/strict';
import { once } from 'node:events';

import { io } from 'socket.io-client';
import { io as io40 } from 'socket.io-client-4.0';
import { io as io31 } from 'socket.io-client-3.1';
import WebSocket from 'ws';

import { Inbox, eventually, within } from '../support/deadlines.mjs';
import { oracle, startFixture } from '../support/server.mjs';
import { oursOnly, suiteFor, together } from '../support/suite.mjs';

const program = await startFixture('deflate_fixture');
const check = suiteFor(program);

const page = Array.from({ length: 500 }, (_, id) => ({ id, name: `member ${id}`, roles: ['guest'] }));
const pageBytes = JSON.stringify(page).length;
const noise = (size) => {
  let state = 1;
  return Buffer.from(
    Array.from({ length: size }, () => (state = (state * 1664525 + 1013904223) % 4294967296) >>> 24),
  );
};

/** What the client's TCP connection carried while `act` ran. */
async function carried(tcp, act) {
  const before = [tcp.bytesRead, tcp.bytesWritten];
  await act();
  return { read: tcp.bytesRead - before[0], written: tcp.bytesWritten - before[1] };
}

const tcpOf = (socket) => socket.io.engine.transport.ws._socket;
const next = (socket, name) => within(new Promise((resolve) => socket.once(name, resolve)), () => name);

async function connected(socket) {
  await next(socket, 'connect');
  await eventually(() => socket.io.engine.transport.name === 'websocket', 'the WebSocket');
  return socket;
}

const clients = { '4.8': io, '4.0': io40, '3.1': io31 };
for (const [version, connect] of Object.entries(clients)) {
  for (const transports of [['websocket'], ['polling', 'websocket']]) {
    const mode = `socket.io-client ${version}, ${transports.join(' then ')}`;
    const client = (options = {}) =>
      connected(
        connect(program.url, { transports, forceNew: true, reconnection: false, ...options }),
      );

    together(mode, () => {
      check(`compression, ${mode}: a long event is a fraction of its size both ways`, async () => {
        const socket = await client();
        const bytes = await carried(tcpOf(socket), async () => {
          socket.emit('back', page);
          assert.deepEqual(await next(socket, 'back'), page);
        });
        assert.ok(bytes.read < pageBytes / 5, `read ${bytes.read} for ${pageBytes}`);
        assert.ok(bytes.written < pageBytes / 5, `wrote ${bytes.written} for ${pageBytes}`);
        socket.disconnect();
      });

      // The official server compresses it all the same.
      check(
        `compression, ${mode}: an event that says so is not compressed`,
        async () => {
          const socket = await client();
          const bytes = await carried(tcpOf(socket), async () => {
            socket.emit('back uncompressed', page);
            assert.deepEqual(await next(socket, 'back'), page);
          });
          assert.ok(bytes.read > pageBytes, `read ${bytes.read} for ${pageBytes}`);
          socket.disconnect();
        },
        oursOnly,
      );

      check(`compression, ${mode}: long and short, text and binary, in order`, async () => {
        const socket = await client();
        const echo = (...args) =>
          within(new Promise((resolve) => socket.emit('echo', ...args, resolve)), () => 'an echo');
        const values = ['', 'short', 'ä☃💩'.repeat(1000), noise(10), noise(100_000), Buffer.alloc(200_000), page];
        const answers = await Promise.all(values.map((value) => echo(value)));
        assert.deepEqual(answers, values);
        socket.disconnect();
      });
    });

    // By itself: everybody would hear it.
    check(`compression, ${mode}: a broadcast to those who agreed and those who did not`, async () => {
      const three = [await client(), await client(), await client({ perMessageDeflate: false })];
      const before = three.map((socket) => tcpOf(socket).bytesRead);
      const arrived = three.map((socket) => next(socket, 'to all'));
      three[0].emit('to all', page);
      for (const data of await Promise.all(arrived)) assert.deepEqual(data, page);
      const read = three.map((socket, at) => tcpOf(socket).bytesRead - before[at]);
      assert.ok(read[0] < pageBytes / 5 && read[1] < pageBytes / 5 && read[2] > pageBytes, `read ${read}`);
      for (const socket of three) socket.disconnect();
    });

    check(
      `compression, ${mode}: a broadcast that says so is not compressed`,
      async () => {
        const socket = await client();
        const bytes = await carried(tcpOf(socket), async () => {
          socket.emit('to all uncompressed', page);
          assert.deepEqual(await next(socket, 'to all'), page);
        });
        assert.ok(bytes.read > pageBytes, `read ${bytes.read} for ${pageBytes}`);
        socket.disconnect();
      },
      oursOnly,
    );
  }
}

/** Engine.IO over the bare ws package; heartbeats are answered. */
class Peer {
  static async open(server, perMessageDeflate) {
    const peer = new Peer(
      new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate }),
    );
    await within(once(peer.ws, 'open'), () => 'the WebSocket');
    assert.equal((await peer.next())[0], '0');
    peer.ws.send('40');
    assert.match(await peer.next(), /^40/);
    return peer;
  }

  #inbox = new Inbox();

  constructor(ws) {
    this.ws = ws;
    ws.on('message', (data, binary) => {
      if (!binary && data.toString() === '2') ws.send('3');
      else this.#inbox.push(binary ? data : data.toString());
    });
    this.closed = new Promise((resolve) => ws.on('close', resolve));
    ws.on('error', () => {});
  }

  next() {
    return this.#inbox.next('a message');
  }
}

const servers = {
  'no takeover': [],
  takeover: ['--takeover', '1'],
  'takeover, two loops, everything compressed': ['--takeover', '1', '--io-threads', '2', '--threshold', '0'],
  'small windows': ['--window-bits', '9'],
  'small windows and takeover': ['--window-bits', '10', '--takeover', '1', '--threshold', '20'],
};
const offers = {
  default: true,
  'a threshold': { threshold: 10 },
  'no server takeover': { threshold: 0, serverNoContextTakeover: true },
  'no client takeover': { threshold: 0, clientNoContextTakeover: true },
  'no takeover': { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
  'small server window': { threshold: 0, serverMaxWindowBits: 9 },
  'small client window': { threshold: 0, clientMaxWindowBits: 9 },
  'both windows': { threshold: 0, serverMaxWindowBits: 11, clientMaxWindowBits: 12 },
  'nothing offered': false,
};
// The official server refuses offers that do not name the windows it is limited to, or ask for a smaller one.
if (oracle) delete servers['small windows and takeover'];
for (const [configuration, args] of Object.entries(servers)) {
  const server = await startFixture('deflate_fixture', args);
  const checkHere = suiteFor(server);
  together(`ws, server with ${configuration}`, () => {
    for (const [name, perMessageDeflate] of Object.entries(offers)) {
      checkHere(`compression, ws (${name}), server with ${configuration}: every message comes back`, async () => {
        const peer = await Peer.open(server, perMessageDeflate);
        const texts = ['', 'a', 'x'.repeat(99), JSON.stringify(page), 'ä'.repeat(70_000), noise(3000).toString('hex')];
        for (const text of [...texts, ...texts]) {
          peer.ws.send(`42["back",${JSON.stringify(text)}]`);
          assert.equal(await peer.next(), `42["back",${JSON.stringify(text)}]`);
        }
        for (const bytes of [noise(1), noise(100_000), Buffer.alloc(500_000)]) {
          peer.ws.send('451-["back",{"_placeholder":true,"num":0}]');
          peer.ws.send(bytes);
          assert.equal(await peer.next(), '451-["back",{"_placeholder":true,"num":0}]');
          assert.deepEqual(await peer.next(), bytes);
        }
        peer.ws.close();
      });

      checkHere(`compression, ws (${name}), server with ${configuration}: fragments`, async () => {
        const peer = await Peer.open(server, perMessageDeflate);
        for (let count = 0; count < 3; ++count) {
          peer.ws.send('42["back","', { fin: false });
          peer.ws.ping('between');
          for (let part = 0; part < 10; ++part) peer.ws.send('0123456789'.repeat(500), { fin: false });
          peer.ws.send('"]', { fin: true });
          assert.equal(await peer.next(), `42["back","${'0123456789'.repeat(5000)}"]`);
        }
        peer.ws.close();
      });
    }

    checkHere(`compression, ws, server with ${configuration}: a bomb is a message too big`, async () => {
      const peer = await Peer.open(server, { threshold: 0 });
      peer.ws.send(`42["back","${'b'.repeat(50_000_000)}"]`);
      assert.equal(await within(peer.closed, () => 'the end'), 1009);
      const other = await Peer.open(server, true);
      other.ws.send('42["back","fine"]');
      assert.equal(await other.next(), '42["back","fine"]');
      other.ws.close();
    });
  });
}
