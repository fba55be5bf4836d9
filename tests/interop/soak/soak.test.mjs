// Random pages on a network that fails. Nobody outside of it notices, and afterwards the server is as it was before:
// no room, no member, no connection, and the memory that the same crowd had left behind at the first time.
//
// SOAK_SECONDS  how long (default 12; `make soak`: 600)
// SOAK_SEED     what it prints: the same decisions again (the timing is the machine's)

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import net from 'node:net';

import { eventually, patience, pause } from '../support/deadlines.mjs';
import { memoryIsTheProgramsOwn, residentBytes } from '../support/memory.mjs';
import { request } from '../support/raw_http.mjs';
import { authKey, startRoomd, withoutRates } from '../support/server.mjs';
import { Stage } from '../support/stage.mjs';
import { suiteFor } from '../support/suite.mjs';
import { Line } from './faulty_network.mjs';
import { Page } from './page.mjs';
import { Random } from './random.mjs';

const seconds = Number(process.env.SOAK_SECONDS ?? 12);
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const crowd = 200;
/** The crowd that comes first is as large and does the same, so that what stays in memory later is a leak. */
const warmUp = Math.max(8, Math.min(60, seconds / 4));
/** On a busy machine a short crowd may get less done than the next one; a leak grows with each of them. */
const rounds = seconds < 60 ? 3 : 1;

const pingInterval = 2_000;
const pingTimeout = 6_000;

const program = await startRoomd({
  ...withoutRates,
  IO_THREADS: String(seed % 2),
  LOG_LEVEL: 'info',
  // Long enough for pages on a busy machine, short enough to find the half-open ones while the test runs.
  PING_INTERVAL_MS: String(pingInterval),
  PING_TIMEOUT_MS: String(pingTimeout),
  EMPTY_ROOM_GRACE_MS: '300',
  OWNER_STATE_TIMEOUT_MS: '500',
  OWNER_ROOM_TIMEOUT_MS: '1000',
  MAX_QUEUED_BYTES: String(512 * 1024),
  VOLATILE_QUEUED_BYTES: String(64 * 1024),
  KERNEL_QUEUED_BYTES: String(16 * 1024),
  METRICS: 'open',
});
const check = suiteFor(program);

/** What exists in the server, by kind. */
async function objects() {
  const stats = await request(program.port, 'GET', '/stats', { headers: { Authorization: `Bearer ${authKey}` } });
  const { totalRooms, totalMembers } = JSON.parse(stats.body);
  const descriptors = (await readdir(`/proc/${program.child.pid}/fd`)).length;
  return { rooms: totalRooms, members: totalMembers, descriptors, ...(await gauges()) };
}

const counted = /^roomd_(connections|connections_stalled|sessions|sockets|queued_bytes)(?:\{.*\})? (\d+)$/gm;

/** The objects that /metrics counts, where the program has it; with labels, their sum. */
async function gauges() {
  const { status, body } = await request(program.port, 'GET', '/metrics');
  const sums = {};
  for (const [, name, value] of status === 200 ? body.matchAll(counted) : [])
    sums[name] = (sums[name] ?? 0) + Number(value);
  return sums;
}

/** The resident bytes: at once when `enough` says so, else what they are after some patience. */
async function residentOnce(enough) {
  let bytes;
  await eventually(async () => enough((bytes = await residentBytes(program))), 'less memory').catch(() => {});
  return bytes;
}

/**
 * The allocator keeps what was freed, and this crowd is too small for the server to make it let go. A larger one that
 * only connects and goes does: what is resident then is what the server holds.
 */
async function letGo(nothing) {
  const connect = () =>
    new Promise((resolve, reject) => {
      const socket = net.connect(program.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', reject);
    });
  const passersBy = [];
  for (let n = 0; n < 700; ++n) passersBy.push(await connect());
  // Not that many more than before: a connection that was counted then may be gone by now.
  await eventually(async () => (await objects()).descriptors >= passersBy.length, 'everybody is accepted');
  for (const socket of passersBy) socket.destroy();
  await eventually(async () => (await objects()).descriptors <= nothing.descriptors, 'everybody is forgotten');
  await pause(2_000);
}

/** Two people outside of the trouble: one speaks five times a second, the other one must hear it all, and soon. */
class Witnesses {
  slowest = 0;
  heard = [];

  async watch(stage, until) {
    const [speaker, listener] = await stage.cast(2);
    await stage.room([speaker, listener]);
    for (const { socket } of [speaker, listener]) socket.once('disconnect', (reason) => (this.lost = reason));
    for (let n = 0; Date.now() < until; ++n) {
      assert.equal(this.lost, undefined, 'the witnesses keep their connections');
      const sent = performance.now();
      speaker.emit('play:seek', n);
      await listener.until('play:seek');
      this.slowest = Math.max(this.slowest, performance.now() - sent);
      assert.deepEqual(listener.take(), [['play:seek', n]]);
      await pause(200);
    }
  }
}

/** A crowd comes, lives for a while and goes; returns when the server has forgotten it. */
async function visit(random, duration, nothing) {
  const town = { rooms: [], did: {}, received: 0, connects: 0, unanswered: 0 };
  const lines = await Promise.all(Array.from({ length: crowd }, () => new Line(program.port).open()));
  const end = Date.now() + duration * 1000;
  const stage = new Stage(program, 'websocket');
  const witnesses = new Witnesses();
  try {
    const pages = lines.map((line) => new Page(line, new Random(random.below(2 ** 32)), town));
    await Promise.all([witnesses.watch(stage, end), ...pages.map((page) => page.live(end))]);
    // Lines that only the server still believes in: its heartbeat finds them out, nobody tells it.
    const alone = async () => (await objects()).members <= 2;
    await eventually(alone, 'the end of half-open connections', pingInterval + pingTimeout + patience).catch(
      async ({ message }) => {
        const connected = pages.filter(({ socket }) => socket?.connected).length;
        throw new Error(`${message}: ${JSON.stringify(await objects())}, ${connected} pages are connected`);
      },
    );
  } finally {
    stage.close();
    for (const line of lines) line.close();
  }
  let left;
  const forgotten = async () => {
    left = await objects();
    return Object.entries(nothing).every(([kind, count]) => left[kind] <= count);
  };
  await eventually(forgotten, `nothing left; there was ${JSON.stringify(nothing)}`).catch((error) => {
    throw new Error(`${error.message}; there is ${JSON.stringify(left)}`);
  });
  return { ...town, slowest: witnesses.slowest };
}

check(
  `${seconds} s of ${crowd} random pages on a failing network, seed ${seed}`,
  async (t) => {
    t.diagnostic(`SOAK_SEED=${seed}`);
    const random = new Random(seed);
    const nothing = await objects();
    await visit(random, warmUp, nothing);
    for (let round = 1; ; ++round) {
      await letGo(nothing);
      const before = await residentBytes(program);
      const told = await visit(random, seconds, nothing);
      t.diagnostic(JSON.stringify({ ...told, rooms: undefined }));
      assert.ok(told.slowest < patience / 5, `a witness waited ${told.slowest} ms`);
      for (const done of ['create', 'join', 'chat', 'reset', 'half open', 'stall'])
        assert.ok(told.did[done] > 0, `nobody did: ${done}`);
      await letGo(nothing);
      const after = await residentOnce((bytes) => bytes <= before * 1.1);
      t.diagnostic(`resident: ${before} bytes before, ${after} after`);
      if (after <= before * 1.1 || !memoryIsTheProgramsOwn) return;
      assert.ok(round < rounds, `${after} bytes are resident, ${before} were before`);
    }
  },
  { timeout: (rounds * seconds + warmUp) * 1000 + 20 * patience },
);
