// The film and its controls. One <video> plays both kinds of films: any address, or the test film, whose sound it
// plays while a canvas draws the picture to it.
//
// Events: "wish" when somebody at this page uses the controls (detail: {play: true | false} or {seek: seconds}),
// "moved" when the film itself began, stopped or arrived somewhere (what a host tells the others about).

import { $, setIcon } from './dom.js';
import { label, onLanguage, t } from './i18n.js';
import { toast } from './notice.js';
import { TestFilm } from './test_film.js';
import { filmLength, soundAddress } from './test_sound.js';

export const testFilmAddress = 'roomd:night-train';

const drawEvery = 1000 / 25;
const step = 5;

/** How far the bar of a slider is filled. */
const fill = (slider) => slider.style.setProperty('--filled', `${(slider.value / slider.max) * 100}%`);

const clockText = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export class Player extends EventTarget {
  #media = $('media');
  #film = null;
  #sound = null;
  #address = null;
  /** When the picture was drawn, and of which position. */
  #drawnAt = 0;
  #drawn = null;
  #waitingForPlay = false;
  #dragging = false;

  constructor() {
    super();
    this.#media.volume = Number($('volume').value);
    this.#followMedia();
    this.#followControls();
    this.#followKeys();
    onLanguage(() => this.#show());
    requestAnimationFrame((time) => this.#frame(time));
  }

  get address() {
    return this.#address;
  }
  get position() {
    return this.#media.currentTime;
  }
  get length() {
    if (this.#address === testFilmAddress) return filmLength;
    return Number.isFinite(this.#media.duration) ? this.#media.duration : Infinity;
  }
  get playing() {
    return !this.#media.paused && !this.#media.ended;
  }
  /** In the middle of a jump or without data: nobody can say how far off it is. */
  get settled() {
    return !this.#media.seeking && this.#media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  load(address) {
    if (address === this.#address) return;
    this.#address = address;
    const test = address === testFilmAddress;
    $('film').hidden = !test;
    if (test) {
      this.#film ??= new TestFilm($('film'));
      this.#sound ??= soundAddress();
    }
    this.#media.src = test ? this.#sound : address;
    this.#show();
  }

  unload() {
    this.#address = null;
    this.#media.pause();
    this.#media.removeAttribute('src');
    this.#media.load();
    this.#show();
  }

  /** Without sound where the browser allows no other start; a button then gives the sound back. */
  async play() {
    if (this.playing || this.#waitingForPlay) return;
    this.#waitingForPlay = true;
    try {
      await this.#media.play();
    } catch (error) {
      if (error.name === 'NotAllowedError' && !this.#media.muted) {
        this.#media.muted = true;
        $('unmute').hidden = false;
        await this.#media.play().catch(() => {});
      }
    } finally {
      this.#waitingForPlay = false;
    }
  }

  pause() {
    this.#media.pause();
  }

  seek(seconds) {
    this.#media.currentTime = Math.max(0, Math.min(seconds, this.length));
  }

  set pace(factor) {
    if (this.#media.playbackRate !== factor) this.#media.playbackRate = factor;
  }
  get pace() {
    return this.#media.playbackRate;
  }

  #wish(detail) {
    this.dispatchEvent(new CustomEvent('wish', { detail }));
  }

  #togglePlay() {
    this.#wish({ play: !this.playing });
  }

  #followMedia() {
    const media = this.#media;
    for (const event of ['playing', 'pause', 'seeked', 'ended']) {
      media.addEventListener(event, () => {
        this.#show();
        this.dispatchEvent(new Event('moved'));
      });
    }
    for (const event of ['play', 'timeupdate', 'durationchange', 'volumechange', 'emptied']) {
      media.addEventListener(event, () => this.#show());
    }
    media.addEventListener('error', () => {
      if (this.#address) toast(t('player.broken'));
    });
  }

  #followControls() {
    $('play').addEventListener('click', () => this.#togglePlay());
    $('stage-play').addEventListener('click', () => this.#togglePlay());
    $('film').addEventListener('click', () => this.#togglePlay());
    this.#media.addEventListener('click', () => this.#togglePlay());
    $('seek').addEventListener('input', () => {
      this.#dragging = true;
      this.#showPosition(Number($('seek').value));
    });
    $('seek').addEventListener('change', () => {
      this.#dragging = false;
      this.#wish({ seek: Number($('seek').value) });
    });
    $('mute').addEventListener('click', () => this.#toggleMute());
    $('unmute').addEventListener('click', () => this.#toggleMute());
    $('volume').addEventListener('input', () => {
      this.#media.volume = Number($('volume').value);
      this.#media.muted = false;
    });
    $('fullscreen').addEventListener('click', () => this.#toggleFullscreen());
  }

  /** Only while the screen itself has the focus: elsewhere the keys belong to the page and to screen readers. */
  #followKeys() {
    const keys = {
      ' ': () => this.#togglePlay(),
      k: () => this.#togglePlay(),
      ArrowLeft: () => this.#wish({ seek: Math.max(0, this.position - step) }),
      ArrowRight: () => this.#wish({ seek: Math.min(this.length, this.position + step) }),
      f: () => this.#toggleFullscreen(),
      m: () => this.#toggleMute(),
    };
    $('stage').addEventListener('keydown', (event) => {
      const plain = !event.ctrlKey && !event.altKey && !event.metaKey && event.target === $('stage');
      if (!plain || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  #toggleMute() {
    this.#media.muted = !this.#media.muted;
    $('unmute').hidden = true;
  }

  #toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else $('stage').requestFullscreen?.().catch(() => {});
  }

  #frame(time) {
    requestAnimationFrame((next) => this.#frame(next));
    const { position } = this;
    if (this.#address !== testFilmAddress || time - this.#drawnAt < drawEvery || position === this.#drawn) return;
    this.#drawnAt = time;
    this.#drawn = position;
    this.#film.draw(position);
  }

  #show() {
    const { playing } = this;
    $('stage').dataset.playing = playing;
    setIcon($('play').firstElementChild, playing ? 'pause' : 'play');
    label($('play'), playing ? 'player.pause' : 'player.play');
    setIcon($('mute').firstElementChild, this.#media.muted ? 'muted' : 'sound');
    label($('mute'), this.#media.muted ? 'player.unmute' : 'player.mute');
    fill($('volume'));
    if (!this.#dragging) this.#showPosition(this.position);
  }

  #showPosition(seconds) {
    const end = Number.isFinite(this.length) ? this.length : 0;
    $('seek').max = end || 1;
    if (!this.#dragging) $('seek').value = seconds;
    fill($('seek'));
    $('seek').setAttribute('aria-valuetext', t('player.position', { at: clockText(seconds), end: clockText(end) }));
    $('time').textContent = clockText(seconds);
    $('duration').textContent = clockText(end);
  }
}
