// An evening in a watch room: two people, the official socket.io-client, everything that is said on the wire.
//
//   npm install && AUTH_KEY=... node session.mjs [http://localhost:3001] [--transport websocket|polling|upgrade]
//
// Prints a transcript and exits 0, or says what did not happen and exits 1.

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';

import { io } from 'socket.io-client';

const transports = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { transport: { type: 'string', default: 'websocket' } },
});
const url = positionals[0] ?? 'http://localhost:3001';

const started = Date.now();
const names = new Map(); // socket id -> who that is

/** What matters of a value, secrets starred; ids are random, so whose they are is shown instead. */
function readable(value) {
  const text = JSON.stringify(value, (key, inner) => {
    if (/token|password/i.test(key)) return inner && '***';
    return /timestamp|heartbeat|createdAt|description|ownerName|isPublic|roomType|^url$|^source$/i.test(key)
      ? undefined
      : inner;
  });
  return [...names].reduce((shown, [id, name]) => shown.replaceAll(id, `<${name}>`), text ?? '');
}

function say(who, direction, what, ...args) {
  const line = [what, ...args.map(readable)].join(' ');
  console.log(
    `${String(Date.now() - started).padStart(5)} ms  ${who.padEnd(6)} ${direction} ${line.length > 150 ? `${line.slice(0, 149)}…` : line}`,
  );
}

/** What a page does: it connects, emits, asks, and reacts to events. */
class Page {
  constructor(name) {
    this.name = name;
    this.received = [];
    this.socket = io(url, {
      transports: transports[values.transport],
      auth: { token: process.env.AUTH_KEY },
      forceNew: true,
      reconnection: false,
    });
    this.lost = new Promise((_, reject) => {
      this.socket.on(
        'disconnect',
        (reason) => this.leaving || reject(new Error(`${name} was sent away: ${reason}`)),
      );
    });
    this.lost.catch(() => {});
    this.socket.onAny((event, ...args) => {
      say(name, '<-', event, ...args);
      this.received.push([event, ...args]);
      this.wake?.();
    });
  }

  async open() {
    await this.soon(
      `${this.name} connects`,
      new Promise((resolve, reject) => {
        this.socket.once('connect', resolve).once('connect_error', reject);
      }),
    );
    names.set(this.socket.id, this.name);
    say(this.name, '--', `connected (${this.socket.io.engine.transport.name})`);
    return this;
  }

  emit(event, ...args) {
    say(this.name, '->', event, ...args);
    this.socket.emit(event, ...args);
  }

  async ask(event, ...args) {
    say(this.name, '->', event, ...args);
    const answer = await this.soon(
      `answer to ${event}`,
      new Promise((resolve) => this.socket.emit(event, ...args, resolve)),
    );
    say(this.name, '<-', `(${event})`, answer);
    return answer;
  }

  /** The arguments of the next event, which must be this one. */
  async sees(event) {
    const arrival = async () => {
      while (this.received.length === 0) await new Promise((resolve) => (this.wake = resolve));
      return this.received.shift();
    };
    const [name, ...args] = await this.soon(`${this.name} sees ${event}`, arrival());
    assert.equal(name, event);
    return args;
  }

  /** The value, unless it does not come in time or the server ends the connection first. */
  soon(what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not within 10 s: ${what}`)), 10_000);
    });
    return Promise.race([promise, this.lost, late]).finally(() => clearTimeout(timer));
  }

  /** The network goes away without a goodbye. */
  vanish() {
    say(this.name, '--', 'loses the connection');
    this.leaving = true;
    this.socket.io.engine.close();
  }

  close() {
    this.leaving = true;
    this.socket.disconnect();
  }
}

async function createAndJoin(alice, bob) {
  const created = await alice.ask('room:create', {
    name: 'Friday night',
    description: 'two people, one film',
    password: 'popcorn',
    isPublic: true,
    userName: 'Alice',
  });
  const { id: roomId, ownerToken } = created.room;
  const rooms = await bob.ask('room:list');
  assert.ok(rooms.some(({ id, password }) => id === roomId && password && password !== 'popcorn'));
  assert.deepEqual(await bob.ask('room:join', { roomId, userName: 'Bob', password: 'peanuts' }), {
    success: false,
    error: '密码错误',
  });
  assert.equal(
    (await bob.ask('room:join', { roomId, userName: 'Bob', password: 'popcorn' })).members.length,
    2,
  );
  await alice.sees('room:member-joined');
  return { roomId, ownerToken };
}

async function talkAndWatch(alice, bob) {
  bob.emit('chat:message', { content: 'shall we? 🍿', type: 'text' });
  for (const page of [alice, bob]) assert.equal((await page.sees('chat:message'))[0].userName, 'Bob');
  const film = {
    type: 'play',
    videoId: 'tt0062622',
    videoName: '2001',
    url: 'https://cdn.example/2001.m3u8',
    currentTime: 0,
    isPlaying: true,
    source: 'demo',
  };
  alice.emit('play:change', film);
  assert.deepEqual(await bob.sees('play:change'), [film]);
  alice.emit('play:play');
  await bob.sees('play:play');
  bob.emit('play:seek', 93.5);
  assert.deepEqual(await alice.sees('play:seek'), [93.5]);
  bob.emit('play:pause');
  await alice.sees('play:pause');
  return film;
}

async function dropAndReturn(alice, bob, { roomId, ownerToken }, film) {
  const lost = alice.socket.id;
  alice.vanish();
  assert.deepEqual(await bob.sees('room:member-left'), [lost]);
  const again = await new Page('Alice').open();
  const { room } = await again.ask('room:join', { roomId, userName: 'Alice', ownerToken });
  assert.deepEqual([room.ownerId, room.currentState.videoId], [again.socket.id, film.videoId]);
  assert.equal((await bob.sees('room:member-joined'))[0].isOwner, true);
  return again;
}

async function call(alice, bob) {
  const [aliceId, bobId] = [alice.socket.id, bob.socket.id];
  alice.emit('voice:offer', { targetUserId: bobId, offer: { type: 'offer', sdp: 'v=0 …' } });
  assert.equal((await bob.sees('voice:offer'))[0].userId, aliceId);
  bob.emit('voice:answer', { targetUserId: aliceId, answer: { type: 'answer', sdp: 'v=0 …' } });
  assert.equal((await alice.sees('voice:answer'))[0].userId, bobId);
  const candidate = {
    candidate: 'candidate:1 1 UDP 2122252543 192.0.2.1 5000 typ host',
    sdpMid: '0',
    sdpMLineIndex: 0,
  };
  alice.emit('voice:ice', { targetUserId: bobId, candidate });
  assert.deepEqual((await bob.sees('voice:ice'))[0].candidate, candidate);
  bob.emit('voice:ice', { targetUserId: aliceId, candidate });
  assert.deepEqual((await alice.sees('voice:ice'))[0].candidate, candidate);
}

async function goodbye(alice, bob) {
  const owner = alice.socket.id;
  alice.emit('room:leave');
  assert.deepEqual(await bob.sees('room:member-left'), [owner]);
  assert.deepEqual(await bob.sees('room:deleted'), [{ reason: 'owner_left' }]);
}

async function evening() {
  let alice = await new Page('Alice').open();
  const bob = await new Page('Bob').open();
  const room = await createAndJoin(alice, bob);
  const film = await talkAndWatch(alice, bob);
  alice = await dropAndReturn(alice, bob, room, film);
  await call(alice, bob);
  await goodbye(alice, bob);
  for (const page of [alice, bob]) page.close();
}

try {
  if (!(values.transport in transports))
    throw new Error(`--transport is one of ${Object.keys(transports).join(', ')}`);
  await evening();
  console.log('session complete');
} catch (error) {
  console.error(`session failed: ${error.message}`);
  process.exit(1);
}
