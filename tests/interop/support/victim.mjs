// A server that is about to be mistreated, and two bystanders who must not notice.

import assert from 'node:assert/strict';

import { Wire } from './engineio_session.mjs';
import { PeerClosed, request } from './raw_http.mjs';
import { authKey, startRoomd, withoutRates } from './server.mjs';
import { Stage } from './stage.mjs';
import { suiteFor } from './suite.mjs';

export const path = '/socket.io/';

const createRoom = [
  'room:create',
  { name: 'r', description: '', isPublic: true, roomType: 'music', userName: 'u' },
];

export class Victim {
  #said = 0;
  #turn = Promise.resolve();

  static async start(threads) {
    const victim = new Victim();
    victim.program = await startRoomd({
      ...withoutRates,
      IO_THREADS: threads,
      MAX_CONNECTIONS_PER_IP: '0',
      MAX_SOCKETS_PER_IP: '0',
      HANDSHAKE_BURST: '0',
    });
    victim.port = victim.program.port;
    victim.check = suiteFor(victim.program);
    victim.bystanders = new Stage(victim.program, 'upgrade');
    [victim.speaker, victim.listener] = await victim.bystanders.cast(2);
    await victim.bystanders.room([victim.speaker, victim.listener]);
    return victim;
  }

  async assertHealthy() {
    const response = await request(this.port, 'GET', '/health');
    assert.equal(response.status, 200);
    assert.equal(JSON.parse(response.body).status, 'ok');
  }

  /** The server is alive and a bystander's message arrives, alone. Tests running side by side take turns. */
  assertUnharmed() {
    const turn = this.#turn.then(() => this.#bystand());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #bystand() {
    await this.assertHealthy();
    const command = ['play:seek', ++this.#said];
    this.speaker.emit(...command);
    await this.bystanders.expect([this.listener, command]);
  }

  /** A raw client that is the owner of a music room ("owner") or in none ("outsider"). */
  async actor(transport, role) {
    const wire = await Wire.open(transport, this.port, path);
    wire.send(`0{"token":"${authKey}"}`);
    await wire.next();
    if (role === 'owner') {
      wire.send(`20${JSON.stringify(createRoom)}`);
      await wire.next();
    }
    return wire;
  }

  /** Sends the packets one after the other, with a new actor after each that cost the connection. */
  async provokeAll(transport, role, packets) {
    let wire = await this.actor(transport, role);
    for (const packet of packets) {
      const { closed } = await provoke(wire, packet);
      if (closed) wire = await this.actor(transport, role);
    }
    await wire.destroy();
  }
}

/** Sends the packet, then waits for an answer to a heartbeat or for the end. Gives the messages that came before. */
export async function provoke(wire, packet) {
  wire.send(packet, '2["heartbeat"]');
  const messages = [];
  try {
    for (;;) {
      const message = await wire.next();
      if (typeof message === 'string' && message.startsWith('2["heartbeat:pong"'))
        return { closed: false, messages };
      messages.push(message);
    }
  } catch (error) {
    if (!(error instanceof PeerClosed)) throw error;
    return { closed: true, messages };
  }
}
