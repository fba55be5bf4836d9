// The voice connection to one other member: one audio line in both directions, agreed upon once. A microphone is put
// on it and taken off without talking about it again.
//
// Both may call at the same time. Then the polite one gives up its call and answers. It does so on a new connection: a
// rolled back one does not always look for candidates again.

import { Level } from './levels.js';

/** Who has not come through by then is reached through the server. */
const patience = 6000;

export class Peer {
  /** calling, connected, failed */
  state = 'calling';

  #pc;
  #iceServers;
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
    this.#iceServers = iceServers;
    this.#signal = signal;
    this.#polite = polite;
    this.#tell = tell;
    this.#timer = setTimeout(() => this.#become('failed'), patience);
    this.#connect();
  }

  #connect() {
    this.#pc?.close();
    const pc = new RTCPeerConnection({ iceServers: this.#iceServers });
    this.#pc = pc;
    this.#offering = false;
    pc.onnegotiationneeded = () => this.#offer(pc);
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

  async #offer(pc) {
    this.#offering = true;
    try {
      await pc.setLocalDescription();
      if (pc === this.#pc) this.#signal('offer', pc.localDescription.toJSON());
    } catch {
      if (pc === this.#pc) this.#become('failed');
    } finally {
      if (pc === this.#pc) this.#offering = false;
    }
  }

  async onOffer(offer) {
    const collision = this.#offering || this.#pc.signalingState !== 'stable';
    this.#ignoring = collision && !this.#polite;
    if (this.#ignoring) return;
    if (collision) this.#connect();
    const pc = this.#pc;
    await pc.setRemoteDescription(offer);
    const [line] = pc.getTransceivers();
    line.direction = 'sendrecv';
    this.#sender = line.sender;
    await line.sender.replaceTrack(this.#track);
    await pc.setLocalDescription();
    this.#signal('answer', pc.localDescription.toJSON());
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
