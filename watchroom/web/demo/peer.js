// The voice connection to one other member: one audio line in both directions, agreed upon once. A microphone is put
// on it and taken off without talking about it again. Both may call at the same time ("perfect negotiation").

import { Level } from './levels.js';

/** Who has not come through by then is reached through the server. */
const patience = 6000;

export class Peer {
  /** calling, connected, failed */
  state = 'calling';

  #pc;
  #signal;
  #polite;
  #tell;
  #track = null;
  #sender = null;
  #offering = false;
  #ignoring = false;
  #timer;
  #level = null;
  #audio = null;

  /**
   * `signal(kind, value)` sends an offer, answer or ice to the other; `tell({state} or {speaking})` reports. Of two,
   * exactly one is polite.
   */
  constructor({ iceServers, polite, signal, tell }) {
    this.#signal = signal;
    this.#polite = polite;
    this.#tell = tell;
    this.#pc = new RTCPeerConnection({ iceServers });
    this.#timer = setTimeout(() => this.#become('failed'), patience);
    this.#follow();
  }

  #follow() {
    const pc = this.#pc;
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => candidate && this.#signal('ice', candidate.toJSON());
    pc.ontrack = ({ track }) => this.#hear(new MediaStream([track]));
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'connected') this.#become('connected');
      if (pc.connectionState === 'failed') this.#become('failed');
    };
  }

  /** Calls the other with a microphone. */
  call(track) {
    this.#track = track;
    this.#sender = this.#pc.addTrack(track, new MediaStream([track]));
  }

  /** Puts a microphone on the line, or none; on a line that is not there yet, as soon as it is. */
  speak(track) {
    this.#track = track;
    this.#sender?.replaceTrack(track);
  }

  async #offer() {
    this.#offering = true;
    try {
      await this.#pc.setLocalDescription();
      // Meanwhile the other may have called, and we have given way.
      const { signalingState, localDescription } = this.#pc;
      if (signalingState === 'have-local-offer') this.#signal('offer', localDescription.toJSON());
    } catch {
      this.#become('failed');
    } finally {
      this.#offering = false;
    }
  }

  async onOffer(offer) {
    const collision = this.#offering || this.#pc.signalingState !== 'stable';
    this.#ignoring = collision && !this.#polite;
    if (this.#ignoring) return;
    await this.#pc.setRemoteDescription(offer);
    const [line] = this.#pc.getTransceivers();
    line.direction = 'sendrecv';
    this.#sender = line.sender;
    await line.sender.replaceTrack(this.#track);
    await this.#pc.setLocalDescription();
    this.#signal('answer', this.#pc.localDescription.toJSON());
  }

  async onAnswer(answer) {
    if (this.#pc.signalingState === 'have-local-offer') await this.#pc.setRemoteDescription(answer);
  }

  async onIce(candidate) {
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoring) throw error;
    }
  }

  #hear(stream) {
    this.#audio?.remove();
    this.#level?.stop();
    this.#audio = document.createElement('audio');
    this.#audio.srcObject = stream;
    document.getElementById('voices').append(this.#audio);
    this.#audio.play().catch(() => {});
    this.#level = new Level(stream, (speaking) => this.#tell({ speaking }));
  }

  #become(state) {
    clearTimeout(this.#timer);
    if (this.state === state) return;
    this.state = state;
    this.#tell({ state });
  }

  close() {
    clearTimeout(this.#timer);
    this.#tell = () => {};
    this.#level?.stop();
    this.#audio?.remove();
    this.#pc.close();
  }
}
