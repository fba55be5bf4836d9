// Engine.IO 4 sessions spoken by hand: what a client sends is written in the test, packet by packet.

import assert from 'node:assert/strict';

import { Connection, PeerClosed, request, requestText } from './raw_http.mjs';
import { RawWebSocket, opcodes } from './raw_websocket.mjs';

export const separator = '\x1e';

/** A session over long-polling. `path` is the served prefix: "/engine.io/". */
export class PollingSession {
  static async open(port, path, query = '') {
    const target = `${path}?EIO=4&transport=polling${query}`;
    const response = await request(port, 'GET', target);
    assert.equal(response.status, 200, response.body);
    const [open, ...rest] = response.body.split(separator);
    assert.equal(open[0], '0', 'the first packet is the open packet');
    return new PollingSession(port, path, JSON.parse(open.slice(1)), response, rest);
  }

  constructor(port, path, handshake, response, packets) {
    this.port = port;
    this.handshake = handshake;
    this.sid = handshake.sid;
    this.response = response;
    this.packets = packets;
    this.path = path;
    this.target = `${path}?EIO=4&transport=polling&sid=${handshake.sid}`;
  }

  get(options) {
    return request(this.port, 'GET', this.target, options);
  }

  post(body, headers = {}) {
    return request(this.port, 'POST', this.target, {
      body,
      headers: { 'Content-Type': 'text/plain;charset=UTF-8', ...headers },
    });
  }

  /** The next payload's packets. */
  async poll() {
    const response = await this.get();
    if (response.body === '{"code":1,"message":"Session ID unknown"}')
      throw new PeerClosed('unknown session');
    assert.equal(response.status, 200, response.body);
    return response.body.split(separator);
  }

  /** A GET whose answer is not awaited; it has certainly left for the server. */
  async startPoll() {
    const connection = await Connection.open(this.port);
    await connection.send(requestText('GET', this.target));
    return connection;
  }

  /** Polls until a packet is not a heartbeat ping; pings are answered on the way. */
  async message() {
    for (;;) {
      const packet = await this.#nextPacket();
      if (packet === '2') await this.post('3');
      else if (packet !== '6') return packet;
    }
  }

  async #nextPacket() {
    if (this.packets.length === 0) this.packets = await this.poll();
    return this.packets.shift();
  }

  /** A WebSocket with this session's sid; nothing is sent on it yet. */
  upgrade() {
    return RawWebSocket.open(this.port, `${this.path}?EIO=4&transport=websocket&sid=${this.sid}`);
  }

  /** Runs the whole upgrade and gives the WebSocket. */
  async upgraded() {
    const ws = await this.upgrade();
    ws.send('2probe');
    assert.equal(await ws.text(), '3probe');
    ws.send('5');
    return ws;
  }
}

/** A session over WebSocket; `ws.handshake` holds the open packet's object. */
export async function openWebSocketSession(port, path, query = '') {
  const ws = await RawWebSocket.open(port, `${path}?EIO=4&transport=websocket${query}`);
  const open = await ws.text();
  assert.equal(open[0], '0');
  ws.handshake = JSON.parse(open.slice(1));
  ws.answersHeartbeats = true;
  return ws;
}

/**
 * The same few verbs over either transport: what a Socket.IO test sends and sees. Texts are Engine.IO message data
 * without the leading "4"; binary messages are Buffers. Heartbeats are answered.
 */
export class Wire {
  static async open(transport, port, path) {
    const open =
      transport === 'websocket' ? openWebSocketSession(port, path) : PollingSession.open(port, path);
    return transport === 'websocket' ? new WebSocketWire(await open) : new PollingWire(await open);
  }

  /** Fails unless exactly these messages come next. */
  async expect(...messages) {
    for (const message of messages) assert.deepEqual(await this.next(), message);
  }
}

class WebSocketWire extends Wire {
  constructor(ws) {
    super();
    this.ws = ws;
    this.sid = ws.handshake.sid;
  }

  send(...messages) {
    for (const message of messages)
      typeof message === 'string' ? this.ws.send(`4${message}`) : this.ws.sendBinary(message);
  }

  sendPacket(packet) {
    this.ws.send(packet);
  }

  async next() {
    const { opcode, payload } = await this.ws.frame();
    if (opcode === opcodes.close) throw new PeerClosed(`close frame ${payload.toString('hex')}`);
    if (opcode === opcodes.binary) return payload;
    const text = payload.toString('utf8');
    assert.ok(
      opcode === opcodes.text && text[0] === '4',
      `expected a message, got opcode ${opcode} ${JSON.stringify(text)}`,
    );
    return text.slice(1);
  }

  /** Waits for the end; gives the messages that came before it. */
  async over() {
    return (await this.ws.over()).map((packet) => packet.slice(1));
  }

  destroy() {
    this.ws.destroy();
  }
}

class PollingWire extends Wire {
  constructor(session) {
    super();
    this.session = session;
    this.sid = session.sid;
    this.sending = Promise.resolve();
  }

  send(...messages) {
    const packets = messages.map((message) =>
      typeof message === 'string' ? `4${message}` : `b${Buffer.from(message).toString('base64')}`,
    );
    this.sendPacket(packets.join(separator));
  }

  sendPacket(payload) {
    this.sending = this.sending.then(() => this.session.post(payload)).catch(() => {});
  }

  async next() {
    await this.sending;
    const packet = await this.session.message();
    if (packet === '1') throw new PeerClosed('close packet');
    if (packet[0] === 'b') return Buffer.from(packet.slice(1), 'base64');
    assert.equal(packet[0], '4', `expected a message, got ${JSON.stringify(packet)}`);
    return packet.slice(1);
  }

  async over() {
    await this.sending;
    const messages = [];
    for (;;) {
      const response = await this.session.get();
      if (response.status === 400 && response.body.includes('Session ID unknown')) return messages;
      for (const packet of response.body.split(separator)) {
        if (packet === '2') await this.session.post('3');
        else if (packet[0] === '4') messages.push(packet.slice(1));
      }
    }
  }

  destroy() {
    this.sendPacket('1');
    return this.sending;
  }
}
