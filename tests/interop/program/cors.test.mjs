// S51: which page may read what, for each list of origins.

import assert from 'node:assert/strict';

import { request } from '../support/raw_http.mjs';
import { RawWebSocket } from '../support/raw_websocket.mjs';
import { startRoomd } from '../support/server.mjs';
import { check, together } from '../support/suite.mjs';

const polling = '/socket.io/?EIO=4&transport=polling';
const corsCases = [
  // ALLOWED_ORIGINS, request Origin, expected Access-Control-Allow-Origin
  [undefined, 'https://any.example', 'https://any.example'],
  ['*', 'https://any.example', 'https://any.example'],
  ['', 'https://any.example', 'https://any.example'],
  ['https://a.example', 'https://a.example', 'https://a.example'],
  ['https://a.example, https://b.example', 'https://b.example', 'https://b.example'],
  ['https://a.example/', 'https://a.example', 'https://a.example'],
  ['https://A.example', 'https://a.example', 'https://a.example'],
  ['https://a.example', 'https://evil.example', undefined],
  ['https://a.example', 'https://a.example.evil', undefined],
  ['https://a.example', 'http://a.example', undefined],
  ['https://a.example', undefined, undefined],
];

together('CORS', () => {
  for (const [allowed, origin, expected] of corsCases) {
    check(
      `S51 ALLOWED_ORIGINS ${allowed === undefined ? 'unset' : `"${allowed}"`}: origin ${origin ?? 'absent'} is ${expected ? 'allowed' : 'not'}`,
      async () => {
        const program = await startRoomd(allowed === undefined ? {} : { ALLOWED_ORIGINS: allowed });
        const headers = origin === undefined ? {} : { Origin: origin };
        for (const [method, target, status] of [
          ['GET', '/health', 200],
          ['GET', '/stats', 401],
          ['GET', polling, 200],
          ['GET', `${polling}&sid=x`, 400],
        ]) {
          const response = await request(program.port, method, target, { headers });
          assert.equal(response.status, status, target);
          assert.equal(response.headers['access-control-allow-origin'], expected, target);
          assert.equal(response.headers['access-control-allow-credentials'], 'true', target);
          assert.match(response.headers.vary, /\bOrigin\b/, target);
        }
        for (const [target, methods] of [
          ['/health', 'GET,HEAD,PUT,PATCH,POST,DELETE'],
          [polling, 'GET,POST'],
        ]) {
          const asked = {
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'x-one,authorization',
          };
          const response = await request(program.port, 'OPTIONS', target, {
            headers: { ...headers, ...asked },
          });
          assert.equal(response.status, 204, target);
          assert.equal(response.headers['access-control-allow-origin'], expected, target);
          assert.equal(response.headers['access-control-allow-credentials'], 'true', target);
          assert.equal(response.headers['access-control-allow-methods'], methods, target);
          assert.equal(response.headers['access-control-allow-headers'], 'x-one,authorization', target);
        }
        const ws = await RawWebSocket.open(program.port, '/socket.io/?EIO=4&transport=websocket', {
          headers,
        });
        assert.equal((await ws.text())[0], '0', 'a WebSocket is not limited by the list');
        ws.destroy();
        await program.stop();
      },
    );
  }
});
