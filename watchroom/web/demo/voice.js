// The voice call of a room. Whoever turns the microphone on calls every other member; everybody hears. Members who do
// not come through get the voice through the server (relay.js), and so does everybody when the host wants it so.

import { $, setIcon } from './dom.js';
import { label, onLanguage, t } from './i18n.js';
import { iceServers } from './ice.js';
import { Level } from './levels.js';
import { toast } from './notice.js';
import { Peer } from './peer.js';
import { RelayReceiver, RelaySender } from './relay.js';

const relayed = 'server-relay';
const direct = 'p2p';

export class Voice {
  #connection;
  #room;
  #members;
  #peers = new Map();
  #receivers = new Map();
  #timers = new Map();
  #states = new Map();
  #microphone = null;
  #ownLevel = null;
  #relaySender = null;
  #strategy = direct;

  constructor(connection, room, members) {
    this.#connection = connection;
    this.#room = room;
    this.#members = members;
    this.#listen();
    room.addEventListener('members', ({ detail }) => this.#onMembers(detail));
    $('mic').addEventListener('click', () => this.#toggle());
    $('relay').addEventListener('change', () => {
      this.#connection.emit('voice:strategy-change', { strategy: $('relay').checked ? relayed : direct });
    });
    onLanguage(() => this.#show());
  }

  #listen() {
    const on = (event, handler) =>
      this.#connection.on(event, (message) => {
        if (this.#room.members.has(message?.userId)) Promise.resolve(handler(message)).catch(() => {});
      });
    on('voice:offer', ({ userId, offer }) => {
      if (this.#strategy === direct) return this.#peer(userId).onOffer(offer);
    });
    on('voice:answer', ({ userId, answer }) => this.#peers.get(userId)?.onAnswer(answer));
    on('voice:ice', ({ userId, candidate }) => this.#peers.get(userId)?.onIce(candidate));
    on('voice:audio-chunk', (chunk) => this.#onChunk(chunk));
    this.#connection.on('voice:strategy-change', ({ strategy }) => this.#follow(strategy));
  }

  get #track() {
    return this.#microphone?.getAudioTracks()[0] ?? null;
  }

  /** A room was entered: nobody there knows our new id, so every call is made anew. */
  enter(again) {
    this.#hangUp();
    if (!again) this.#strategy = direct;
    if (this.#microphone) this.#callAll();
    this.#show();
  }

  leave() {
    this.#hangUp();
    this.#stopMicrophone();
    this.#strategy = direct;
    this.#show();
  }

  #onMembers({ joined, left }) {
    if (left) this.#forget(left.id);
    if (joined && joined.id !== this.#room.myId) {
      if (this.#microphone) this.#call(joined.id);
      // Whoever comes later has not heard how it is done here.
      if (this.#room.isOwner && this.#strategy === relayed) {
        this.#connection.emit('voice:strategy-change', { strategy: relayed });
      }
    }
    this.#show();
  }

  async #toggle() {
    if (this.#microphone) {
      this.#stopMicrophone();
    } else {
      await this.#startMicrophone();
    }
    this.#show();
  }

  async #startMicrophone() {
    if (!navigator.mediaDevices) return toast(t('voice.insecure'));
    try {
      this.#microphone = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true },
      });
    } catch {
      return toast(t('voice.refused'));
    }
    if (!this.#room.inside) return this.#stopMicrophone();
    this.#ownLevel = new Level(this.#microphone, (speaking) => this.#report(this.#room.myId, { speaking }));
    this.#connection.emit('voice:mic-enabled');
    this.#callAll();
  }

  #stopMicrophone() {
    for (const peer of this.#peers.values()) peer.speak(null);
    this.#microphone?.getTracks().forEach((track) => track.stop());
    this.#microphone = null;
    this.#ownLevel?.stop();
    this.#ownLevel = null;
    if (this.#room.inside) this.#report(this.#room.myId, { state: 'none', speaking: false });
    this.#chooseRelay();
  }

  #callAll() {
    for (const { id } of this.#room.others) this.#call(id);
    this.#report(this.#room.myId, { state: this.#strategy === relayed ? 'relay' : 'p2p' });
    this.#chooseRelay();
  }

  #call(id) {
    if (this.#strategy === relayed) return;
    const known = this.#peers.get(id);
    if (known && known.state !== 'failed') return known.speak(this.#track);
    this.#forget(id);
    this.#open(id).call(this.#track);
    this.#report(id, { state: 'calling' });
  }

  /** The line to a member who calls. */
  #peer(id) {
    const known = this.#peers.get(id);
    if (known && known.state !== 'failed') return known;
    known?.close();
    const peer = this.#open(id);
    peer.speak(this.#track);
    return peer;
  }

  #open(id) {
    const peer = new Peer({
      iceServers: iceServers(),
      polite: this.#room.myId < id,
      signal: (kind, value) => {
        const field = { offer: 'offer', answer: 'answer', ice: 'candidate' }[kind];
        this.#connection.emit(`voice:${kind}`, { targetUserId: id, [field]: value });
      },
      tell: (news) => this.#onNews(id, news),
    });
    this.#peers.set(id, peer);
    return peer;
  }

  #onNews(id, { state, speaking }) {
    if (speaking !== undefined) this.#report(id, { speaking });
    if (state === 'connected') this.#report(id, { state: 'p2p' });
    if (state === 'failed') this.#report(id, { state: 'relay', speaking: false });
    if (state) this.#chooseRelay();
  }

  /** Sends through the server exactly while somebody needs it. */
  #chooseRelay() {
    const failed = [...this.#peers.values()].some((peer) => peer.state === 'failed');
    const needed = Boolean(this.#microphone) && (this.#strategy === relayed || failed);
    if (needed === Boolean(this.#relaySender)) return;
    this.#relaySender?.stop();
    this.#relaySender = needed ? new RelaySender(this.#microphone, (bytes) => this.#sendChunk(bytes)) : null;
  }

  #sendChunk(audioData) {
    if (!this.#room.inside) return;
    this.#connection.emitVolatile('voice:audio-chunk', { roomId: this.#room.info.id, audioData, sampleRate: 16_000 });
  }

  /** Not from those whom we hear directly. */
  #onChunk({ userId, audioData, sampleRate }) {
    if (this.#peers.get(userId)?.state === 'connected' && this.#strategy === direct) return;
    if (!this.#receivers.has(userId)) {
      this.#receivers.set(userId, new RelayReceiver((loud, seconds) => this.#onHeard(userId, loud, seconds)));
    }
    this.#receivers.get(userId).play(audioData, sampleRate);
  }

  #onHeard(id, loud, seconds) {
    if (!loud) return;
    this.#report(id, { state: 'relay', speaking: true });
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.#report(id, { speaking: false }), seconds * 1000 + 250));
  }

  #follow(strategy) {
    if (strategy === this.#strategy || ![relayed, direct].includes(strategy)) return;
    this.#strategy = strategy;
    this.#hangUp();
    if (this.#microphone) this.#callAll();
    this.#show();
  }

  #hangUp() {
    for (const id of [...this.#peers.keys(), ...this.#receivers.keys()]) this.#forget(id);
    this.#chooseRelay();
  }

  #forget(id) {
    this.#peers.get(id)?.close();
    this.#peers.delete(id);
    this.#receivers.get(id)?.stop();
    this.#receivers.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#states.delete(id);
    this.#members.showVoice(id, { state: 'none', speaking: false });
  }

  #report(id, news) {
    const state = { state: 'none', speaking: false, ...this.#states.get(id), ...news };
    this.#states.set(id, state);
    this.#members.showVoice(id, state);
  }

  #show() {
    const on = Boolean(this.#microphone);
    setIcon($('mic').firstElementChild, on ? 'mic' : 'mic-off');
    $('mic').dataset.on = on;
    $('mic').title = t(on ? 'voice.turnOff' : 'voice.turnOn');
    $('mic-text').textContent = t(on ? 'voice.on' : 'voice.off');
    $('relay').checked = this.#strategy === relayed;
    $('relay').disabled = !this.#room.isOwner;
    label($('voice-settings'), 'voice.settings');
  }
}
