// Engine.IO: compressed poll responses, read by Node's HTTP client with zlib and by curl.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import http from 'node:http';
import { promisify } from 'node:util';
import { createGunzip, createInflate } from 'node:zlib';

import { within } from '../support/deadlines.mjs';
import { check, openPolling, server } from '../support/eio_fixture.mjs';
import { oursOnly, together } from '../support/suite.mjs';

const decoders = { gzip: createGunzip, deflate: createInflate };

/** A poll by Node's client: its Content-Encoding and decoded text. */
function poll(session, acceptEncoding) {
  const answer = new Promise((resolve, reject) => {
    const options = { headers: { 'Accept-Encoding': acceptEncoding } };
    http
      .get(server.url + session.target, options, (response) => {
        const coding = response.headers['content-encoding'];
        const decoded = coding ? response.pipe(decoders[coding]()) : response;
        let text = '';
        decoded.setEncoding('utf8');
        decoded.on('data', (chunk) => (text += chunk));
        decoded.on('end', () => resolve({ coding, text }));
        decoded.on('error', reject);
      })
      .on('error', reject);
  });
  return within(answer, () => 'poll response');
}

const long = `4${'compressible ☃ '.repeat(2000)}`;

together('HTTP compression', () => {
  const table = [
    ['gzip, deflate, br, zstd', 'gzip'],
    ['gzip;q=0.3, deflate;q=0.7', 'deflate'],
    ['*;q=0.5, gzip;q=0', 'deflate'],
    ['br;q=1, *;q=0', undefined],
    ['identity;q=1, gzip;q=0', undefined],
  ];
  for (const [accepted, coding] of table) {
    check(`HTTP compression: "${accepted}" gives ${coding ?? 'plain text'}, and zlib reads it`, async () => {
      const session = await openPolling();
      await session.post(long);
      assert.deepEqual(await poll(session, accepted), { coding, text: long });
    });
  }

  check(
    'HTTP compression: who likes identity better gets it; who refuses it gets even short bodies coded',
    async () => {
      const session = await openPolling();
      await session.post(long);
      assert.equal((await poll(session, 'gzip;q=0.5, identity;q=0.8')).coding, undefined);
      await session.post('4short');
      assert.deepEqual(await poll(session, 'deflate, identity;q=0'), { coding: 'deflate', text: '4short' });
    },
    oursOnly,
  );

  const curl = spawnSync('curl', ['--version']).status === 0;
  check(
    'HTTP compression: curl --compressed reads it',
    async () => {
      const session = await openPolling();
      await session.post(long);
      const url = server.url + session.target;
      const { stdout } = await promisify(execFile)('curl', ['-sS', '--compressed', '-m', '10', url]);
      assert.equal(stdout, long);
    },
    { skip: curl ? false : 'curl is not installed' },
  );
});
