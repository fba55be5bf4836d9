// Several keys, tokens that the site signs, and a key for /stats alone.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { request } from '../support/raw_http.mjs';
import { authKey, repository, startRoomd } from '../support/server.mjs';
import { inEveryMode } from '../support/stage.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const secret = 'a-secret-of-the-site-and-of-roomd-only';
const server = await startRoomd({
  AUTH_KEY: `${authKey},the-key-before`,
  AUTH_TOKEN_SECRET: `the-secret-that-comes-after-this-one,${secret}`,
  STATS_KEY: 'for-the-panel',
  ADMIN_KEY: "'for-the-operator'",
});

/** The function that docs/tokens.md shows, and nothing else. */
async function documentedSigner() {
  const [, code] = /```js\n(.*?)```/s.exec(readFileSync(path.join(repository, 'docs/tokens.md'), 'utf8'));
  process.env.AUTH_TOKEN_SECRET = secret;
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).watchRoomToken;
}
const watchRoomToken = await documentedSigner();

function sign(payload) {
  const text = `v1.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
const now = Math.floor(Date.now() / 1000);

const check = inEveryMode(server, (scenario, mode) => {
  for (const token of [authKey, 'the-key-before', `${authKey},the-key-before`]) {
    scenario(`D25 the key ${token} lets in`, async (stage) => {
      const client = await stage.client({ auth: { token } });
      assert.ok(Array.isArray(await client.request('room:list')));
    });
  }

  scenario('D30 the example of the documents signs who somebody is', async (stage) => {
    const a = await stage.client();
    const { id: roomId } = await stage.room([a]);
    const b = await stage.client({ auth: { token: watchRoomToken('小明') } });
    const joined = await b.request('room:join', { roomId, userName: 'owner' });
    assert.equal(joined.members[1].name, '小明');
    b.emit('chat:message', { content: 'hi', type: 'text' });
    await a.until('chat:message');
    assert.equal(a.take().at(-1)[1].userName, '小明');
  });

  const wrong = {
    'has ended': sign({ exp: now - 61 }),
    'never ends': sign({}),
    'ends in a year': sign({ exp: now + 365 * 86400 }),
    'ends in milliseconds': sign({ exp: Date.now() + 60_000 }),
    'has another signature': watchRoomToken('x').replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A')),
    'is the secret itself': secret,
  };
  for (const [what, token] of Object.entries(wrong)) {
    scenario(`D30 a token that ${what} is refused as any wrong one`, async () => {
      const client = new WatchClient(server, mode, { auth: { token } });
      assert.equal(await client.disconnected(), 'io server disconnect');
      assert.deepEqual(client.take(), [['error', 'Unauthorized']]);
      client.close();
    });
  }
});

check('D23 STATS_KEY opens /stats in place of the AUTH_KEY, and ADMIN_KEY does, too', async () => {
  const status = async (path, key) =>
    (await request(server.port, 'GET', path, { headers: { Authorization: `Bearer ${key}` } })).status;
  for (const path of ['/stats', '/metrics']) {
    assert.equal(await status(path, 'for-the-panel'), 200);
    assert.equal(await status(path, 'for-the-operator'), 200);
    assert.equal(await status(path, authKey), 401);
    assert.equal(await status(path, watchRoomToken('x')), 401);
  }
});

check('ADMIN_KEY opens /stats beside the AUTH_KEY when there is no STATS_KEY', async () => {
  const program = await startRoomd({ ADMIN_KEY: 'for-the-operator' });
  for (const [key, status] of [[authKey, 200], ['for-the-operator', 200], ['', 401], ['wrong', 401]]) {
    const headers = { Authorization: `Bearer ${key}` };
    assert.equal((await request(program.port, 'GET', '/stats', { headers })).status, status, key);
  }
  await program.stop();
});

check('D5 the log says why somebody was refused, and not with what', async () => {
  const program = await startRoomd({ AUTH_TOKEN_SECRET: secret });
  const tokens = [undefined, 'abc', sign({ exp: now - 61 }), sign({})];
  for (const token of tokens) {
    const client = new WatchClient(program, 'websocket', { auth: { token } });
    await client.disconnected();
    client.close();
  }
  await program.stop();
  for (const why of ['missing token', 'wrong token (sha256 ba7816bf)', 'expired token', 'invalid token'])
    assert.ok(program.output.includes(`refused 127.0.0.1: ${why}`), why);
  for (const hidden of [secret, authKey, ...tokens.slice(2)])
    assert.ok(!program.output.includes(hidden), hidden);
});
