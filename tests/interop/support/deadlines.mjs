// Every wait of the suite has a deadline, so a lost message fails one test instead of hanging the run.

/** Milliseconds a peer is given. Instrumented builds are slower: INTEROP_SLOWDOWN multiplies it. */
export const patience = 10_000 * Number(process.env.INTEROP_SLOWDOWN ?? 1);

/** The promise's value, or an error that says what did not happen in time. */
export function within(promise, what, ms = patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()}: not within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Resolves after ms. Only for waits whose length is the thing under test. */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls probe() until it gives something true. For facts that no event announces (a counter over HTTP). */
export async function eventually(probe, what, ms = patience) {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await pause(20);
  }
}

/** Values in the order they came; readers wait for the next one. */
export class Inbox {
  #values = [];
  #readers = [];
  #end = null;

  push(value) {
    const reader = this.#readers.shift();
    if (reader) reader.resolve(value);
    else this.#values.push(value);
  }

  /** No more values will come; waiting and later readers are refused with the reason. */
  end(reason) {
    this.#end ??= new Error(reason);
    for (const reader of this.#readers.splice(0)) reader.reject(this.#end);
  }

  get size() {
    return this.#values.length;
  }

  next(what = 'next value', ms = patience) {
    if (this.#values.length > 0) return Promise.resolve(this.#values.shift());
    if (this.#end) return Promise.reject(this.#end);
    const value = new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    return within(value, () => what, ms);
  }
}
