// The picture of the test film: a night train below the moon. What is drawn depends on the position alone, so two
// browsers at the same position show the same picture, and the running time in the corner tells how far off they are.

const width = 960;
const height = 540;
const horizon = 372;
const railY = 430;

/** The same numbers in every browser. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function canvas(w, h) {
  const made = document.createElement('canvas');
  made.width = w;
  made.height = h;
  return made;
}

/** A ridge that repeats itself after its width, so that it can pass for ever. */
function ridge({ colour, top, rough, seed, w }) {
  const picture = canvas(w, height);
  const pen = picture.getContext('2d');
  const next = random(seed);
  const waves = Array.from({ length: 6 }, (_, i) => ({ n: 1 + i * 2, phase: next() * 6.3, size: rough / (i + 1.3) }));
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, height);
  for (let x = 0; x <= w; x += 4) {
    const y = waves.reduce((sum, wave) => sum + wave.size * Math.sin((2 * Math.PI * wave.n * x) / w + wave.phase), top);
    pen.lineTo(x, y);
  }
  pen.lineTo(w, height);
  pen.fill();
  return picture;
}

function makeSky() {
  const picture = canvas(width, height);
  const pen = picture.getContext('2d');
  const sky = pen.createLinearGradient(0, 0, 0, horizon + 30);
  sky.addColorStop(0, '#0b1030');
  sky.addColorStop(0.45, '#2a2358');
  sky.addColorStop(0.78, '#8a4468');
  sky.addColorStop(1, '#f0965a');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  const next = random(11);
  for (let i = 0; i < 150; ++i) {
    const y = next() ** 1.6 * 270;
    pen.fillStyle = `rgb(255 244 224 / ${(0.25 + next() * 0.7) * (1 - y / 330)})`;
    const size = next() < 0.12 ? 2.4 : 1.4;
    pen.fillRect(next() * width, y, size, size);
  }
  return picture;
}

function makeTrain() {
  const picture = canvas(700, 80);
  const pen = picture.getContext('2d');
  for (let car = 0; car < 5; ++car) {
    const x = car * 134;
    pen.fillStyle = '#12101f';
    pen.beginPath();
    pen.roundRect(x, 12, 130, 46, car === 4 ? [8, 26, 6, 6] : 8);
    pen.fill();
    pen.fillStyle = '#c4452f';
    pen.fillRect(x, 44, 130, 4);
    for (let window = 0; window < 6; ++window) {
      pen.fillStyle = (car * 7 + window * 3) % 5 === 0 ? '#3a3145' : '#ffd98a';
      pen.fillRect(x + 10 + window * 19, 21, 13, 14);
    }
    pen.fillStyle = '#08070f';
    for (const wheel of [22, 44, 88, 110]) {
      pen.beginPath();
      pen.arc(x + wheel, 62, 7, 0, 7);
      pen.fill();
    }
  }
  return picture;
}

/** [picture, pixels a second] from far to near. */
const makeLayers = () => [
  [ridge({ colour: '#54345f', top: 330, rough: 34, seed: 5, w: 1400 }), 7],
  [ridge({ colour: '#362650', top: 368, rough: 26, seed: 9, w: 1800 }), 18],
  [ridge({ colour: '#1d1837', top: 404, rough: 14, seed: 3, w: 1600 }), 46],
];

const two = (number) => String(Math.floor(number)).padStart(2, '0');

export class TestFilm {
  #pen;
  #sky = makeSky();
  #layers = makeLayers();
  #train = makeTrain();

  constructor(screen) {
    this.#pen = screen.getContext('2d', { alpha: false });
  }

  draw(seconds) {
    const pen = this.#pen;
    pen.drawImage(this.#sky, 0, 0);
    this.#moon(seconds);
    for (const [picture, speed] of this.#layers) this.#pass(picture, seconds * speed);
    this.#track(seconds);
    this.#runningTime(seconds);
  }

  #moon(seconds) {
    const pen = this.#pen;
    const x = 190 + seconds * 2.6;
    const y = 132 - Math.sin((seconds / 192) * Math.PI) * 56;
    const glow = pen.createRadialGradient(x, y, 20, x, y, 130);
    glow.addColorStop(0, 'rgb(255 236 196 / 42%)');
    glow.addColorStop(1, 'rgb(255 236 196 / 0%)');
    pen.fillStyle = glow;
    pen.fillRect(x - 130, y - 130, 260, 260);
    pen.fillStyle = '#ffeecb';
    pen.beginPath();
    pen.arc(x, y, 38, 0, 7);
    pen.fill();
  }

  #pass(picture, distance) {
    const x = -(distance % picture.width);
    this.#pen.drawImage(picture, x, 0);
    if (x + picture.width < width) this.#pen.drawImage(picture, x + picture.width, 0);
  }

  #track(seconds) {
    const pen = this.#pen;
    pen.fillStyle = '#0d0b18';
    pen.fillRect(0, railY, width, height - railY);
    pen.fillStyle = '#2c2440';
    for (let x = -((seconds * 220) % 32); x < width; x += 32) pen.fillRect(x, railY + 5, 16, 5);
    pen.fillStyle = '#8d7f93';
    pen.fillRect(0, railY, width, 3);
    const sway = Math.sin(seconds * 6.28) * 0.7;
    pen.drawImage(this.#train, 150 + Math.sin(seconds / 9) * 46, railY - 69 + sway);
    pen.fillStyle = '#151024';
    for (let x = width + 60 - ((seconds * 300) % 520); x > -60; x -= 520) pen.fillRect(x, 214, 5, height - 214);
  }

  /** And a light that flashes with the click of each second. */
  #runningTime(seconds) {
    const pen = this.#pen;
    const flash = 1 - Math.min((seconds % 1) * 4, 1);
    pen.fillStyle = `rgb(255 190 92 / ${0.25 + 0.75 * flash})`;
    pen.beginPath();
    pen.arc(46, 500, 8 + 4 * flash, 0, 7);
    pen.fill();
    pen.fillStyle = '#f6efe2';
    pen.font = '600 24px ui-monospace, monospace';
    pen.fillText(`${two(seconds / 60)}:${two(seconds % 60)}.${two((seconds % 1) * 100)}`, 66, 508);
  }
}
