// A network between the clients and the server that fails: each line can be reset, stalled, or cut so that only the
// client knows.

import net from 'node:net';

/** One client's connections. A client has a line of its own, so that a fault is the fault of one client. */
export class Line {
  #server;
  #pairs = new Set();

  constructor(port) {
    this.#server = net.createServer({ pauseOnConnect: true }, (near) => this.#connect(near, port));
    this.#server.on('error', () => {});
  }

  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
    return this;
  }

  #connect(near, port) {
    const far = net.connect({ port, host: '127.0.0.1' });
    const pair = { near, far };
    this.#pairs.add(pair);
    near.setNoDelay(true).pipe(far.setNoDelay(true)).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => pair.halfOpen || far.destroy());
    far.on('close', () => (near.destroy(), this.#pairs.delete(pair)));
  }

  /** Both ends see a reset. */
  reset() {
    for (const { near, far } of this.#pairs) {
      far.resetAndDestroy();
      near.resetAndDestroy();
    }
  }

  /** The client is gone and the server is not told: its end stays open, silent, and unread. */
  loseHalf() {
    for (const pair of this.#pairs) {
      pair.halfOpen = true;
      pair.near.unpipe(pair.far);
      pair.far.unpipe(pair.near);
      pair.far.pause();
      pair.near.resetAndDestroy();
    }
  }

  /** For `ms` nothing passes in either direction; later it does. */
  stall(ms) {
    for (const pair of this.#pairs) {
      const { near, far } = pair;
      near.unpipe(far);
      far.unpipe(near);
      near.pause();
      far.pause();
      clearTimeout(pair.stalled);
      pair.stalled = setTimeout(() => {
        if (!near.destroyed && !far.destroyed) near.pipe(far).pipe(near);
      }, ms);
    }
  }

  get connections() {
    return this.#pairs.size;
  }

  close() {
    this.reset();
    this.#server.close();
  }
}
