// One page that does what comes to its mind: joins, leaves, chats, plays, speaks, and loses its network.

import { io } from 'socket.io-client';

import { authKey } from '../support/server.mjs';
import { states } from '../support/stage.mjs';
import { modes } from '../support/watch_client.mjs';

/** Answers that a lost connection swallows must not keep a page waiting. */
const longestAnswer = 3_000;
const audio = Array(4096).fill(127);

export class Page {
  /** `town` is what all pages share: rooms they have heard of, and counters of what they did. */
  constructor(line, random, town) {
    Object.assign(this, { line, random, town });
    this.mode = random.weighed([
      [6, 'websocket'],
      [2, 'polling'],
      [2, 'upgrade'],
    ]);
  }

  /** Lives until `end` (a time in ms). */
  async live(end) {
    while (Date.now() < end) {
      await this.#pause(this.random.between(50, 400), end);
      await this.#act();
    }
    this.socket?.disconnect();
  }

  #pause(ms, end) {
    return new Promise((resolve) => setTimeout(resolve, Math.min(ms, Math.max(0, end - Date.now()))));
  }

  async #act() {
    if (!this.socket?.connected) return this.#connect();
    const [name, act] = this.random.weighed(this.room ? inRoom : outside);
    this.town.did[name] = (this.town.did[name] ?? 0) + 1;
    await act(this);
  }

  async #connect() {
    this.socket?.disconnect();
    this.room = undefined;
    const socket = io(`http://127.0.0.1:${this.line.port}`, {
      transports: modes[this.mode],
      auth: { token: authKey },
      forceNew: true,
      reconnection: false,
      timeout: longestAnswer,
    });
    this.socket = socket;
    socket.on('room:deleted', () => (this.room = undefined));
    socket.onAny(() => ++this.town.received);
    await new Promise((resolve) => {
      for (const outcome of ['connect', 'connect_error']) socket.once(outcome, resolve);
      setTimeout(resolve, longestAnswer);
    });
    if (socket.connected) ++this.town.connects;
  }

  emit(...event) {
    this.socket.emit(...event);
  }

  async request(...event) {
    return this.socket.timeout(longestAnswer).emitWithAck(...event).catch(() => void ++this.town.unanswered);
  }

  async create() {
    const answer = await this.request('room:create', {
      name: `room ${this.random.below(1000)}`,
      description: '',
      isPublic: this.random.next() < 0.8,
      userName: 'owner',
    });
    if (answer?.success) this.#settle(answer.room);
  }

  async join() {
    const known = this.random.of(this.town.rooms);
    if (!known) return this.create();
    const ownerToken = this.random.next() < 0.2 ? known.ownerToken : undefined;
    const answer = await this.request('room:join', { roomId: known.id, userName: 'member', ownerToken });
    if (answer?.success) this.#settle({ ...answer.room, ownerToken });
  }

  #settle(room) {
    this.room = room;
    if (!room.ownerToken) return;
    this.town.rooms.push({ id: room.id, ownerToken: room.ownerToken });
    if (this.town.rooms.length > 40) this.town.rooms.shift();
  }
}

const burst = (count, event) => (page) => {
  for (let n = 0; n < count; ++n) page.emit(...event(page));
};

const faults = [
  [2, ['reset', (page) => page.line.reset()]],
  [1, ['half open', (page) => page.line.loseHalf()]],
  [2, ['stall', (page) => page.line.stall(page.random.between(100, 3_000))]],
];

const outside = [
  [4, ['create', (page) => page.create()]],
  [12, ['join', (page) => page.join()]],
  [2, ['list', (page) => page.request('room:list')]],
  [1, ['chat outside', (page) => page.emit('chat:message', { content: 'anybody?', type: 'text' })]],
  [1, ['disconnect', (page) => page.socket.disconnect()]],
  ...faults,
];

const inRoom = [
  [20, ['chat', (page) => page.emit('chat:message', { content: `hello ${page.random.below(9)}`, type: 'text' })]],
  [20, ['heartbeat', (page) => page.emit('heartbeat')]],
  [20, ['update', burst(3, (page) => ['play:update', states.play({ currentTime: page.random.below(5000) })])]],
  [8, ['seek', (page) => page.emit('play:seek', page.random.below(5000))]],
  [8, ['speak', burst(4, () => ['voice:audio-chunk', { audioData: audio, sampleRate: 16_000 }])]],
  [2, ['clear', (page) => page.request('state:clear')]],
  [2, ['screen', (page) => page.emit('screen:start', states.screen())]],
  [2, ['screen end', (page) => page.emit('screen:stop')]],
  [4, ['nonsense', (page) => page.emit('play:update', page.random.of([null, [], 'x', { type: 1 }]))]],
  [3, ['leave', (page) => (page.emit('room:leave'), (page.room = undefined))]],
  [3, ['another room', (page) => page.join()]],
  [2, ['disconnect', (page) => page.socket.disconnect()]],
  ...faults,
];
