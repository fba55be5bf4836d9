// What /metrics shows, to whom, and that it moves when something happens.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Certificates } from '../support/certificates.mjs';
import { scrape, scrapeSecurely } from '../support/metrics.mjs';
import { request } from '../support/raw_http.mjs';
import { authKey, repository, startRoomd } from '../support/server.mjs';
import { Stage } from '../support/stage.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const difference = (before, after) => (key) => (after.samples.get(key) ?? NaN) - (before.samples.get(key) ?? NaN);

/** The sum over all loops. */
const sum = ({ samples }, name) =>
  [...samples].reduce((total, [key, value]) => (key.startsWith(`${name}{`) ? total + value : total), 0);

together('metrics', () => {
  for (const [access, headers, status] of [
    ['off', { Authorization: `Bearer ${authKey}` }, 404],
    ['open', {}, 200],
    ['key', {}, 401],
    ['key', { Authorization: 'Bearer wrong' }, 401],
    ['key', { Authorization: `Bearer ${authKey}` }, 200],
    [undefined, {}, 401],
  ]) {
    check(`METRICS=${access} with ${JSON.stringify(headers)}: ${status}`, async () => {
      const program = await startRoomd(access ? { METRICS: access } : {});
      assert.equal((await request(program.port, 'GET', '/metrics', { headers })).status, status);
      await program.stop();
    });
  }

  for (const threads of ['0', '2']) {
    check(`they move when something happens [IO_THREADS=${threads}]`, async () => {
      const program = await startRoomd({ IO_THREADS: threads });
      const before = await scrape(program);
      const stage = new Stage(program, 'websocket');
      const [owner, guest] = await stage.cast(2);
      const poller = await WatchClient.connect(program, 'polling');
      await stage.room([owner, guest]);
      owner.emit('chat:message', { content: 'hi', type: 'text' });
      owner.emit('no:such:event');
      await stage.settle();
      const rejected = new WatchClient(program, 'websocket', { auth: { token: 'wrong' } });
      await rejected.disconnected();
      assert.equal((await request(program.port, 'GET', '/socket.io/?EIO=4&transport=carrier-pigeon')).status, 400);
      const after = await scrape(program);
      const moved = difference(before, after);
      assert.equal(moved('roomd_sessions{transport="websocket"}'), 2);
      assert.equal(moved('roomd_sessions{transport="polling"}'), 1);
      assert.equal(moved('roomd_handshakes_total{transport="websocket"}'), 3);
      assert.equal(moved('roomd_handshakes_total{transport="polling"}'), 1);
      assert.equal(moved('roomd_sockets'), 3);
      assert.equal(moved('roomd_rooms'), 1);
      assert.equal(moved('roomd_members'), 2);
      assert.equal(moved('roomd_events_received_total{event="chat:message"}'), 1);
      assert.equal(moved('roomd_events_sent_total{event="chat:message"}'), 1);
      assert.equal(moved('roomd_events_received_total{event="room:join"}'), 1);
      assert.equal(moved('roomd_events_sent_total{event="room:member-joined"}'), 1);
      assert.equal(moved('roomd_events_received_total{event="other"}'), 1);
      assert.equal(moved('roomd_events_sent_total{event="error"}'), 1);
      assert.equal(moved('roomd_requests_refused_total{reason="Transport unknown"}'), 1);
      assert.ok(moved('roomd_sessions_closed_total{reason="forced close"}') >= 1);
      assert.ok(moved('roomd_messages_received_total') > 5);
      assert.ok(moved('roomd_messages_sent_total') > 5);
      assert.ok(moved('roomd_http_requests_total') > 5);
      assert.ok(moved('roomd_hub_turn_seconds_count') > 5);
      assert.ok(moved('roomd_hub_cpu_seconds_total') > 0);
      for (const name of ['roomd_bytes_received_total', 'roomd_bytes_sent_total', 'roomd_connections_accepted_total'])
        assert.ok(sum(after, name) > sum(before, name), name);
      assert.ok(after.samples.get('process_resident_memory_bytes') > 1_000_000);
      assert.equal(after.samples.get('roomd_hub_turn_seconds_bucket{le="+Inf"}'), after.samples.get('roomd_hub_turn_seconds_count'));
      poller.close();
      stage.close();
      await program.stop();
    });
  }

  check('an upgrade moves a session from polling to WebSocket', async () => {
    const program = await startRoomd();
    const client = await WatchClient.connect(program, 'upgrade');
    await client.settledTransport();
    const { samples } = await scrape(program);
    assert.equal(samples.get('roomd_sessions{transport="polling"}'), 0);
    assert.equal(samples.get('roomd_sessions{transport="websocket"}'), 1);
    assert.equal(samples.get('roomd_upgrades_total'), 1);
    client.close();
    await program.stop();
  });

  check('docs/operate.md names every metric, and no other', async () => {
    const files = new Certificates().issue('first.example');
    const program = await startRoomd({ DATA_DIR: '.', ...files.environment });
    const { families } = await scrapeSecurely(program, files.ca);
    await program.stop();
    files.remove();
    const text = readFileSync(path.join(repository, 'docs/operate.md'), 'utf8');
    const documented = [...text.matchAll(/^\| `([a-z_]+)` \| (counter|gauge|histogram) \|/gm)];
    assert.deepEqual(
      documented.map(([, name, type]) => [name, type]),
      [...families].map(([name, { type }]) => [name, type]),
    );
  });
});
