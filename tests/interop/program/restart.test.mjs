// S52: rooms, passwords, owner tokens and play states outlive the process, however it ends, and clients come back
// to them by themselves.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { eventually, pause, within } from '../support/deadlines.mjs';
import { scrape } from '../support/metrics.mjs';
import { authKey, spawnRoomd, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const directories = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** Where a test's servers keep their rooms, one after the other. */
function dataDirectory() {
  const directory = mkdtempSync(path.join(tmpdir(), 'roomd-data-'));
  directories.push(directory);
  return path.join(directory, 'data');
}

/** What /metrics says of the database that has the rooms. */
async function stored(program) {
  const { samples } = await scrape(program);
  return (name) => samples.get(`roomd_store_${name}{collection="rooms"}`);
}

const profile = { name: 'Friday 🍿', description: 'films', isPublic: true, roomType: 'sync', userName: 'ann' };
const password = 'open-sesame-31337';
const playing = { type: 'play', videoId: 'v', videoName: 'film', currentTime: 100.25, isPlaying: true };

/** A page that rejoins its room whenever it is connected again, as the real ones do. */
class LoyalPage {
  joins = [];
  #waiting = [];

  static async connect(program, remembered) {
    const page = new LoyalPage();
    page.client = await WatchClient.connect(program, 'websocket', {
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    page.remembered = remembered;
    page.client.socket.on('connect', () => page.rejoin());
    return page;
  }

  rejoin() {
    if (!this.remembered) return;
    this.client.socket.emit('room:join', this.remembered, (answer) => {
      this.joins.push(answer);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** The answer to the next rejoin. */
  async back() {
    while (this.joins.length === 0) {
      await within(new Promise((resolve) => this.#waiting.push(resolve)), () => 'the page to be back');
    }
    return this.joins.shift();
  }
}

async function stats(program) {
  const answer = await fetch(`${program.url}/stats`, { headers: { authorization: `Bearer ${authKey}` } });
  return answer.json();
}

/** An owner and a guest in a protected room. */
async function party(program) {
  const owner = await LoyalPage.connect(program);
  const created = await owner.client.request('room:create', { ...profile, password });
  assert.equal(created.success, true);
  const { id: roomId, ownerToken } = created.room;
  owner.remembered = { roomId, userName: 'ann', ownerToken };
  const guest = await LoyalPage.connect(program, { roomId, userName: 'bob', password });
  guest.rejoin();
  assert.equal((await guest.back()).success, true);
  return { owner, guest, roomId, ownerToken };
}

const contains = (directory, text) =>
  readdirSync(directory).some((name) => readFileSync(path.join(directory, name)).includes(text));

together('restart', () => {
  for (const threads of ['0', '2']) {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      check(
        `S52 ${signal}: clients come back by themselves to their room, as who they were [IO_THREADS=${threads}]`,
        async () => {
          const environment = { IO_THREADS: threads, DATA_DIR: dataDirectory() };
          const first = await startRoomd(environment);
          const { owner, guest, roomId, ownerToken } = await party(first);
          owner.client.emit('play:change', playing);
          await owner.client.fence();
          // Nothing is lost on a stop; of what the last second brought, a crash may lose play states.
          if (signal === 'SIGKILL') await pause(1_000);
          await first.stop(signal);
          assert.equal(contains(environment.DATA_DIR, password), false, 'no password in the files');
          assert.equal(contains(environment.DATA_DIR, ownerToken), false, 'no owner token in the files');
          assert.equal(contains(environment.DATA_DIR, roomId), true, 'but the room');

          const second = await startRoomd({ ...environment, PORT: String(first.port) });
          const [owned, joined] = await Promise.all([owner.back(), guest.back()]);
          assert.equal(owned.success, true);
          assert.equal(owned.room.ownerId, owner.client.id);
          assert.equal(joined.success, true);
          for (const { room } of [owned, joined]) {
            assert.equal(room.id, roomId);
            assert.equal(room.name, profile.name);
            assert.equal(room.hasPassword, true);
            assert.equal(room.currentState.videoId, 'v');
            assert.ok(room.currentState.currentTime >= playing.currentTime);
          }
          const stranger = await WatchClient.connect(second, 'websocket');
          const [listed] = await stranger.request('room:list');
          assert.equal(listed.id, roomId);
          assert.equal(listed.memberCount, 2);
          const refused = await stranger.request('room:join', { roomId, userName: 'eve', password: 'guess' });
          assert.deepEqual(refused, { success: false, error: '密码错误' });
          // The owner is one again in every respect.
          guest.client.take();
          owner.client.emit('play:update', { ...playing, currentTime: 200 });
          await guest.client.until('play:update');
          for (const client of [owner.client, guest.client, stranger]) client.close();
          await second.stop();
        },
      );
    }
  }

  check('a room is kept from the moment at which its creator is told of it', async () => {
    const environment = { DATA_DIR: dataDirectory() };
    for (let round = 0; round < 5; ++round) {
      const first = await startRoomd(environment);
      const client = await WatchClient.connect(first, 'websocket');
      const { room } = await client.request('room:create', { ...profile, name: `round ${round}`, password });
      await first.stop('SIGKILL');
      client.close();
      const second = await startRoomd(environment);
      const owner = await WatchClient.connect(second, 'websocket');
      const { id: roomId, ownerToken } = room;
      const joined = await owner.request('room:join', { roomId, userName: 'ann', ownerToken });
      assert.equal(joined.room?.name, `round ${round}`);
      owner.close();
      await second.stop('SIGKILL');
    }
  });

  check('kill -9 at any moment: the database opens, and every room in it is whole', async () => {
    const environment = { DATA_DIR: dataDirectory() };
    const told = new Map();
    for (let round = 0; round < 8; ++round) {
      const program = await startRoomd({ ...environment, LOG_LEVEL: 'info' });
      const { rooms } = await stats(program);
      const kept = new Set(rooms.map(({ id }) => id));
      for (const [id, name] of told) assert.ok(kept.has(id), `round ${round}: ${name} is kept`);
      for (const { id, name } of rooms) if (told.has(id)) assert.equal(name, told.get(id));
      const clients = await Promise.all(
        Array.from({ length: 6 }, () => WatchClient.connect(program, 'websocket')),
      );
      const busy = clients.map(async (client, number) => {
        const name = `round ${round}, client ${number}`;
        const answer = client.request('room:create', { ...profile, name });
        const { room } = await answer;
        told.set(room.id, name);
        for (let at = 0; client.socket.connected; ++at) {
          client.emit('play:update', { ...playing, currentTime: at, padding: 'x'.repeat(100 * (at % 100)) });
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      for (const one of busy) one.catch(() => {});
      await pause(50 + round * 83);
      await program.stop('SIGKILL');
      for (const client of clients) client.close();
    }
  });

  check('a room that nobody returns to is gone after the configured time', async () => {
    const environment = { DATA_DIR: dataDirectory(), RESTORED_ROOM_GRACE_MS: '1500' };
    const first = await startRoomd(environment);
    const { owner, guest } = await party(first);
    owner.client.close();
    guest.client.close();
    await first.stop();
    const second = await startRoomd(environment);
    const { rooms } = await stats(second);
    assert.deepEqual(
      rooms.map(({ name, memberCount, hasPassword }) => [name, memberCount, hasPassword]),
      [[profile.name, 0, true]],
    );
    const client = await WatchClient.connect(second, 'websocket');
    assert.deepEqual(await client.request('room:list'), [], 'not listed while nobody is in it');
    await eventually(async () => (await stats(second)).totalRooms === 0, 'the room is gone');
    client.close();
    await second.stop();
    const third = await startRoomd(environment);
    assert.equal((await stats(third)).totalRooms, 0);
    await third.stop();
  });

  check('the directory is made for its owner alone, and a second server on it is refused', async () => {
    const environment = { DATA_DIR: dataDirectory() };
    const first = await startRoomd(environment);
    assert.equal(statSync(environment.DATA_DIR).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(environment.DATA_DIR, 'roomd.db')).mode & 0o777, 0o600);
    const second = spawnRoomd({ AUTH_KEY: authKey, PORT: '0', HOST: '127.0.0.1', ...environment });
    const exit = await within(second.exited, () => 'the second to end');
    assert.deepEqual(exit, { code: 1, signal: null });
    assert.match(second.output, /roomd\.db: another process has it open/);
    assert.doesNotMatch(second.output, /listening/);
    await first.stop();
  });

  check('a damaged database is refused with one clear line, and left as it is', async () => {
    const directory = dataDirectory();
    await (await startRoomd({ DATA_DIR: directory })).stop();
    const file = path.join(directory, 'roomd.db');
    const damaged = readFileSync(file);
    damaged.fill(0xa5, 100, damaged.length - 100);
    writeFileSync(file, damaged);
    const program = spawnRoomd({ AUTH_KEY: authKey, PORT: '0', HOST: '127.0.0.1', DATA_DIR: directory });
    assert.deepEqual(await within(program.exited, () => 'its end'), { code: 1, signal: null });
    assert.equal(program.output.trim().split('\n').length, 1, program.output);
    assert.match(program.output, /roomd\.db: it is damaged; it was left as it is/);
    assert.deepEqual(readdirSync(directory), ['roomd.db']);
    assert.ok(readFileSync(file).equals(damaged));
  });

  check('a full disk: rooms go on in memory, the log says so, and later everything is written', async () => {
    const environment = { DATA_DIR: dataDirectory() };
    const first = await startRoomd(environment);
    const limit = (bytes) =>
      assert.equal(spawnSync('prlimit', ['--pid', String(first.child.pid), `--fsize=${bytes}:`]).status, 0);
    limit(1);
    const { owner, roomId, ownerToken } = await party(first);
    owner.client.emit('play:change', playing);
    await eventually(() => /could not be written/.test(first.output), 'a line in the log');
    assert.equal((await stats(first)).totalRooms, 1);
    const failing = await stored(first);
    assert.ok(failing('failures_total') >= 1 && failing('pending') >= 1);
    assert.equal(failing('failing'), 1);
    limit('unlimited');
    await eventually(() => /are written again/.test(first.output), 'the line that it works again');
    const working = await stored(first);
    assert.ok(working('failures_total') >= 1 && working('batches_total') >= 1 && working('records_total') >= 1);
    assert.deepEqual([working('failing'), working('pending')], [0, 0]);
    await first.stop('SIGKILL');
    const second = await startRoomd({ ...environment, PORT: String(first.port) });
    const back = await owner.back();
    assert.equal(back.room?.currentState.videoId, 'v');
    assert.deepEqual([back.room.id, owner.remembered.ownerToken], [roomId, ownerToken]);
    owner.client.close();
    await second.stop();
  });

  check('without DATA_DIR rooms end with the process, and one line says so', async () => {
    const program = await startRoomd();
    assert.equal((await stored(program))('failing'), undefined);
    assert.equal(program.output.match(/DATA_DIR is not set/g)?.length, 1);
    assert.deepEqual(readdirSync(program.directory), []);
    await program.stop();
  });
});
