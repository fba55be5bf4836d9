// sio_fixture and what its tests have in common. Importing this starts one for the importing file.

import assert from 'node:assert/strict';

import { Wire } from './engineio_session.mjs';
import { startFixture } from './server.mjs';
import { suiteFor } from './suite.mjs';

export const server = await startFixture('sio_fixture');
export const check = suiteFor(server);
export const { port } = server;
export const path = '/socket.io/';

export const openWire = (transport) => Wire.open(transport, port, path);

/** A wire that joined "/" and received its `auth` event. */
export async function joined(transport) {
  const wire = await openWire(transport);
  wire.send('0');
  assert.match(await wire.next(), /^0\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
  await wire.expect('2["auth",{}]');
  return wire;
}

export async function assertAlive(wire) {
  wire.send('2["message","alive?"]');
  await wire.expect('2["message-back","alive?"]');
}
