// The server's clock, as far as this page can know it: a heartbeat is answered with the server's time, and the
// answer with the shortest way tells most.

const kept = 8;

/** Unix time in ms; unlike Date.now() nobody sets it while the page is open. */
export const localNow = () => performance.timeOrigin + performance.now();

export class Clock {
  #samples = [];

  /** An answer that took from `sent` to `received` (local) and said `serverTime`. */
  add(sent, received, serverTime) {
    this.#samples.push({ roundTrip: received - sent, offset: serverTime - (sent + received) / 2 });
    if (this.#samples.length > kept) this.#samples.shift();
  }

  reset() {
    this.#samples = [];
  }

  get #best() {
    return this.#samples.reduce((best, next) => (next.roundTrip < best.roundTrip ? next : best), {
      roundTrip: Infinity,
      offset: 0,
    });
  }

  /** The server's clock minus ours, in ms. */
  get offset() {
    return this.#best.offset;
  }

  /** The last round trip in ms, or nothing yet. */
  get roundTrip() {
    return this.#samples.at(-1)?.roundTrip;
  }

  now() {
    return localNow() + this.offset;
  }
}
