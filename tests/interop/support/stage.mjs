// One scenario: some clients, what they do, and exactly what each of them sees.

import assert from 'node:assert/strict';

import { request } from './raw_http.mjs';
import { authKey } from './server.mjs';
import { suiteFor, together } from './suite.mjs';
import { WatchClient, modes } from './watch_client.mjs';

export class Stage {
  clients = [];

  constructor(program, mode) {
    this.program = program;
    this.mode = mode;
  }

  async client(options) {
    const client = await WatchClient.connect(this.program, this.mode, options);
    this.clients.push(client);
    return client;
  }

  /** `count` clients at once. */
  async cast(count) {
    return Promise.all(Array.from({ length: count }, () => this.client()));
  }

  /** A room created by the first client and joined by the others, none of whom has anything unread. */
  async room(members, profile = {}) {
    const [owner, ...others] = members;
    const { success, room, error } = await owner.request('room:create', roomProfile(profile));
    assert.equal(success, true, error);
    for (const [index, other] of others.entries()) {
      const joined = await other.request('room:join', {
        roomId: room.id,
        password: profile.password,
        userName: `member ${index + 1}`,
      });
      assert.equal(joined.success, true, joined.error);
    }
    await this.settle();
    for (const client of this.clients) client.take();
    return room;
  }

  /** Everything emitted so far is handled, and everything that follows from it has arrived. */
  async settle() {
    const connected = this.clients.filter(({ socket }) => socket.connected);
    await Promise.all(connected.map((client) => client.fence()));
    await Promise.all(connected.map((client) => client.fence()));
  }

  /**
   * Settles, then compares what every client received since the last time with the given [client, ...events].
   * A client that is not listed must have received nothing.
   */
  async expect(...expectations) {
    await this.settle();
    const expected = new Map(expectations.map(([client, ...events]) => [client, events]));
    const cast = this.clients.map((client) => [client.take(), expected.get(client) ?? []]);
    assert.deepEqual(
      cast.map(([seen]) => seen),
      cast.map(([, wanted]) => wanted),
    );
  }

  /** The room as a stranger's room:list shows it, or undefined. */
  async listed(roomId) {
    const stranger = await WatchClient.connect(this.program, 'websocket');
    const rooms = await stranger.request('room:list');
    stranger.close();
    return rooms.find(({ id }) => id === roomId);
  }

  /** The room as /stats shows it, or undefined. */
  async stats(roomId) {
    const response = await request(this.program.port, 'GET', '/stats', {
      headers: { Authorization: `Bearer ${authKey}` },
    });
    assert.equal(response.status, 200);
    return JSON.parse(response.body).rooms.find(({ id }) => id === roomId);
  }

  close() {
    for (const client of this.clients) client.close();
  }
}

export const roomProfile = (profile = {}) => ({
  name: 'Movie night',
  description: 'with friends',
  isPublic: true,
  userName: 'owner',
  ...profile,
});

/** Defines scenarios once for each way of connecting, side by side: define(scenario, mode). */
export function inEveryMode(program, define) {
  const check = suiteFor(program);
  const scenarioOf = (mode) => (name, body, options) =>
    check(
      `${name} [${mode}]`,
      async () => {
        const stage = new Stage(program, mode);
        try {
          await body(stage);
        } finally {
          stage.close();
        }
      },
      options,
    );
  together(
    'in every mode',
    () => {
      for (const mode of Object.keys(modes)) together(mode, () => define(scenarioOf(mode), mode), 3);
    },
    3,
  );
  return check;
}

/** A socket that is not in any room sees its messages answered like this. */
export const refusal = (error) => ({ success: false, error });

export const states = {
  play: (more = {}) => ({
    type: 'play',
    url: 'https://cdn.example/one.m3u8',
    currentTime: 12.625,
    isPlaying: false,
    videoId: 'v-1',
    videoName: '電影 🎬',
    source: 'src',
    ...more,
  }),
  live: (more = {}) => ({
    type: 'live',
    channelId: 'c-1',
    channelName: 'News',
    channelUrl: 'https://live.example/1',
    ...more,
  }),
  screen: (more = {}) => ({
    type: 'screen',
    status: 'sharing',
    ownerName: 'owner',
    hasAudio: true,
    startedAt: 1_700_000_000_000,
    ...more,
  }),
  music: (more = {}) => ({
    type: 'music',
    song: { id: 's1', name: 'Song', artist: 'Artist', platform: 'p' },
    nextSong: null,
    currentTime: 3.5,
    isPlaying: false,
    quality: '320k',
    playMode: 'loop',
    updatedAt: 1_700_000_000_000,
    ...more,
  }),
};
