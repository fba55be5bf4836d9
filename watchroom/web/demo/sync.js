// Keeps the film of this page in step with the room.
//
// The host's page sets the pace: it tells where the film is after everything that happens to it, when somebody comes
// in, and every few seconds. The other pages compute from that, on the server's clock, where the film should be now,
// show the difference, and correct it.

import { $ } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { testFilmAddress } from './player.js';
import { correction, stateFields, Timeline, timelineOf } from './timeline.js';

const checkEvery = 200;
const tellEvery = 3000;
/** A film needs a moment to get going: its position right after the start is not yet what it looks like. */
const tellAgainAfter = 350;
/** After a jump the film needs a moment before its position means something. */
const restAfterJump = 1200;
/** What the host said before it heard of our own command is old. */
const ownCommandHolds = 400;
/** The needle's scale ends here, in ms. */
const meterEnd = 300;

const isWebAddress = (text) => typeof text === 'string' && /^https?:\/\//.test(text);

export class Sync {
  #connection;
  #room;
  #player;
  #timeline = null;
  #suspended = false;
  #commandedAt = -Infinity;
  #jumpedAt = -Infinity;
  #toldAt = -Infinity;
  #again = null;

  constructor(connection, room, player) {
    this.#connection = connection;
    this.#room = room;
    this.#player = player;
    this.#listen();
    player.addEventListener('wish', ({ detail }) => this.#onWish(detail));
    player.addEventListener('moved', () => this.#onMoved());
    setInterval(() => this.#check(), checkEvery);
    onLanguage(() => this.#show(null));
  }

  get #now() {
    return this.#connection.clock.now();
  }

  #listen() {
    const on = (event, handler) =>
      this.#connection.on(event, (...values) => {
        if (this.#room.inside && !this.#suspended) handler(...values);
      });
    on('play:change', (state) => this.#follow(state));
    on('play:update', (state) => {
      if (this.#now - this.#commandedAt > ownCommandHolds) this.#follow(state);
    });
    on('play:play', () => this.#turn(true));
    on('play:pause', () => this.#turn(false));
    on('play:seek', (position) => this.#move(position));
  }

  /** A room was entered; a host who comes back goes on where the film should be by now. */
  enter(state, again) {
    this.#toldAt = -Infinity;
    this.#suspended = false;
    if (again && this.#timeline && this.#room.isOwner) return this.tell('play:change');
    const known = state?.type === 'play';
    this.#player.load(this.#addressOf(state));
    this.#timeline = known ? timelineOf(state, this.#now) : new Timeline(0, this.#now, false);
    this.#obey();
    if (this.#room.isOwner) this.tell('play:change');
  }

  leave() {
    this.#timeline = null;
    this.#suspended = false;
    this.#player.unload();
  }

  /** Another film, from its beginning. The host's right. */
  change(address) {
    this.#player.load(address);
    this.#timeline = new Timeline(0, this.#now, false);
    this.#obey();
    this.tell('play:change');
  }

  /** While a screen is shared there is no film to keep in step. */
  suspend() {
    if (this.#suspended || !this.#timeline) return;
    this.#timeline = this.#timeline.turned(false, this.#now);
    this.#player.pause();
    this.#suspended = true;
  }

  resume() {
    if (!this.#suspended) return;
    this.#suspended = false;
    if (this.#room.isOwner) this.tell('play:change');
  }

  /** To the others: where the film is. Nothing unless we are the host. */
  tell(event = 'play:update') {
    if (!this.#room.isOwner || !this.#timeline || this.#suspended) return;
    const now = this.#now;
    const measured = event === 'play:update' && this.#player.settled;
    this.#timeline = measured
      ? new Timeline(this.#player.position, now, this.#player.playing)
      : this.#timeline.turned(this.#timeline.playing, now);
    this.#toldAt = now;
    const { address } = this.#player;
    this.#connection.emit(event, {
      type: 'play',
      url: address,
      videoId: address,
      videoName: address === testFilmAddress ? t('film.name') : address.split('/').at(-1),
      source: 'demo',
      ...stateFields(this.#timeline),
    });
  }

  #addressOf(state) {
    return isWebAddress(state?.url) ? state.url : testFilmAddress;
  }

  #follow(state) {
    if (this.#room.isOwner || state?.type !== 'play') return;
    this.#player.load(this.#addressOf(state));
    this.#timeline = timelineOf(state, this.#now);
    this.#check();
  }

  #turn(playing) {
    if (!this.#timeline) return;
    const timeline = this.#timeline.turned(playing, this.#now);
    const over = playing && timeline.position >= this.#player.length - 0.1;
    this.#timeline = over ? timeline.moved(0, this.#now) : timeline;
    this.#obey();
  }

  #move(position) {
    if (!this.#timeline || !Number.isFinite(position)) return;
    this.#timeline = this.#timeline.moved(Math.max(0, position), this.#now);
    this.#obey();
  }

  #onWish({ play, seek }) {
    if (!this.#timeline || this.#suspended) return;
    this.#commandedAt = this.#now;
    if (seek !== undefined) {
      this.#move(seek);
      this.#connection.emit('play:seek', seek);
      return;
    }
    this.#turn(play);
    this.#connection.emit(play ? 'play:play' : 'play:pause');
  }

  /** The film of the host has begun, stopped or arrived: that is now the truth. */
  #onMoved() {
    if (!this.#room.isOwner || !this.#player.settled) return;
    this.tell();
    clearTimeout(this.#again);
    if (this.#player.playing) this.#again = setTimeout(() => this.tell(), tellAgainAfter);
  }

  /** Brings the film to the timeline at once. */
  #obey() {
    const { at, playing } = this.#target();
    this.#player.pace = 1;
    if (Math.abs(this.#player.position - at) > 0.05) this.#jump(at);
    if (playing) this.#player.play();
    else this.#player.pause();
  }

  #target() {
    const at = Math.min(this.#timeline.at(this.#now), this.#player.length);
    return { at, playing: this.#timeline.playing && at < this.#player.length };
  }

  #jump(position) {
    this.#jumpedAt = this.#now;
    this.#player.seek(position);
  }

  #check() {
    if (!this.#timeline || this.#suspended || !this.#room.inside) return this.#show(null);
    if (this.#room.isOwner) return this.#checkHost();
    const { at, playing } = this.#target();
    if (playing !== this.#player.playing) return this.#obey();
    if (!this.#player.settled) return this.#show(null);
    const drift = this.#player.position - at;
    this.#show(drift * 1000);
    const { jump, pace = 1 } = playing ? correction(drift) : { jump: Math.abs(drift) > 0.05 };
    if (jump && this.#now - this.#jumpedAt > restAfterJump) this.#jump(at);
    this.#player.pace = pace;
  }

  #checkHost() {
    const drift = this.#player.position - this.#target().at;
    this.#show(this.#player.settled ? drift * 1000 : null);
    if (this.#player.playing && this.#now - this.#toldAt > tellEvery) this.tell();
  }

  #show(drift) {
    const known = drift !== null;
    const ms = known ? Math.round(drift) : 0;
    $('drift').textContent = known ? `${ms > 0 ? '+' : ms < 0 ? '−' : ''}${Math.abs(ms)}` : '–';
    $('drift').dataset.ms = known ? ms : '';
    $('needle').style.setProperty('--at', Math.max(-1, Math.min(1, ms / meterEnd)));
    const { roundTrip, offset } = this.#connection.clock;
    $('round-trip').textContent = roundTrip === undefined ? '–' : `${roundTrip.toFixed(1)} ms`;
    $('clock-offset').textContent = roundTrip === undefined ? '–' : `${offset.toFixed(1).replace('-', '−')} ms`;
    $('pace').textContent = this.#paceText();
  }

  #paceText() {
    if (this.#room.isOwner) return t('sync.host');
    const percent = Math.round((this.#player.pace - 1) * 1000) / 10;
    if (percent === 0) return t('sync.normal');
    return t(percent > 0 ? 'sync.faster' : 'sync.slower', { percent: Math.abs(percent) });
  }
}
