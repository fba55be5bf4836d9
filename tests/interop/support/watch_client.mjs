// A page of a watch room: the official socket.io-client, with everything it receives written down in order.

import http from 'node:http';
import net from 'node:net';

import { io } from 'socket.io-client';

import { within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';
import { Connection, requestText } from './raw_http.mjs';
import { authKey } from './server.mjs';

export const modes = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };

/** Keeps hold of the TCP connections, so that the network can fail. */
class Cable extends http.Agent {
  #connections = new Set();

  constructor() {
    super({ keepAlive: true });
  }

  createConnection(options, callback) {
    const connection = net.connect(options, callback);
    this.#connections.add(connection);
    return connection;
  }

  cut() {
    for (const connection of this.#connections) connection.destroy();
    this.destroy();
  }
}

export class WatchClient {
  /** A client that is connecting; `options` go to socket.io-client. */
  constructor(program, mode, options = {}) {
    this.port = program.port;
    this.mode = mode;
    this.cable = new Cable();
    this.socket = io(program.url, {
      transports: modes[mode],
      auth: { token: authKey },
      forceNew: true,
      reconnection: false,
      agent: this.cable,
      ...options,
    });
    this.#closed = leaveNothing(() => this.close());
    this.#record();
  }

  static async connect(program, mode, options) {
    const client = new WatchClient(program, mode, options);
    await client.connected();
    return client;
  }

  /** Events in the order of arrival, [name, ...arguments]; take() empties it. */
  events = [];
  #fences = [];
  #waiting = [];
  #closed;

  #record() {
    this.socket.onAny((name, ...args) => {
      if (name === 'heartbeat:pong' && this.#fences.length > 0) return this.#fences.shift()();
      this.events.push([name, ...args]);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  get id() {
    return this.socket.id;
  }

  connected() {
    const connect = new Promise((resolve, reject) => {
      if (this.socket.connected) resolve();
      this.socket.once('connect', resolve).once('connect_error', reject);
    });
    return within(connect, () => 'connect');
  }

  /** Resolves with the reason. */
  disconnected() {
    return within(new Promise((resolve) => this.socket.once('disconnect', resolve)), () => 'disconnect');
  }

  emit(name, ...args) {
    this.socket.emit(name, ...args);
  }

  /** Emits with an acknowledgement and gives its only argument. */
  request(name, ...args) {
    const answer = new Promise((resolve) => this.socket.emit(name, ...args, resolve));
    return within(answer, () => `answer to ${name}`);
  }

  take() {
    return this.events.splice(0);
  }

  /** Waits until an event of that name is among `events`, and leaves it there. */
  async until(name) {
    const arrival = async () => {
      while (!this.events.some(([seen]) => seen === name))
        await new Promise((resolve) => this.#waiting.push(resolve));
    };
    await within(arrival(), () => `${name}; got ${JSON.stringify(this.events).slice(0, 500)}`);
  }

  /**
   * Returns when the server has handled everything emitted before, and everything that the server had sent to this
   * client by then has arrived: both directions keep their order, so the pong comes last.
   */
  fence() {
    const pong = new Promise((resolve) => this.#fences.push(resolve));
    this.socket.emit('heartbeat');
    return within(pong, () => 'heartbeat:pong');
  }

  /** Waits until the transport is the one the mode ends with. */
  async settledTransport() {
    const { engine } = this.socket.io;
    const wanted = modes[this.mode].at(-1);
    const upgrade = new Promise((resolve) =>
      engine.transport.name === wanted ? resolve() : engine.once('upgrade', resolve),
    );
    await within(upgrade, () => `upgrade to ${wanted}`);
  }

  /** The network fails: no goodbye of any kind reaches the server. */
  async drop() {
    await this.settledTransport();
    const { id: sid, transport } = this.socket.io.engine;
    this.cable.cut();
    if (transport.name === 'polling') await this.#abandonPoll(sid);
    this.socket.disconnect();
  }

  /** Between two polls the server could not see the loss for a whole heartbeat; a last poll is begun and dropped. */
  async #abandonPoll(sid) {
    const connection = await Connection.open(this.port);
    await connection.send(requestText('GET', `/socket.io/?EIO=4&transport=polling&sid=${sid}`));
    connection.destroy();
  }

  close() {
    this.#closed();
    this.socket.disconnect();
    this.cable.destroy();
  }
}
