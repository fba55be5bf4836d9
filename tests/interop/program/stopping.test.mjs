// S52: the program stops at once, and its clients come back to the next one.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { Connection, request, requestText } from '../support/raw_http.mjs';
import { RawWebSocket } from '../support/raw_websocket.mjs';
import { authKey, startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';
import { WatchClient, modes } from '../support/watch_client.mjs';

const polling = '/socket.io/?EIO=4&transport=polling';

together('stopping', () => {
  for (const mode of Object.keys(modes)) {
    for (const threads of ['0', '2']) {
      check(
        `S52 SIGTERM: clients see the transport close and come back to a new server [${mode}, IO_THREADS=${threads}]`,
        async () => {
          const first = await startRoomd({ IO_THREADS: threads });
          const client = await WatchClient.connect(first, mode, {
            reconnection: true,
            reconnectionDelay: 50,
            reconnectionDelayMax: 200,
          });
          await client.settledTransport();
          const reason = client.disconnected();
          const again = new Promise((resolve) => client.socket.io.once('reconnect', resolve));
          const signalled = Date.now();
          const exit = await first.stop('SIGTERM');
          assert.ok(Date.now() - signalled < 2_000, `took ${Date.now() - signalled} ms`);
          assert.deepEqual(exit, { code: 0, signal: null });
          // A poll that is cut off is an error to the client, which makes it reconnect just the same.
          assert.match(await reason, mode === 'polling' ? /^transport (close|error)$/ : /^transport close$/);
          assert.equal(client.socket.active, true, 'it will try again');
          const second = await startRoomd({ IO_THREADS: threads, PORT: String(first.port) });
          await within(again, () => 'reconnect');
          assert.deepEqual(await client.request('room:list'), []);
          client.close();
          await second.stop();
        },
      );
    }
  }

  check('S52 SIGINT stops as well', async () => {
    const program = await startRoomd();
    assert.deepEqual(await program.stop('SIGINT'), { code: 0, signal: null });
  });

  check(
    'S52 SIGTERM: peers that do not read, do not answer or have not spoken do not hold it up',
    async () => {
      const program = await startRoomd({ IO_THREADS: '2' });
      await Connection.open(program.port);
      const half = await Connection.open(program.port);
      await half.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
      const ws = await RawWebSocket.open(program.port, '/socket.io/?EIO=4&transport=websocket');
      ws.connection.socket.pause();
      const poll = await Connection.open(program.port);
      const session = await request(program.port, 'GET', polling);
      await poll.send(requestText('GET', `${polling}&sid=${JSON.parse(session.body.slice(1)).sid}`));
      const signalled = Date.now();
      assert.deepEqual(await program.stop(), { code: 0, signal: null });
      assert.ok(Date.now() - signalled < 2_000, `took ${Date.now() - signalled} ms`);
      ws.destroy();
    },
  );

  check('S52 SIGTERM: no Socket.IO disconnect packet is sent', async () => {
    const program = await startRoomd();
    const ws = await RawWebSocket.open(program.port, '/socket.io/?EIO=4&transport=websocket');
    await ws.text();
    ws.send(`40{"token":"${authKey}"}`);
    assert.match(await ws.text(), /^40/);
    const over = ws.over();
    await program.stop();
    assert.deepEqual(
      (await over).filter((text) => text.startsWith('4')),
      [],
    );
  });
});
