// Runs on the audio thread: the microphone as chunks of 4096 samples, 16 kHz, 16 bit.

const targetRate = 16_000;
const chunkSamples = 4096;

class RelayCapture extends AudioWorkletProcessor {
  #chunk = new Int16Array(chunkSamples);
  #filled = 0;
  #sum = 0;
  #count = 0;
  #phase = 0;

  /** Each output sample is the mean of the input samples that fall to it. */
  process([[input]]) {
    for (const sample of input ?? []) {
      this.#sum += sample;
      ++this.#count;
      this.#phase += targetRate / sampleRate;
      if (this.#phase < 1) continue;
      this.#phase -= 1;
      this.#add(this.#sum / this.#count);
      this.#sum = this.#count = 0;
    }
    return true;
  }

  #add(sample) {
    this.#chunk[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32_767;
    if (this.#filled < chunkSamples) return;
    this.port.postMessage(this.#chunk.slice());
    this.#filled = 0;
  }
}

registerProcessor('relay-capture', RelayCapture);
