// RFC 6455 spoken by hand, so that a test may see and send any frame, legal or not.

import { createHash, randomBytes } from 'node:crypto';

import { patience } from './deadlines.mjs';
import { Connection, requestText } from './raw_http.mjs';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** Client frame bytes. Masked with zeros by default, so the payload stays readable in a dump. */
export function frame(opcode, payload, { fin = true, masked = true, rsv = 0 } = {}) {
  const data = Buffer.from(payload);
  const size = lengthField(data.length);
  size[0] |= masked ? 0x80 : 0;
  return Buffer.concat([
    Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]),
    size,
    Buffer.alloc(masked ? 4 : 0),
    data,
  ]);
}

function lengthField(length) {
  if (length < 126) return Buffer.from([length]);
  if (length < 65_536) return Buffer.from([126, length >> 8, length & 0xff]);
  const wide = Buffer.alloc(9);
  wide[0] = 127;
  wide.writeBigUInt64BE(BigInt(length), 1);
  return wide;
}

function parseFrame(bytes) {
  if (bytes.length < 2) return undefined;
  if (bytes[1] & 0x80) throw new Error('a server frame must not be masked');
  const short = bytes[1] & 0x7f;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < header) return undefined;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < header + length) return undefined;
  const payload = Buffer.from(bytes.subarray(header, header + length));
  return {
    opcode: bytes[0] & 0x0f,
    fin: (bytes[0] & 0x80) !== 0,
    rsv: (bytes[0] >> 4) & 7,
    payload,
    size: header + length,
  };
}

export const handshakeHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Asks for an upgrade and gives the HTTP answer with its connection, whatever it is. */
export async function askUpgrade(port, target, { method = 'GET', headers = {} } = {}) {
  const connection = await Connection.open(port);
  connection.send(requestText(method, target, { ...handshakeHeaders, ...headers }));
  const response = await connection.response('GET');
  return { connection, response };
}

export class RawWebSocket {
  /** Opens the WebSocket; throws when the server refuses it. */
  static async open(port, target, { headers = {} } = {}) {
    const key = randomBytes(16).toString('base64');
    const { connection, response } = await askUpgrade(port, target, {
      headers: { 'Sec-WebSocket-Key': key, ...headers },
    });
    if (response.status !== 101) {
      connection.destroy();
      throw new Error(`upgrade refused: ${response.status} ${response.body}`);
    }
    const expected = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    if (response.headers['sec-websocket-accept'] !== expected) throw new Error('wrong Sec-WebSocket-Accept');
    const ws = new RawWebSocket(connection);
    ws.response = response;
    return ws;
  }

  /** Heartbeat pings ("2") are answered and hidden while this is true. */
  answersHeartbeats = false;

  constructor(connection) {
    this.connection = connection;
  }

  send(text) {
    return this.connection.send(frame(opcodes.text, text));
  }

  sendBinary(bytes) {
    return this.connection.send(frame(opcodes.binary, bytes));
  }

  /** Raw bytes behind the handshake. */
  sendRaw(bytes) {
    return this.connection.send(bytes);
  }

  /** The next frame of any kind. */
  async frame(ms = patience) {
    for (;;) {
      const next = await this.connection.read(parseFrame, 'a WebSocket frame', ms);
      this.connection.consume(next.size);
      if (!this.answersHeartbeats || next.opcode !== opcodes.text || next.payload.toString() !== '2')
        return next;
      this.send('3');
    }
  }

  /** The next message, which must be text. */
  async text(ms = patience) {
    const next = await this.frame(ms);
    if (next.opcode !== opcodes.text || !next.fin)
      throw new Error(`expected a text frame, got ${describe(next)}`);
    return next.payload.toString('utf8');
  }

  /** The next message, which must be binary. */
  async binary(ms = patience) {
    const next = await this.frame(ms);
    if (next.opcode !== opcodes.binary) throw new Error(`expected a binary frame, got ${describe(next)}`);
    return next.payload;
  }

  /** Waits for the close frame and gives its code, null when it carries none. Messages before it are returned too. */
  async closing(ms = patience) {
    const messages = [];
    for (;;) {
      const next = await this.frame(ms);
      if (next.opcode === opcodes.close)
        return { code: next.payload.length >= 2 ? next.payload.readUInt16BE(0) : null, messages };
      messages.push(next.payload.toString('utf8'));
    }
  }

  /** Waits until the connection is over, with or without a close frame; gives the texts that came before. */
  async over(ms = patience) {
    const messages = [];
    for (;;) {
      const next = await this.connection.read(
        (bytes, ended) => parseFrame(bytes) ?? (ended ? null : undefined),
        'the end of the connection',
        ms,
      );
      if (next === null) return messages;
      this.connection.consume(next.size);
      if (next.opcode === opcodes.close) {
        this.connection.send(frame(opcodes.close, next.payload));
        this.connection.socket.end();
        return messages;
      }
      const text = next.payload.toString('utf8');
      if (text === '2' && this.answersHeartbeats) this.send('3');
      else messages.push(text);
    }
  }

  destroy() {
    this.connection.destroy();
  }
}

const describe = ({ opcode, fin, payload }) =>
  `opcode ${opcode}${fin ? '' : ' (fragment)'} ${JSON.stringify(payload.toString('latin1').slice(0, 200))}`;
