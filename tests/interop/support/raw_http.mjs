// HTTP/1.1 spoken by hand over a TCP connection: the bytes sent are exactly the bytes written in the test.

import net from 'node:net';

import { patience, within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';

/** The server has ended the connection or the session. */
export class PeerClosed extends Error {}

/** One TCP connection. Received bytes stay in `received` until a reader takes them. */
export class Connection {
  received = Buffer.alloc(0);
  ended = false;
  #wake = [];

  static async open(port, host = '127.0.0.1') {
    const socket = net.connect({ port, host });
    socket.setNoDelay(true);
    const connection = new Connection(socket);
    await within(
      new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
      () => 'connect',
    );
    return connection;
  }

  constructor(socket) {
    this.socket = socket;
    const changed = () => this.#wake.splice(0).forEach((wake) => wake());
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      changed();
    });
    socket.on('error', () => {});
    const closed = leaveNothing(() => socket.destroy());
    socket.on('close', () => {
      closed();
      changed((this.ended = true));
    });
  }

  /** Resolves when the bytes were given to the system. */
  send(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, resolve));
  }

  destroy() {
    this.socket.destroy();
  }

  /** parse(bytes, ended) is asked again with every new byte until it gives a value. */
  async read(parse, what, ms = patience) {
    const attempt = async () => {
      for (;;) {
        const value = parse(this.received, this.ended);
        if (value !== undefined) return value;
        if (this.ended)
          throw new PeerClosed(
            `connection closed instead of ${what}; it sent ${JSON.stringify(this.received.toString('latin1'))}`,
          );
        await new Promise((resolve) => this.#wake.push(resolve));
      }
    };
    return within(
      attempt(),
      () => `${what}; got ${JSON.stringify(this.received.toString('latin1').slice(0, 300))}`,
      ms,
    );
  }

  consume(count) {
    const taken = this.received.subarray(0, count);
    this.received = this.received.subarray(count);
    return taken;
  }

  /** The next response; `method` is that of its request. */
  async response(method = 'GET', ms = patience) {
    return this.read((bytes, ended) => this.#takeResponse(bytes, ended, method), `response to ${method}`, ms);
  }

  /** Resolves when the peer closed; gives what it sent before and nobody read. */
  async closed(ms = patience) {
    return this.read((bytes, ended) => (ended ? bytes : undefined), 'the peer to close', ms);
  }

  #takeResponse(bytes, ended, method) {
    const head = parseHead(bytes);
    if (!head) return undefined;
    const body = bodyOf(head, bytes.subarray(head.size), method, ended);
    if (!body) return undefined;
    this.consume(head.size + body.size);
    return {
      status: head.status,
      reason: head.reason,
      headers: head.headers,
      headerLines: head.lines,
      bytes: body.bytes,
      body: body.bytes.toString('utf8'),
    };
  }
}

function parseHead(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, status, reason] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine) ?? [];
  if (!status) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(status), reason, headers, lines, size: end + 4 };
}

function bodyOf(head, rest, method, ended) {
  if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304)
    return { bytes: Buffer.alloc(0), size: 0 };
  if (/chunked/i.test(head.headers['transfer-encoding'] ?? '')) return unchunk(rest);
  const length = head.headers['content-length'];
  if (length === undefined) return ended ? { bytes: rest, size: rest.length } : undefined;
  if (rest.length < Number(length)) return undefined;
  return { bytes: rest.subarray(0, Number(length)), size: Number(length) };
}

function unchunk(rest) {
  const chunks = [];
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16);
    const next = lineEnd + 2 + size + 2;
    if (rest.length < next) return undefined;
    if (size === 0) return { bytes: Buffer.concat(chunks), size: next };
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

/** The text of a request; Host and Content-Length are added, everything else is as given. */
export function requestText(method, target, headers = {}, body = undefined) {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const lines = Object.entries({ Host: 'localhost', ...length, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(body ?? '')]);
}

/** One request on a connection of its own. */
export async function request(port, method, target, { headers, body } = {}) {
  const connection = await Connection.open(port);
  try {
    connection.send(requestText(method, target, { Connection: 'close', ...headers }, body));
    return await connection.response(method);
  } finally {
    connection.destroy();
  }
}
