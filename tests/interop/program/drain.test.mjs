// A stop is gentle: clients leave one after the other, load balancers are told, nobody new comes in.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { Connection, request, requestText } from '../support/raw_http.mjs';
import { authKey, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const adminKey = 'admin-key-of-the-suite';
const polling = '/socket.io/?EIO=4&transport=polling';
const bearer = (key) => ({ Authorization: `Bearer ${key}` });

const crowd = (program, count, mode = 'websocket') =>
  Promise.all(Array.from({ length: count }, () => WatchClient.connect(program, mode)));

together(
  'draining',
  () => {
    for (const threads of ['0', '2']) {
      check(
        `SIGTERM: 200 clients leave over DRAIN_MS, and meanwhile /health says 503 [IO_THREADS=${threads}]`,
        async () => {
          const program = await startRoomd({ DRAIN_MS: '3000', IO_THREADS: threads, LOG_LEVEL: 'info' });
          const clients = await crowd(program, 200);
          const health = await Connection.open(program.port);
          let left = 0;
          const moments = [];
          const ends = clients.map(async (client) => {
            const reason = await client.disconnected();
            moments.push(Date.now());
            ++left;
            return reason;
          });
          const signalled = Date.now();
          program.child.kill('SIGTERM');
          await within(Promise.race(ends), () => 'the first to leave');
          // The first is gone, the others are not: this is the midst of it.
          health.send(requestText('GET', '/health'));
          const answer = await health.response();
          assert.equal(answer.status, 503);
          const { status, draining, connections } = JSON.parse(answer.body);
          assert.deepEqual([status, draining], ['draining', true]);
          assert.ok(connections > 100, `${connections} connections`);
          const fresh = await request(program.port, 'GET', polling);
          assert.equal(fresh.status, 503);
          assert.match(fresh.headers['retry-after'], /^[1-3]$/);
          assert.ok(left < 200, 'it was over already');
          const reasons = await within(Promise.all(ends), () => `${left} left`);
          assert.deepEqual(new Set(reasons), new Set(['transport close']));
          assert.deepEqual(await within(program.exited, () => 'exit'), { code: 0, signal: null });
          // No burst: no quarter of the time sees more than half of them, and it takes what it may take.
          const slices = [0, 0, 0, 0];
          for (const moment of moments) ++slices[Math.min(3, Math.floor((moment - signalled) / 750))];
          assert.ok(Math.max(...slices) <= 100, `left per quarter: ${slices}`);
          assert.ok(moments.at(-1) - signalled >= 2_500, `the last left after ${moments.at(-1) - signalled} ms`);
          for (const client of clients) client.close();
        },
      );
    }

    check('few clients are not kept waiting: 25 ms each, whatever DRAIN_MS says', async () => {
      const program = await startRoomd({ DRAIN_MS: '86400000' });
      const clients = await crowd(program, 3);
      const ends = clients.map((client) => client.disconnected());
      assert.deepEqual(await program.stop(), { code: 0, signal: null });
      assert.deepEqual(await Promise.all(ends), Array(3).fill('transport close'));
      for (const client of clients) client.close();
    });

    check('clients come back to whoever listens next, over each transport', async () => {
      const first = await startRoomd({ DRAIN_MS: '200' });
      const again = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 };
      const clients = await Promise.all(
        ['websocket', 'polling', 'upgrade'].map((mode) => WatchClient.connect(first, mode, again)),
      );
      await Promise.all(clients.map((client) => client.settledTransport()));
      const back = clients.map(({ socket }) => new Promise((resolve) => socket.io.once('reconnect', resolve)));
      await first.stop();
      const second = await startRoomd({ PORT: String(first.port) });
      await within(Promise.all(back), () => 'reconnects');
      for (const client of clients) assert.deepEqual(await client.request('room:list'), []);
      for (const client of clients) client.close();
      await second.stop();
    });

    check('who stays in a room during a drain is not told of each one who leaves', async () => {
      const program = await startRoomd({ DRAIN_MS: '1000' });
      const [owner, ...guests] = await crowd(program, 12);
      const { room } = await owner.request('room:create', { name: 'n', isPublic: true, userName: 'o' });
      for (const guest of guests) await guest.request('room:join', { roomId: room.id, userName: 'g' });
      const told = [];
      for (const client of [owner, ...guests]) client.socket.on('room:member-left', (id) => told.push(id));
      const ends = [owner, ...guests].map((client) => client.disconnected());
      await program.stop();
      await Promise.all(ends);
      assert.deepEqual(told, []);
      for (const client of [owner, ...guests]) client.close();
    });

    check('POST /admin/drain: only with ADMIN_KEY; then it drains and exits 0', async () => {
      const program = await startRoomd({ ADMIN_KEY: adminKey, DRAIN_MS: '100' });
      const [client] = await crowd(program, 1);
      const post = (headers) => request(program.port, 'POST', '/admin/drain', { headers });
      for (const headers of [{}, bearer('wrong'), bearer(authKey), { Authorization: adminKey }])
        assert.equal((await post(headers)).status, 401, JSON.stringify(headers));
      assert.equal((await request(program.port, 'GET', '/admin/drain', { headers: bearer(adminKey) })).status, 404);
      assert.equal((await request(program.port, 'GET', '/health')).status, 200);
      const end = client.disconnected();
      const answer = await post(bearer(adminKey));
      assert.equal(answer.status, 202);
      assert.deepEqual(JSON.parse(answer.body), { status: 'draining' });
      assert.equal(await end, 'transport close');
      assert.deepEqual(await within(program.exited, () => 'exit'), { code: 0, signal: null });
      assert.equal(program.output.includes(adminKey), false);
      client.close();
    });

    check('without ADMIN_KEY there is no such route', async () => {
      const program = await startRoomd();
      for (const headers of [{}, bearer(''), bearer(authKey)])
        assert.equal((await request(program.port, 'POST', '/admin/drain', { headers })).status, 404);
      await program.stop();
    });

    check('a second signal ends it at once', async () => {
      const program = await startRoomd({ DRAIN_MS: '86400000', LOG_LEVEL: 'info' });
      const clients = await crowd(program, 200);
      const first = Promise.race(clients.map((client) => client.disconnected()));
      program.child.kill('SIGTERM');
      await within(first, () => 'the first to leave');
      assert.deepEqual(await program.stop('SIGTERM'), { code: null, signal: 'SIGTERM' });
      for (const client of clients) client.close();
    });
  },
  2,
);
