// S13-S19, S26: what is playing, and who may say so.

import assert from 'node:assert/strict';

import { Wire } from '../support/engineio_session.mjs';
import { authKey, startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, roomProfile, states } from '../support/stage.mjs';

const server = await startRoomd({ IO_THREADS: '2' });

const check = inEveryMode(server, (scenario) => {
  scenario('S13 play:update: the others get the very value, the list shows it', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    const state = states.play({
      nested: { list: [1, null, { deep: '🎬\u2028"' }] },
      ratio: 0.1,
      tiny: 1e-7,
      poster: null,
    });
    a.emit('play:update', state);
    await stage.expect([b, ['play:update', state]], [c, ['play:update', state]]);
    assert.deepEqual((await stage.listed(id)).currentState, state);
    const late = await stage.client();
    const joined = await late.request('room:join', { roomId: id, userName: 'late' });
    assert.deepEqual(joined.room.currentState, state);
  });

  scenario('S13 updates arrive in order, none is missing', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    const updates = Array.from({ length: 100 }, (_, i) => [
      'play:update',
      states.play({ currentTime: i + 0.5 }),
    ]);
    for (const [index, update] of updates.entries()) {
      a.emit(...update);
      if (index % 10 === 0) await new Promise(setImmediate);
    }
    await stage.expect([b, ...updates], [c, ...updates]);
  });

  scenario('S14 a member cannot set the state', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    const state = states.play();
    a.emit('play:update', state);
    await stage.expect([b, ['play:update', state]], [c, ['play:update', state]]);
    b.emit('play:update', states.play({ videoId: 'mine' }));
    b.emit('play:change', states.play({ videoId: 'mine' }));
    b.emit('live:change', states.live());
    b.emit('music:change', states.music());
    b.emit('screen:start', states.screen());
    b.emit('screen:stop');
    await stage.expect();
    assert.deepEqual((await stage.listed(id)).currentState, state);
  });

  scenario('S15 every member may seek, play and pause', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    const commands = [['play:seek', 12.25], ['play:play'], ['play:pause'], ['play:seek', 0]];
    for (const command of commands) b.emit(...command);
    await stage.expect([a, ...commands], [c, ...commands]);
    for (const command of commands) a.emit(...command);
    await stage.expect([b, ...commands], [c, ...commands]);
  });

  scenario('S15 a position that is no number is ignored', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    for (const position of ['12', null, {}, [1], true, NaN, Infinity]) b.emit('play:seek', position);
    b.emit('play:seek');
    await stage.expect();
  });

  scenario('D22 who joins later is told where the film is by now', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id } = await stage.room([a, b]);
    const shown = async () => {
      const late = await stage.client();
      const { room } = await late.request('room:join', { roomId: id, userName: 'late' });
      return room.currentState;
    };
    a.emit('play:update', states.play({ currentTime: 100, isPlaying: true }));
    await stage.settle();
    const first = await shown();
    const second = await shown();
    assert.ok(first.currentTime >= 100 && second.currentTime > first.currentTime, [first, second]);
    assert.ok(second.currentTime < 110);
    b.emit('play:seek', 7.5);
    b.emit('play:pause');
    await stage.settle();
    const { currentTime, ...rest } = await shown();
    assert.ok(currentTime >= 7.5 && currentTime < 8, currentTime);
    const { currentTime: _, ...as_sent } = states.play({ isPlaying: false });
    assert.deepEqual(rest, as_sent);
    assert.equal((await shown()).currentTime, currentTime);
  });

  scenario('S16 play:change goes to the others', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    const state = states.play({ videoId: 'next', episode: 3, videoYear: '2024', searchTitle: 'next one' });
    a.emit('play:change', state);
    await stage.expect([b, ['play:change', state]], [c, ['play:change', state]]);
    assert.deepEqual((await stage.listed(id)).currentState, state);
  });

  scenario('S17 live:change goes to the others', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c], { roomType: 'screen' });
    const state = states.live({ channelUrl: 'bilibili:42' });
    a.emit('live:change', state);
    await stage.expect([b, ['live:change', state]], [c, ['live:change', state]]);
    assert.deepEqual((await stage.listed(id)).currentState, state);
  });

  scenario('S18 music goes to the others, and the stored state knows whether it plays', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id } = await stage.room([a, b], { roomType: 'music' });
    const state = states.music({ extra: { kept: true } });
    for (const name of ['music:change', 'music:update', 'music:queue', 'music:seek']) {
      a.emit(name, state);
      await stage.expect([b, [name, state]]);
      assert.deepEqual((await stage.listed(id)).currentState, state, name);
    }
    a.emit('music:play', state);
    await stage.expect([b, ['music:play', state]]);
    assert.deepEqual((await stage.listed(id)).currentState, { ...state, isPlaying: true });
    const playing = states.music({ isPlaying: true });
    a.emit('music:pause', playing);
    await stage.expect([b, ['music:pause', playing]]);
    assert.deepEqual((await stage.listed(id)).currentState, { ...playing, isPlaying: false });
  });

  scenario('S19 music needs a music room and its owner', async (stage) => {
    const [a, b, c, d] = await stage.cast(4);
    const { id: sync } = await stage.room([a, b]);
    const { id: music } = await stage.room([c, d], { roomType: 'music' });
    for (const name of ['change', 'update', 'queue', 'play', 'pause', 'seek']) {
      a.emit(`music:${name}`, states.music());
      d.emit(`music:${name}`, states.music());
    }
    await stage.expect();
    for (const id of [sync, music]) assert.equal((await stage.listed(id)).currentState, null);
  });

  scenario('S26 state:clear: the others are told, the owner gets an answer', async (stage) => {
    const [a, b, c, x] = await stage.cast(4);
    const { id } = await stage.room([a, b, c]);
    const state = states.play();
    a.emit('play:update', state);
    await stage.expect([b, ['play:update', state]], [c, ['play:update', state]]);
    assert.deepEqual(await a.request('state:clear'), { success: true });
    await stage.expect([b, ['state:cleared']], [c, ['state:cleared']]);
    assert.equal((await stage.listed(id)).currentState, null);
    assert.deepEqual(await b.request('state:clear'), refusal('Not owner'));
    assert.deepEqual(await x.request('state:clear'), refusal('Not in a room'));
    await stage.expect();
    a.emit('state:clear');
    await stage.expect([b, ['state:cleared']], [c, ['state:cleared']]);
  });

  scenario('D4 a state that pages cannot show is dropped', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id } = await stage.room([a, b], { roomType: 'music' });
    for (const state of [null, undefined, 'text', 7, [states.play()], {}, { type: 'nonsense' }]) {
      for (const name of ['play:update', 'play:change', 'live:change', 'music:update', 'screen:start'])
        a.emit(name, state);
    }
    for (const song of [undefined, null, 'text', {}, { name: 1, artist: 'a' }, { name: 'n' }])
      a.emit('music:update', states.music({ song }));
    await stage.expect();
    assert.equal((await stage.listed(id)).currentState, null);
  });
});

/** A raw client in a room of its own making or joined. */
async function rawMember(transport, request) {
  const wire = await Wire.open(transport, server.port, '/socket.io/');
  wire.send(`0{"token":"${authKey}"}`);
  await wire.next();
  wire.send(`20${JSON.stringify(request)}`);
  const answer = await wire.next();
  return [wire, JSON.parse(answer.slice(2))[0]];
}

for (const transport of ['websocket', 'polling']) {
  check(`S13 values are forwarded as the text they came as (${transport})`, async () => {
    const [a, { room }] = await rawMember(transport, ['room:create', roomProfile()]);
    const [b] = await rawMember(transport, ['room:join', { roomId: room.id, userName: 'bob' }]);
    assert.match(await a.next(), /^2\["room:member-joined"/);
    const state =
      '{"zeta":1.10,"type":"play","big":9007199254740993,"exp":1E3,"minus":-0,"lone":"\\ud83c","esc":"\\u0041\\/",' +
      '"url":"https://cdn.example/1","videoId":"v","videoName":"n","source":"s","currentTime":1.50,"isPlaying":false,"10":1,"2":2}';
    a.send(`2["play:update",${state}]`);
    assert.equal(await b.next(), `2["play:update",${state}]`);
    b.send('2["play:seek",12.250]');
    assert.equal(await a.next(), '2["play:seek",12.250]');
    b.send('21["room:list"]');
    const list = await b.next();
    assert.ok(list.includes(`"currentState":${state.replace('1.50', '12.250')}`), list);
    b.send('2["play:play"]', '2["play:pause"]');
    assert.equal(await a.next(), '2["play:play"]');
    assert.equal(await a.next(), '2["play:pause"]');
    for (const wire of [a, b]) await wire.destroy();
  });
}
