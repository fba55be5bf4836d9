// Members of a watch room that stop to read, each in its own way: what a page does whose laptop lid has been shut.

import assert from 'node:assert/strict';

import { PollingSession, Wire } from './engineio_session.mjs';
import { Connection, requestText } from './raw_http.mjs';
import { authKey } from './server.mjs';

const path = '/socket.io/';

/** How a member may be slow: it has no message that stop() returned before, and reads again after resume(). */
export const slownesses = ['websocket', 'polling', 'polling, answers unread'];

export class SlowMember {
  /** Connected and in the room, reading. */
  static async join(port, roomId, slowness, userName = 'slow') {
    const wire = await Wire.open(slowness === 'websocket' ? slowness : 'polling', port, path);
    wire.send(`0{"token":"${authKey}"}`);
    const [, id] = /^0\{"sid":"([^"]+)"/.exec(await wire.next());
    wire.send(`21${JSON.stringify(['room:join', { roomId, userName }])}`);
    const joined = await wire.next();
    assert.match(joined, /^31\[\{"success":true/);
    return new SlowMember(wire, id, slowness, port);
  }

  constructor(wire, id, slowness, port) {
    Object.assign(this, { wire, id, slowness, port });
  }

  /** From here on it reads nothing. The kernel takes what its receive buffer holds. */
  async stop() {
    if (this.slowness === 'websocket') this.wire.ws.connection.socket.pause();
    if (this.slowness !== 'polling, answers unread') return;
    this.poll = await Connection.open(this.port);
    await this.poll.send(requestText('GET', this.wire.session.target));
    this.poll.socket.pause();
  }

  /** Reads again. */
  async resume() {
    if (this.slowness === 'websocket') this.wire.ws.connection.socket.resume();
    if (!this.poll) return;
    this.poll.socket.resume();
    const { body } = await this.poll.response();
    this.wire.session.packets.push(...body.split('\x1e'));
    this.poll.destroy();
    this.poll = undefined;
  }

  /** The events until `last` has come, [name, ...arguments]. */
  async until(last) {
    for (const events = []; ; ) {
      const text = await this.wire.next();
      if (text[0] === '2') events.push(JSON.parse(text.slice(1)));
      if (events.at(-1)?.[0] === last) return events;
    }
  }

  /** Waits for the end; gives all Engine.IO packets that came before it, those of the WebSocket without a type. */
  async over() {
    if (this.slowness === 'websocket') return this.#overWebSocket();
    if (this.poll) await this.resume().catch(() => {});
    const { session } = this.wire;
    const response = await session.get();
    assert.match(response.body, /Session ID unknown/);
    return session.packets;
  }

  async #overWebSocket() {
    this.wire.ws.connection.socket.resume();
    // What the server had queued is lost, maybe in the middle of a frame.
    const rest = await this.wire.ws.connection.closed();
    return whole(rest);
  }

  destroy() {
    this.poll?.destroy();
    if (this.wire.ws) this.wire.ws.destroy();
  }
}

/** The texts of the server's frames that are complete. */
function whole(bytes) {
  const texts = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const short = bytes[at + 1];
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + header > bytes.length) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (at + header + length > bytes.length) break;
    assert.equal(bytes[at] & 0x0f, 1, 'nothing but text, and no close frame');
    texts.push(bytes.toString('utf8', at + header, at + header + length));
    at += header + length;
  }
  return texts;
}
