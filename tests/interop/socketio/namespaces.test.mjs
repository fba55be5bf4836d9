// Socket.IO: joining and leaving namespaces, packet by packet; CORS.

import assert from 'node:assert/strict';

import { pause, within } from '../support/deadlines.mjs';
import { request } from '../support/raw_http.mjs';
import { server, check, port, path, openWire, joined, assertAlive } from '../support/sio_fixture.mjs';
import { oursOnly, together } from '../support/suite.mjs';

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
        const messages = [];
        for (let i = 0; i < 4; ++i) messages.push(await wire.next());
        assert.match(messages[0], /^0\{"sid"/);
        // Our fixture greets a moment later.
        assert.deepEqual(
          messages.slice(1).filter((message) => message !== '2["auth",{}]'),
          ['2["message-back",1]', '37[2]'],
        );
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
    assert.ok([undefined, '0'].includes(response.headers['content-length']));
  });
});
