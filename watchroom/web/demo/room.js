// The room one is in: entering, coming back after a loss, who else is there, leaving.
//
// Events: "entered" (detail: {room, again}), "members" (detail: {joined} or {left}), "left" (detail: {reason}).

import { session } from './session.js';

export class Room extends EventTarget {
  info = null;
  /** By id, in the order in which they came. */
  members = new Map();

  #connection;

  constructor(connection) {
    super();
    this.#connection = connection;
    connection.on('room:member-joined', (member) => this.#onJoined(member));
    connection.on('room:member-left', (id) => this.#onLeft(id));
    connection.on('room:deleted', (detail) => {
      // Whoever left last is told of the end, too.
      if (this.inside) this.#end(detail?.reason ?? 'gone');
    });
  }

  get inside() {
    return this.info !== null;
  }

  get isOwner() {
    return this.inside && this.info.ownerId === this.#connection.id;
  }

  get myId() {
    return this.#connection.id;
  }

  get others() {
    return [...this.members.values()].filter((member) => member.id !== this.myId);
  }

  nameOf(id) {
    return this.members.get(id)?.name ?? '';
  }

  /** @return why not, or nothing. */
  async create({ name, password, isPublic, userName }) {
    const wish = { name, description: '', isPublic, roomType: 'sync', userName };
    const answer = await this.#ask('room:create', password ? { ...wish, password } : wish);
    if (!answer.success) return answer.error;
    const { room } = answer;
    session.seat = { roomId: room.id, password, ownerToken: room.ownerToken, userName };
    this.#enter(room, [{ id: room.ownerId, name: userName, isOwner: true }], false);
    return null;
  }

  /** @return why not, or nothing. */
  join({ roomId, password, userName }) {
    return this.#take({ roomId, password, userName }, false);
  }

  /** After a lost connection or a reload: the same seat. @return why not, or nothing. */
  async comeBack() {
    const error = await this.#take(session.seat, true);
    // Without an answer the seat is kept for the next attempt.
    if (error && error !== 'timeout') this.#end('gone');
    return error;
  }

  leave() {
    this.#connection.emit('room:leave');
    this.#end('own');
  }

  async #take(seat, again) {
    const answer = await this.#ask('room:join', seat);
    if (!answer.success) return answer.error;
    session.seat = seat;
    this.#enter(answer.room, answer.members, again);
    return null;
  }

  async #ask(event, wish) {
    try {
      return await this.#connection.request(event, wish);
    } catch {
      return { success: false, error: 'timeout' };
    }
  }

  #enter(info, members, again) {
    this.info = info;
    this.members = new Map(members.map((member) => [member.id, member]));
    this.dispatchEvent(new CustomEvent('entered', { detail: { room: info, again } }));
  }

  #onJoined(member) {
    if (!this.inside) return;
    if (member.isOwner) {
      for (const other of this.members.values()) other.isOwner = false;
      this.info.ownerId = member.id;
    }
    this.members.set(member.id, member);
    this.dispatchEvent(new CustomEvent('members', { detail: { joined: member } }));
  }

  #onLeft(id) {
    const left = this.members.get(id);
    if (!left) return;
    this.members.delete(id);
    this.dispatchEvent(new CustomEvent('members', { detail: { left } }));
  }

  #end(reason) {
    session.seat = null;
    this.info = null;
    this.members.clear();
    this.dispatchEvent(new CustomEvent('left', { detail: { reason } }));
  }
}
