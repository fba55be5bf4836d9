// The sound of the test film: a wave file made here, which also gives the film its length and its clock.
//
// Sixteen seconds of music, repeated: four chords, a plucked tune, the beat of wheels, and a click each second, by
// which ears can compare two browsers.

const rate = 16_000;
const barSeconds = 4;
const bars = 4;
const repeats = 12;
const loopSamples = rate * barSeconds * bars;

/** In seconds. */
export const filmLength = barSeconds * bars * repeats;

const chords = [
  [57, 64, 67, 72],
  [53, 60, 64, 69],
  [48, 55, 64, 67],
  [55, 59, 62, 69],
];
const tune = [76, 72, 69, 72, 76, 79, 76, 72, 74, 71, 67, 71, 74, 79, 74, 71];

const hertz = (note) => 440 * 2 ** ((note - 69) / 12);

/** Adds one decaying note; it may ring over the end of the loop into its beginning. */
function addNote(mix, { at, note, seconds, loudness, attack }) {
  const step = (2 * Math.PI * hertz(note)) / rate;
  const length = Math.floor(seconds * rate);
  for (let i = 0; i < length; ++i) {
    const life = i / length;
    const swell = Math.min(i / (attack * rate), 1) * (1 - life) ** 2;
    const tone = Math.sin(step * i) + 0.35 * Math.sin(2 * step * i) + 0.12 * Math.sin(3 * step * i);
    mix[(at + i) % loopSamples] += loudness * swell * tone;
  }
}

/** Wheels on a rail joint: two short thuds of filtered noise. */
function addWheels(mix, at) {
  let noise = 12_345;
  for (const shift of [0, 0.16]) {
    let low = 0;
    for (let i = 0; i < rate * 0.07; ++i) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      low += ((noise / 0x3fffffff - 1) - low) * 0.16;
      mix[(at + Math.floor(shift * rate) + i) % loopSamples] += 0.3 * low * (1 - i / (rate * 0.07)) ** 2;
    }
  }
}

function makeLoop() {
  const mix = new Float32Array(loopSamples);
  for (let bar = 0; bar < bars; ++bar) {
    const at = bar * barSeconds * rate;
    for (const note of chords[bar]) addNote(mix, { at, note, seconds: 5.5, loudness: 0.07, attack: 0.6 });
    for (let beat = 0; beat < barSeconds; ++beat) {
      const second = at + beat * rate;
      addNote(mix, { at: second, note: tune[bar * 4 + beat], seconds: 1.4, loudness: 0.13, attack: 0.004 });
      addNote(mix, { at: second, note: 96, seconds: 0.05, loudness: 0.06, attack: 0.001 });
      addWheels(mix, second + rate / 2);
    }
  }
  return Int16Array.from(mix, (value) => Math.max(-1, Math.min(1, value)) * 32_000);
}

function header(bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at, letters) => [...letters].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // mono
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  return view;
}

/** The address of the file; made once. */
export function soundAddress() {
  const loop = makeLoop();
  const parts = Array.from({ length: repeats }, () => loop);
  const file = new Blob([header(loop.byteLength * repeats), ...parts], { type: 'audio/wav' });
  return URL.createObjectURL(file);
}
