// Voice through the server, where browsers cannot reach each other: chunks of 4096 samples, 16 kHz, 16 bit little
// endian, as arrays of bytes. Silence is not sent; what would be heard late is not played.

import { audioContext, rootMeanSquare } from './levels.js';

const rate = 16_000;
const silenceBelow = 0.01;
/** Seconds: to begin with a little behind, and never further behind than that. */
const head = 0.06;
const mostQueued = 0.5;

let worklet = null;

export class RelaySender {
  #node = null;
  #source = null;
  #stopped = false;

  /** `send` gets arrays of byte values, until stop(). */
  constructor(stream, send) {
    this.#start(stream, send);
  }

  async #start(stream, send) {
    const context = audioContext();
    worklet ??= context.audioWorklet.addModule('/demo/relay_worklet.js');
    await worklet;
    if (this.#stopped) return;
    this.#source = context.createMediaStreamSource(stream);
    this.#node = new AudioWorkletNode(context, 'relay-capture', { numberOfOutputs: 0 });
    this.#node.port.onmessage = ({ data }) => {
      const loudness = rootMeanSquare(data) / 32_768;
      if (!this.#stopped && loudness >= silenceBelow) send([...new Uint8Array(data.buffer)]);
    };
    this.#source.connect(this.#node);
  }

  stop() {
    this.#stopped = true;
    this.#source?.disconnect();
    this.#node?.port.close();
  }
}

/** One speaker's chunks, one behind the other. */
export class RelayReceiver {
  #endsAt = 0;
  #output;

  /** `heard` is called for each chunk that is played. */
  constructor(heard) {
    this.heard = heard;
    const context = audioContext();
    this.#output = context.createGain();
    this.#output.connect(context.destination);
  }

  play(bytes, sampleRate) {
    const context = audioContext();
    const now = context.currentTime;
    if (!Array.isArray(bytes) || bytes.length < 2 || this.#endsAt - now > mostQueued) return;
    const samples = new Int16Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 1);
    const buffer = context.createBuffer(1, samples.length, validRate(sampleRate));
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; ++i) channel[i] = samples[i] / 32_768;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#output);
    const at = Math.max(this.#endsAt, now + head);
    source.start(at);
    this.#endsAt = at + buffer.duration;
    this.heard(rootMeanSquare(channel) >= silenceBelow, buffer.duration);
  }

  stop() {
    this.#output.disconnect();
  }
}

/** What a browser makes a buffer of. */
const validRate = (sampleRate) => (sampleRate >= 8000 && sampleRate <= 96_000 ? sampleRate : rate);
