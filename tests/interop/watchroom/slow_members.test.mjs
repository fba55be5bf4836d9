// D31, S53: a member that stops to read costs the others nothing, and the server a bounded number of bytes. Audio is
// dropped for it first; then it is closed, without a word that would keep the page from coming back.

import assert from 'node:assert/strict';

import { patience, pause, within } from '../support/deadlines.mjs';
import { memoryIsTheProgramsOwn, residentBytes } from '../support/memory.mjs';
import { startRoomd, withoutRates } from '../support/server.mjs';
import { SlowMember, slownesses } from '../support/slow_member.mjs';
import { Stage } from '../support/stage.mjs';
import { suiteFor } from '../support/suite.mjs';

const KiB = 1024;
/** More than any kernel keeps for one connection here: its receive buffer, and what the sender may have unsent. */
const kernel = 512 * KiB;

const queued = 512 * KiB;
const bounds = {
  ...withoutRates,
  MAX_QUEUED_BYTES: String(queued),
  VOLATILE_QUEUED_BYTES: String(64 * KiB),
  KERNEL_QUEUED_BYTES: String(16 * KiB),
};

/** The number `n` in a play state of about `bytes`. */
const update = (n, bytes) => [
  'play:update',
  { type: 'play', videoId: 'v', currentTime: n, isPlaying: true, url: `https://cdn.example/${'x'.repeat(bytes)}` },
];
const chunk = (n) => ['voice:audio-chunk', { audioData: [n, ...Array(8191).fill(127)], sampleRate: 16_000 }];

const numbersOf = (events, name) =>
  events
    .filter(([seen]) => seen === name)
    .map(([, value]) => (name === 'play:update' ? value.currentTime : value.audioData[0]));
const upTo = (count) => Array.from({ length: count }, (_, n) => n);

async function withStage(program, body) {
  const stage = new Stage(program, 'websocket');
  const slow = [];
  try {
    await body(stage, async (...args) => slow[slow.push(await SlowMember.join(program.port, ...args)) - 1]);
  } finally {
    stage.close();
    slow.forEach((member) => member.destroy());
  }
}

const [alone, threaded, crowded] = await Promise.all([
  startRoomd({ ...bounds, IO_THREADS: '0', LOG_LEVEL: 'info' }),
  startRoomd({ ...bounds, IO_THREADS: '1', LOG_LEVEL: 'info' }),
  startRoomd({ ...bounds, MAX_QUEUED_BYTES: String(256 * KiB), LOG_LEVEL: 'info' }),
]);

for (const [threads, program] of [alone, threaded].entries()) {
  const check = suiteFor(program);
  const name = (text) => `${text} [IO_THREADS=${threads}]`;

  for (const slowness of slownesses) {
    check(name(`S53 50 members, one does not read (${slowness}): the others get all in order, and soon`), () =>
      withStage(program, async (stage, joinSlow) => {
        const members = await stage.cast(50);
        const [owner, ...readers] = members;
        const room = await stage.room(members);
        const slow = await joinSlow(room.id, slowness);
        await stage.settle();
        for (const member of members) member.take();
        await slow.stop();

        let slowest = 0;
        for (let n = 0; n < 300; ++n) {
          const sent = performance.now();
          owner.emit(...update(n, 8_000));
          await Promise.all(readers.slice(0, 3).map((reader) => reader.fence()));
          slowest = Math.max(slowest, performance.now() - sent);
          await pause(5);
        }
        await stage.settle();
        for (const reader of readers) {
          const events = reader.take();
          assert.deepEqual(numbersOf(events, 'play:update'), upTo(300));
          assert.deepEqual(
            events.filter(([seen]) => seen !== 'play:update'),
            [['room:member-left', slow.id]],
          );
        }
        assert.ok(slowest < patience / 5, `a message took ${slowest} ms`);

        const packets = await slow.over();
        assert.equal(packets.some((packet) => packet.startsWith('41') || packet === '1'), false);
        const events = packets.filter((packet) => packet.startsWith('42['));
        const got = numbersOf(
          events.map((packet) => JSON.parse(packet.slice(2))),
          'play:update',
        );
        assert.deepEqual(got, upTo(got.length), 'what it did get is complete up to the end');
        const { memberCount } = await stage.stats(room.id);
        assert.equal(memberCount, 50);
      }));

    check(name(`D18 audio is dropped for a slow member first (${slowness}), and everything else waits`), () =>
      withStage(program, async (stage, joinSlow) => {
        const [owner, speaker, reader] = await stage.cast(3);
        const room = await stage.room([owner, speaker, reader]);
        const slow = await joinSlow(room.id, slowness);
        await stage.settle();
        reader.take();
        await slow.stop();

        const spoken = 2 * Math.ceil((kernel + queued) / (29 * KiB));
        for (let n = 0; n < spoken; ++n) {
          speaker.emit(...chunk(n));
          owner.emit(...update(n, 100));
          await speaker.fence();
          await reader.fence();
        }
        owner.emit('state:clear');
        await stage.settle();
        const heard = reader.take();
        assert.deepEqual(numbersOf(heard, 'voice:audio-chunk'), upTo(spoken));
        assert.deepEqual(numbersOf(heard, 'play:update'), upTo(spoken));
        assert.equal((await stage.stats(room.id)).memberCount, 4, 'it is still a member');

        await slow.resume();
        const events = await slow.until('state:cleared');
        assert.deepEqual(numbersOf(events, 'play:update'), upTo(spoken));
        const audio = numbersOf(events, 'voice:audio-chunk');
        assert.ok(audio.length >= 1 && audio.length < spoken, `${audio.length} of ${spoken} chunks`);
        assert.deepEqual(audio, [...new Set(audio)].sort((a, b) => a - b), 'in order');
      }));
  }

  check(name('many who speak at once are heard by everybody who reads'), () =>
    withStage(program, async (stage) => {
      const cast = await stage.cast(4);
      const room = await stage.room(cast);
      const polling = await SlowMember.join(program.port, room.id, 'polling', 'far away');
      await stage.settle();
      for (const client of cast) client.take();
      // Two chunks each of 15 kB in one turn of the server: below the mark, but above an empty queue.
      const half = (n) => ['voice:audio-chunk', { audioData: Array(4096).fill(n), sampleRate: 16_000 }];
      cast.forEach((speaker, n) => speaker.emit(...half(n)));
      await stage.settle();
      cast.forEach((listener, own) => {
        const heard = numbersOf(listener.take(), 'voice:audio-chunk');
        assert.deepEqual(heard.sort(), upTo(4).filter((n) => n !== own));
      });
      cast[0].emit('state:clear');
      cast[0].emit('chat:message', { content: 'over', type: 'text' });
      const heard = numbersOf(await polling.until('chat:message'), 'voice:audio-chunk');
      assert.deepEqual(heard.sort(), upTo(4), 'between two polls as well');
    }));
}

suiteFor(crowded)('D31 100 members that do not read, in a busy room: memory stays bounded, and all of them go', () =>
  withStage(crowded, async (stage, joinSlow) => {
    const [owner, reader] = await stage.cast(2);
    const room = await stage.room([owner, reader]);
    const slow = [];
    for (let n = 0; n < 100; ++n) {
      slow.push(await joinSlow(room.id, slownesses[n % slownesses.length], `slow ${n}`));
      await slow.at(-1).stop();
    }
    await stage.settle();
    reader.take();
    // A queue, the frames or the answer in front of it, and as much again for how memory is handed out.
    const bound = slow.length * 3 * 256 * KiB;
    const before = await residentBytes(crowded);
    let most = 0;
    const gone = new Set();
    let sent = 0;
    // Small messages cost the most: they are copied into each queue.
    for (; gone.size < slow.length; sent += 20) {
      assert.ok(sent < 10_000, `${gone.size} of ${slow.length} are gone`);
      for (let n = 0; n < 20; ++n) owner.emit(...update(sent + n, 1_500));
      await stage.settle();
      const events = reader.take();
      assert.deepEqual(numbersOf(events, 'play:update'), upTo(20).map((n) => sent + n));
      for (const [name, id] of events) if (name === 'room:member-left') gone.add(id);
      most = Math.max(most, (await residentBytes(crowded)) - before);
      if (memoryIsTheProgramsOwn) assert.ok(most < bound, `${most} more bytes than before; ${bound} are allowed`);
    }
    assert.deepEqual([...gone].sort(), slow.map(({ id }) => id).sort());
    assert.ok(most > slow.length * 64 * KiB, `only ${most} more bytes: nobody was slow`);
    await within(Promise.all(slow.map((member) => member.over())), () => 'the end of all', 3 * patience);
  }));
