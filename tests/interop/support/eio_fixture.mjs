// eio_fixture and what its tests have in common. Importing this starts one for the importing file.

import assert from 'node:assert/strict';

import { eventually } from './deadlines.mjs';
import { PollingSession, openWebSocketSession } from './engineio_session.mjs';
import { startFixture } from './server.mjs';
import { suiteFor } from './suite.mjs';

export const server = await startFixture('eio_fixture');
export const check = suiteFor(server);
export const { port } = server;
export const path = '/engine.io/';

export const errors = [
  { code: 0, message: 'Transport unknown' },
  { code: 1, message: 'Session ID unknown' },
  { code: 2, message: 'Bad handshake method' },
  { code: 3, message: 'Bad request' },
  { code: 4, message: 'Forbidden' },
  { code: 5, message: 'Unsupported protocol version' },
];

export function assertRefused(response, code) {
  assert.equal(response.status, 400);
  assert.equal(response.body, JSON.stringify(errors[code]));
  assert.equal(response.headers['content-type'], 'application/json');
}

export const openPolling = (query) => PollingSession.open(port, path, query);
export const openWebSocket = (query) => openWebSocketSession(port, path, query);

export async function assertClosed(session) {
  await eventually(
    async () => (await session.post('4?')).body === JSON.stringify(errors[1]),
    'the session to be unknown',
  );
}

export async function assertEchoes(session, text = 'still there') {
  assert.equal((await session.post(`4${text}`)).body, 'ok');
  assert.equal(await session.message(), `4${text}`);
}
