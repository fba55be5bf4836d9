// The connection to the server: one Socket.IO socket, its state, its heartbeat and the server's clock.
//
// Events: "state" whenever state or attempt changes, "ready" each time the server has let us in (again), "pulse" after
// each answered heartbeat.

import { io } from '/socket.io/socket.io.esm.min.js';

import { Clock, localNow } from './clock.js';

const heartbeatEvery = 5000;
/** In quick succession after connecting: the best of a few tells the clock well. */
const firstHeartbeats = 6;
const firstHeartbeatsEvery = 120;
const answerWithin = 8000;

export class Connection extends EventTarget {
  clock = new Clock();
  /** closed, connecting, connected, reconnecting, offline, refused */
  state = 'closed';
  attempt = 0;

  #socket = null;
  #sentAt = null;
  #timer = null;
  #first = 0;
  #handlers = [];

  constructor() {
    super();
    addEventListener('online', () => this.tryNow());
    addEventListener('offline', () => this.#show());
  }

  get id() {
    return this.#socket?.id;
  }

  get connected() {
    return this.state === 'connected';
  }

  open(key) {
    this.#socket?.disconnect();
    this.clock.reset();
    this.#socket = io({
      auth: { token: key },
      forceNew: true,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 400,
      reconnectionDelayMax: 4000,
    });
    for (const [event, handler] of this.#handlers) this.#socket.on(event, handler);
    this.#follow(this.#socket);
    this.#become('connecting');
  }

  /** Handlers stay when the connection is made anew. */
  on(event, handler) {
    this.#handlers.push([event, handler]);
    this.#socket?.on(event, handler);
  }

  /** What is said while there is no connection is not said later. */
  emit(event, ...values) {
    if (this.connected) this.#socket.emit(event, ...values);
  }

  /** As emit(), for what is worthless when late. */
  emitVolatile(event, ...values) {
    if (this.connected) this.#socket.volatile.emit(event, ...values);
  }

  /** The server's answer; an Error when none comes. */
  request(event, ...values) {
    return this.#socket.timeout(answerWithin).emitWithAck(event, ...values);
  }

  /** Does not wait for the next attempt. */
  tryNow() {
    if (!this.#socket || this.state === 'connected' || this.state === 'refused') return;
    this.#socket.disconnect().connect();
    this.#become('reconnecting', Math.max(this.attempt, 1));
  }

  #follow(socket) {
    // A wrong key is told after "connect", so only the first answer shows that we are in.
    socket.on('connect', () => this.#beat(firstHeartbeats));
    socket.on('error', (reason) => {
      if (reason === 'Unauthorized') this.#become('refused');
    });
    socket.on('heartbeat:pong', ({ timestamp }) => this.#onPong(timestamp));
    socket.on('disconnect', () => {
      clearTimeout(this.#timer);
      this.#sentAt = null;
      if (this.state !== 'refused') this.#become('reconnecting', 1);
    });
    socket.io.on('reconnect_attempt', (attempt) => this.#become('reconnecting', attempt));
  }

  #beat(first = 0) {
    this.#first = first;
    this.#sentAt = localNow();
    this.#socket.emit('heartbeat');
  }

  #onPong(timestamp) {
    if (this.#sentAt !== null) this.clock.add(this.#sentAt, localNow(), timestamp);
    this.#sentAt = null;
    const more = Math.max(this.#first - 1, 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#beat(more), more > 0 ? firstHeartbeatsEvery : heartbeatEvery);
    if (!this.connected) {
      this.#become('connected');
      this.dispatchEvent(new Event('ready'));
    }
    this.dispatchEvent(new Event('pulse'));
  }

  #become(state, attempt = 0) {
    this.attempt = attempt;
    this.state = state;
    this.#show();
  }

  #show() {
    if (this.state === 'reconnecting' && !navigator.onLine) this.state = 'offline';
    this.dispatchEvent(new Event('state'));
  }
}
