// S01-S05 and S48: who gets in, and what costs the connection. Nobody makes a room on this server.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { Wire } from '../support/engineio_session.mjs';
import { request } from '../support/raw_http.mjs';
import { authKey, startRoomd } from '../support/server.mjs';
import { inEveryMode } from '../support/stage.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const server = await startRoomd({ IO_THREADS: '2' });

/** What a rejected client goes through, in order. */
async function rejection(mode, options) {
  const client = new WatchClient(server, mode, { reconnection: true, ...options });
  const steps = [];
  client.socket.on('connect', () => steps.push('connect'));
  client.socket.on('error', (...args) => steps.push(['error', ...args]));
  client.socket.io.on('reconnect_attempt', () => steps.push('reconnect'));
  steps.push(await client.disconnected());
  assert.equal(client.socket.active, false);
  client.close();
  return steps;
}

const rejected = ['connect', ['error', 'Unauthorized'], 'io server disconnect'];

const check = inEveryMode(server, (scenario, mode) => {
  const tokens = [
    ['no auth at all', undefined],
    ['auth without a token', {}],
    ['a wrong token', { token: 'wrong' }],
    ['an empty token', { token: '' }],
    ['a prefix of the key', { token: authKey.slice(0, -1) }],
    ['the key and more', { token: `${authKey} ` }],
    ['the key in an array', { token: [authKey] }],
    ['null', { token: null }],
    ['a number', { token: 1 }],
    ['an object', { token: { toString: authKey } }],
    ['true', { token: true }],
  ];
  for (const [what, auth] of tokens) {
    scenario(`S01 ${what}: connected, told "Unauthorized", sent away for good`, async () => {
      assert.deepEqual(await rejection(mode, { auth }), rejected);
    });
  }

  scenario('S03 the key in a header or in the query does not count', async () => {
    assert.deepEqual(
      await rejection(mode, { auth: {}, extraHeaders: { Authorization: `Bearer ${authKey}` } }),
      rejected,
    );
    assert.deepEqual(await rejection(mode, { auth: {}, query: { token: authKey, auth: authKey } }), rejected);
  });

  scenario('S04 the key lets in and rooms can be listed', async (stage) => {
    const client = await stage.client();
    assert.match(client.id, /^[A-Za-z0-9_-]{20}$/);
    await client.settledTransport();
    assert.ok(Array.isArray(await client.request('room:list')));
  });

  scenario('S05 a fresh server lists no rooms', async (stage) => {
    const client = await stage.client();
    assert.deepEqual(await client.request('room:list'), []);
  });

  scenario('S48 an unknown event with an acknowledgement is never answered', async (stage) => {
    const client = await stage.client();
    let answered = false;
    for (const name of ['no such event', 'room:created', 'toString', '__proto__', 'error'])
      client.emit(name, {}, () => (answered = true));
    await stage.expect();
    assert.equal(answered, false);
  });

  for (const name of [
    'connect',
    'connect_error',
    'disconnect',
    'disconnecting',
    'newListener',
    'removeListener',
  ]) {
    scenario(`S48 the reserved event name ${name} costs the connection`, async (stage) => {
      const client = await stage.client();
      const bystander = await stage.client();
      const reason = client.disconnected();
      client.socket.io.engine.write(`2["${name}"]`);
      assert.match(await reason, /^transport (close|error)$/);
      await bystander.fence();
    });
  }

  scenario('S48 a malformed packet costs the connection', async (stage) => {
    for (const packet of ['2{}', '2["x"', 'abc', '20abc["room:list"]', '51-["x"']) {
      const client = await stage.client();
      const reason = client.disconnected();
      client.socket.io.engine.write(packet);
      assert.match(await reason, /^transport (close|error)$/, packet);
    }
  });
});

for (const transport of ['websocket', 'polling']) {
  const open = () => Wire.open(transport, server.port, '/socket.io/');

  check(`S02 the packets of a rejection, in order (${transport})`, async () => {
    const wire = await open();
    wire.send('0{"token":"bad"}');
    const [connect, ...rest] = await wire.over();
    assert.match(connect, /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
    assert.deepEqual(rest, ['2["error","Unauthorized"]', '1']);
  });

  check(`S02 the packets of a success, and an answer (${transport})`, async () => {
    const wire = await open();
    wire.send(`0{"token":"${authKey}"}`);
    assert.match(await wire.next(), /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
    wire.send('20["room:list"]');
    assert.equal(await wire.next(), '30[[]]');
    await wire.destroy();
  });

  check(`S48 an event before CONNECT costs the connection (${transport})`, async () => {
    const wire = await open();
    wire.send('20["room:list"]');
    assert.deepEqual(await wire.over(), []);
  });

  check(`S48 only the namespace / exists (${transport})`, async () => {
    const wire = await open();
    wire.send(`0/foo,{"token":"${authKey}"}`);
    assert.equal(await wire.next(), '4/foo,{"message":"Invalid namespace"}');
    await wire.destroy();
  });

  check(`S48 a packet right behind CONNECT is answered after it (${transport})`, async () => {
    const wire = await open();
    wire.send(`0{"token":"${authKey}"}`, '27["room:list"]');
    assert.match(await wire.next(), /^0\{"sid"/);
    assert.equal(await wire.next(), '37[[]]');
    await wire.destroy();
  });
}

check('S04 the handshake announces the heartbeat and the size limit', async () => {
  const { body } = await request(server.port, 'GET', '/socket.io/?EIO=4&transport=polling');
  assert.match(
    body,
    /^0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":60000,"maxPayload":1000000\}$/,
  );
});

check('S01 a rejected socket that goes on talking gets nothing', async () => {
  const wire = await Wire.open('websocket', server.port, '/socket.io/');
  wire.send('0{"token":"bad"}', '20["room:list"]', '21["room:create",{"name":"x"}]');
  const messages = await within(wire.over(), () => 'the end');
  assert.equal(messages.filter((message) => message.startsWith('3')).length, 0);
});
