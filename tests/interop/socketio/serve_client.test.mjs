// Options::serve_client: pages take the client from the server that they talk to.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import zlib from 'node:zlib';

import { WebSocket } from 'ws';

import { within } from '../support/deadlines.mjs';
import { server, check } from '../support/sio_fixture.mjs';
import { oursOnly, together } from '../support/suite.mjs';

const require = createRequire(import.meta.url);
const builds = ['socket.io.js', 'socket.io.min.js', 'socket.io.esm.min.js', 'socket.io.msgpack.min.js'];
const licensed = /Released under the MIT License/;

const get = (file, headers = {}) => fetch(`${server.url}/socket.io/${file}`, { headers });

async function source(file) {
  const response = await get(file);
  assert.equal(response.status, 200, 'built without the bundle? (meson configure -Dclient_bundle=enabled)');
  return response.text();
}

/** Connects with that `io`, asks the server something, leaves. */
async function converse(io) {
  const socket = io(server.url, { forceNew: true, reconnection: false });
  try {
    const answer = new Promise((resolve, reject) => {
      socket.on('connect_error', reject);
      socket.on('connect', () => socket.emit('message-with-ack', 'hello', resolve));
    });
    assert.equal(await within(answer, () => 'the acknowledgement'), 'hello');
  } finally {
    socket.disconnect();
  }
}

// Browsers have it; Node has since 22.
globalThis.WebSocket ??= WebSocket;

/** What a page's window offers; Node has these under the same names. */
const browser = () => ({
  ...{ WebSocket, XMLHttpRequest: undefined, fetch, Blob, ArrayBuffer, Uint8Array, DataView, TextEncoder, TextDecoder },
  ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, console, URL },
  location: new URL(server.url),
});

together('serve_client', () => {
  for (const build of builds) {
    check(`serve_client: ${build} and its map are those of the npm package`, async () => {
      for (const file of [build, `${build}.map`]) {
        const response = await get(file);
        assert.equal(response.status, 200);
        const map = file.endsWith('.map');
        assert.equal(
          response.headers.get('content-type'),
          map ? 'application/json; charset=utf-8' : 'application/javascript; charset=utf-8',
        );
        assert.equal(response.headers.get('cache-control'), 'public, max-age=0');
        assert.equal(response.headers.get('access-control-allow-origin'), '*');
        const { version } = require('socket.io-client/package.json');
        assert.equal(response.headers.get('etag'), `"${version}"`);
        const original = readFileSync(require.resolve('socket.io-client').replace(/build\/.*/, `dist/${file}`), 'utf8');
        assert.equal(await response.text(), original);
      }
    });
  }

  check('serve_client: the ETag that was given comes back as 304', async () => {
    const etag = (await get('socket.io.js')).headers.get('etag');
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await get('socket.io.js', { 'if-none-match': sent });
      assert.equal(response.status, 304);
      assert.equal(await response.text(), '');
    }
    assert.equal((await get('socket.io.js', { 'if-none-match': '"other"' })).status, 200);
  });

  check('serve_client: what is written in a page runs there (socket.io.js, .min.js)', async () => {
    for (const build of ['socket.io.js', 'socket.io.min.js']) {
      const page = vm.createContext(browser());
      vm.runInContext('var self = globalThis, window = globalThis;', page);
      vm.runInContext(await source(build), page);
      await converse((url, options) => page.io(url, { transports: ['websocket'], ...options }));
    }
  });

  check('serve_client: the module build is imported and connects', async () => {
    const text = await source('socket.io.esm.min.js');
    const { io } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    await converse((url, options) => io(url, { transports: ['websocket'], ...options }));
  });

  check('serve_client: a browser that asks for gzip gets the same file, smaller', async () => {
    const { status, body, encoding } = await within(rawGet('socket.io.min.js', 'gzip, deflate, br'), () => 'the file');
    assert.equal(status, 200);
    assert.equal(encoding, 'gzip');
    assert.ok(body.length < 20_000);
    assert.match(zlib.gunzipSync(body).toString(), licensed);
  });

  check('serve_client: the licence is beside the client', async () => {
    assert.match(await source('socket.io.js.LICENSE.txt'), /Permission is hereby granted/);
  }, oursOnly);
});

/** fetch() would undo the compression. */
async function rawGet(file, accepted) {
  const { get: request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': accepted };
    request(`${server.url}/socket.io/${file}`, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          body: Buffer.concat(chunks),
          encoding: response.headers['content-encoding'],
        }),
      );
    }).on('error', reject);
  });
}
