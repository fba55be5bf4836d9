// S20-S25: chat, voice signalling, the audio relay, heartbeats.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import { startRoomd } from '../support/server.mjs';
import { inEveryMode, states } from '../support/stage.mjs';

const server = await startRoomd({ IO_THREADS: '0' });

const offer = { type: 'offer', sdp: 'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n', extra: { kept: [1, null] } };
const answer = { type: 'answer', sdp: 'v=0\r\n' };
const candidate = {
  candidate: 'candidate:1 1 UDP 2122252543 10.0.0.1 5000 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'Zx+/',
};

inEveryMode(server, (scenario) => {
  scenario('S20 chat goes to everybody as the server signs it', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    const before = Date.now();
    b.emit('chat:message', {
      content: 'hi <b>你好</b> 👋',
      type: 'text',
      userName: 'spoof',
      id: 'spoof',
      userId: a.id,
      timestamp: 1,
      extra: true,
    });
    await stage.settle();
    const seen = [a, b, c].map((client) => client.take());
    const [[name, message]] = seen[0];
    assert.deepEqual(seen, [[[name, message]], [[name, message]], [[name, message]]]);
    assert.equal(name, 'chat:message');
    const { id, timestamp, ...rest } = message;
    assert.deepEqual(rest, {
      userId: b.id,
      userName: 'member 1',
      content: 'hi <b>你好</b> 👋',
      type: 'text',
    });
    assert.ok(typeof id === 'string' && id.length > 0 && id !== 'spoof');
    assert.ok(Number.isInteger(timestamp) && Math.abs(timestamp - before) < 60_000);
  });

  scenario('S20 chat: messages keep their order and have ids of their own', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    for (let i = 0; i < 50; ++i)
      a.emit('chat:message', { content: `message ${i}`, type: i % 2 ? 'emoji' : 'text' });
    await stage.settle();
    const messages = b.take().map(([, message]) => message);
    assert.deepEqual(
      messages.map(({ content }) => content),
      Array.from({ length: 50 }, (_, i) => `message ${i}`),
    );
    assert.equal(new Set(messages.map(({ id }) => id)).size, 50);
    assert.deepEqual(
      a.take().map(([, message]) => message),
      messages,
    );
  });

  scenario('S20 chat: what is no text is dropped', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    for (const content of [undefined, null, 1, {}, ['a'], true])
      b.emit('chat:message', { content, type: 'text' });
    for (const message of [null, undefined, 'text', 5, []]) b.emit('chat:message', message);
    await stage.expect();
  });

  scenario('S21 somebody outside is heard by nobody', async (stage) => {
    const [a, b, x] = await stage.cast(3);
    const { id: roomId } = await stage.room([a, b]);
    x.emit('chat:message', { content: 'hello?', type: 'text', roomId });
    for (const name of ['play:update', 'play:change']) x.emit(name, states.play());
    for (const command of [
      ['play:seek', 1],
      ['play:play'],
      ['play:pause'],
      ['live:change', states.live()],
      ['music:change', states.music()],
    ])
      x.emit(...command);
    for (const kind of ['voice', 'screen']) {
      x.emit(`${kind}:offer`, { targetUserId: a.id, offer });
      x.emit(`${kind}:answer`, { targetUserId: a.id, answer });
      x.emit(`${kind}:ice`, { targetUserId: a.id, candidate });
    }
    x.emit('voice:audio-chunk', { roomId, audioData: [1, 2], sampleRate: 16_000 });
    x.emit('voice:mic-enabled');
    x.emit('voice:strategy-change', { strategy: 'relay' });
    for (const command of [
      ['screen:start', states.screen()],
      ['screen:stop'],
      ['screen:viewer-ready'],
      ['state:clear'],
    ])
      x.emit(...command);
    await stage.expect();
  });

  scenario('S22 voice signals reach their target alone, unchanged', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    b.emit('voice:offer', { targetUserId: a.id, offer });
    b.emit('voice:answer', { targetUserId: a.id, answer, ignored: 1 });
    b.emit('voice:ice', { targetUserId: a.id, candidate });
    await stage.expect([
      a,
      ['voice:offer', { userId: b.id, offer }],
      ['voice:answer', { userId: b.id, answer }],
      ['voice:ice', { userId: b.id, candidate }],
    ]);
    b.emit('voice:offer', { targetUserId: b.id, offer });
    await stage.expect([b, ['voice:offer', { userId: b.id, offer }]]);
  });

  scenario('S23 a target that is no member gets nothing', async (stage) => {
    const [a, b, x, y] = await stage.cast(4);
    const { id: roomId } = await stage.room([a, b]);
    const { id: otherRoom } = await stage.room([y]);
    for (const targetUserId of [
      x.id,
      y.id,
      roomId,
      otherRoom,
      [],
      [a.id],
      {},
      null,
      undefined,
      1,
      '',
      '/',
      `room:${roomId}`,
    ]) {
      for (const kind of ['voice', 'screen']) {
        b.emit(`${kind}:offer`, { targetUserId, offer });
        b.emit(`${kind}:answer`, { targetUserId, answer });
        b.emit(`${kind}:ice`, { targetUserId, candidate });
      }
    }
    await stage.expect();
  });

  scenario('S24 audio is relayed to the others', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id: roomId } = await stage.room([a, b, c]);
    const audioData = Array.from({ length: 8192 }, (_, i) => (i * 7) & 255);
    const chunk = ['voice:audio-chunk', { userId: b.id, audioData, sampleRate: 16_000 }];
    // Audio is dropped for a receiver that cannot take it at once, as one between two polls.
    for (const sent of [
      { roomId, audioData, sampleRate: 16_000 },
      { roomId: 'another', audioData },
    ]) {
      await eventually(async () => {
        b.emit('voice:audio-chunk', sent);
        await stage.settle();
        return a.events.length > 0 && c.events.length > 0;
      }, 'a chunk at every other member');
      const heard = [a, c].flatMap((client) => client.take());
      assert.deepEqual(
        heard,
        heard.map(() => chunk),
      );
    }
    await stage.expect();
  });

  scenario('S24 the microphone and the voice strategy are announced', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    b.emit('voice:mic-enabled');
    await stage.expect(
      [a, ['voice:mic-enabled', { userId: b.id }]],
      [c, ['voice:mic-enabled', { userId: b.id }]],
    );
    b.emit('voice:strategy-change', { strategy: 'relay' });
    await stage.expect();
    a.emit('voice:strategy-change', { strategy: 'relay' });
    const change = ['voice:strategy-change', { strategy: 'relay' }];
    await stage.expect([a, change], [b, change], [c, change]);
  });

  scenario('S25 every heartbeat is answered, in a room or not', async (stage) => {
    const [a, x] = await stage.cast(2);
    await stage.room([a]);
    for (const client of [a, x]) {
      client.emit('heartbeat');
      await client.until('heartbeat:pong');
      const [[, pong]] = client.take();
      assert.deepEqual(Object.keys(pong), ['timestamp']);
      assert.ok(Number.isInteger(pong.timestamp) && Math.abs(pong.timestamp - Date.now()) < 60_000);
    }
  });
});
