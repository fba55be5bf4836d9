// How loud a sound is: for each, whether somebody speaks just now.

/** Of the full scale; what is below is the noise of a room. */
const speaksAbove = 0.01;
const lookEvery = 100;
/** Between two words nobody has stopped speaking. */
const holdsFor = 350;

export function rootMeanSquare(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** The one audio context of the page; it sleeps until somebody has touched the page. */
let shared = null;
export function audioContext() {
  shared ??= new AudioContext();
  if (shared.state === 'suspended') shared.resume().catch(() => {});
  return shared;
}

/** Calls `tell(speaking)` whenever that changes, until stop(). */
export class Level {
  #source;
  #analyser;
  #timer;
  #heardAt = -Infinity;
  #speaking = false;

  constructor(stream, tell) {
    const context = audioContext();
    this.#source = context.createMediaStreamSource(stream);
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 2048;
    this.#source.connect(this.#analyser);
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#timer = setInterval(() => {
      this.#analyser.getFloatTimeDomainData(samples);
      const now = performance.now();
      if (rootMeanSquare(samples) > speaksAbove) this.#heardAt = now;
      const speaking = now - this.#heardAt < holdsFor;
      if (speaking !== this.#speaking) tell((this.#speaking = speaking));
    }, lookEvery);
  }

  stop() {
    clearInterval(this.#timer);
    this.#source.disconnect();
  }
}
