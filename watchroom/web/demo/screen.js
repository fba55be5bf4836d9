// The host shares a screen; the others see it in place of the film.
//
// The host tells "screen:start"; each viewer answers that it is ready and gets a connection of its own. A viewer that
// asks again (it came back) gets a new one.

import { $ } from './dom.js';
import { label, onLanguage, t } from './i18n.js';
import { iceServers } from './ice.js';
import { announce, toast } from './notice.js';

export class Screen extends EventTarget {
  #connection;
  #room;
  #stream = null;
  /** Of the host, by viewer; of a viewer, one. */
  #viewers = new Map();
  #incoming = null;
  #sharing = false;

  constructor(connection, room) {
    super();
    this.#connection = connection;
    this.#room = room;
    this.#listen();
    $('share').addEventListener('click', () => this.#toggle());
    room.addEventListener('members', ({ detail }) => {
      if (detail.left) this.#drop(detail.left.id);
      this.#show();
    });
    onLanguage(() => this.#show());
  }

  #listen() {
    const on = (event, handler) =>
      this.#connection.on(event, (message) => {
        if (this.#room.inside) Promise.resolve(handler(message ?? {})).catch(() => {});
      });
    on('screen:start', (state) => this.#onStart(state));
    on('screen:stop', () => this.#onStop());
    on('screen:viewer-ready', ({ userId }) => this.#offerTo(userId));
    on('screen:offer', ({ userId, offer }) => this.#onOffer(userId, offer));
    on('screen:answer', ({ userId, answer }) => this.#viewers.get(userId)?.setRemoteDescription(answer));
    on('screen:ice', ({ userId, candidate }) => this.#partner(userId)?.addIceCandidate(candidate));
  }

  /** A room was entered: somebody may be sharing, or we were. */
  enter(state) {
    this.#closeAll();
    const shared = state?.type === 'screen' && state.status === 'sharing';
    if (this.#stream) return this.#announceOwn();
    if (!shared) return this.#onStop();
    // Our own, from before a reload: there is nothing to show any more.
    if (this.#room.isOwner) return this.#connection.emit('screen:stop');
    return this.#onStart(state);
  }

  leave() {
    this.#endStream();
    this.#closeAll();
    this.#present(null);
  }

  async #toggle() {
    if (this.#stream) {
      this.#endStream();
      this.#connection.emit('screen:stop');
      return;
    }
    if (!navigator.mediaDevices?.getDisplayMedia) return toast(t('voice.insecure'));
    try {
      this.#stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 30 }, audio: true });
    } catch {
      return toast(t('screen.refused'));
    }
    this.#stream.getVideoTracks()[0].addEventListener('ended', () => {
      this.#endStream();
      this.#connection.emit('screen:stop');
    });
    this.#announceOwn();
  }

  #announceOwn() {
    this.#connection.emit('screen:start', {
      type: 'screen',
      status: 'sharing',
      ownerName: this.#room.nameOf(this.#room.myId),
      hasAudio: this.#stream.getAudioTracks().length > 0,
      startedAt: Date.now(),
    });
  }

  /** The server tells everybody, the host too. */
  #onStart(state) {
    this.#setSharing(true);
    if (this.#stream) return this.#present(this.#stream, t('screen.yours'), true);
    if (this.#room.isOwner) return;
    this.#present(null, t('screen.waiting'));
    announce(t('screen.started', { name: String(state.ownerName ?? '') }));
    this.#connection.emit('screen:viewer-ready');
  }

  #onStop() {
    const was = this.#sharing;
    this.#endStream();
    this.#closeAll();
    this.#present(null);
    this.#setSharing(false);
    if (was) announce(t('screen.stopped'));
  }

  async #offerTo(id) {
    if (!this.#stream) return;
    this.#drop(id);
    const pc = this.#connect(id);
    this.#viewers.set(id, pc);
    for (const track of this.#stream.getTracks()) pc.addTrack(track, this.#stream);
    await pc.setLocalDescription();
    this.#connection.emit('screen:offer', { targetUserId: id, offer: pc.localDescription.toJSON() });
  }

  async #onOffer(id, offer) {
    this.#incoming?.pc.close();
    const pc = this.#connect(id);
    this.#incoming = { id, pc };
    pc.ontrack = ({ streams: [stream] }) => this.#present(stream);
    await pc.setRemoteDescription(offer);
    await pc.setLocalDescription();
    this.#connection.emit('screen:answer', { targetUserId: id, answer: pc.localDescription.toJSON() });
  }

  #connect(id) {
    const pc = new RTCPeerConnection({ iceServers: iceServers() });
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.#connection.emit('screen:ice', { targetUserId: id, candidate: candidate.toJSON() });
    };
    return pc;
  }

  #partner(id) {
    return this.#incoming?.id === id ? this.#incoming.pc : this.#viewers.get(id);
  }

  #drop(id) {
    this.#viewers.get(id)?.close();
    this.#viewers.delete(id);
  }

  #closeAll() {
    for (const id of [...this.#viewers.keys()]) this.#drop(id);
    this.#incoming?.pc.close();
    this.#incoming = null;
  }

  #endStream() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }

  #present(stream, note = null, silent = false) {
    const screen = $('screen');
    screen.hidden = !stream;
    screen.srcObject = stream;
    screen.muted = silent;
    if (stream) screen.play().catch(() => this.#playSilently(screen));
    $('stage-note').hidden = !note;
    $('stage-note').textContent = note ?? '';
  }

  #playSilently(screen) {
    screen.muted = true;
    screen.play().catch(() => {});
  }

  #setSharing(sharing) {
    const changed = sharing !== this.#sharing;
    this.#sharing = sharing;
    $('stage').dataset.screen = sharing;
    this.#show();
    if (changed) this.dispatchEvent(new CustomEvent('sharing', { detail: sharing }));
  }

  #show() {
    label($('share'), this.#stream ? 'screen.stop' : 'screen.share');
    $('share').dataset.on = Boolean(this.#stream);
    $('share').hidden = !this.#room.isOwner;
  }
}
