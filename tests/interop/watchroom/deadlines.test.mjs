// S42-S44: what time does to a room, with deadlines short enough to wait for.

import assert from 'node:assert/strict';

import { eventually, pause } from '../support/deadlines.mjs';
import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, states } from '../support/stage.mjs';

const stateTimeout = 500;
const roomTimeout = 1500;
const emptyRoomGrace = 700;

const [hasty, patient] = await Promise.all([
  startRoomd({
    OWNER_STATE_TIMEOUT_MS: stateTimeout,
    OWNER_ROOM_TIMEOUT_MS: roomTimeout,
    EMPTY_ROOM_GRACE_MS: emptyRoomGrace,
  }),
  // Longer than one heartbeat of the transport (25 s), shorter than this file's patience.
  startRoomd({ OWNER_STATE_TIMEOUT_MS: '27000', OWNER_ROOM_TIMEOUT_MS: '28000' }),
]);

inEveryMode(hasty, (scenario) => {
  scenario('S43 without an owner the state is cleared, then the room deleted', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a, b]);
    const update = ['play:update', states.play()];
    a.emit(...update);
    await stage.expect([b, update]);
    const lost = a.id;
    await a.drop();
    await b.until('room:member-left');
    const gone = Date.now();
    await b.until('state:cleared');
    const cleared = Date.now() - gone;
    await b.until('room:deleted');
    const deleted = Date.now() - gone;
    assert.deepEqual(b.take(), [['room:member-left', lost], ['state:cleared'], ['room:deleted']]);
    // The last sign of the owner may be a little older than the news of its loss.
    assert.ok(cleared >= stateTimeout - 250, `state cleared after ${cleared} ms`);
    assert.ok(deleted - cleared >= roomTimeout - stateTimeout - 250, `room deleted after ${deleted} ms`);
    assert.equal(await stage.stats(roomId), undefined);
    b.emit('chat:message', { content: 'anybody?', type: 'text' });
    await stage.expect();
    assert.deepEqual(await b.request('room:join', { roomId, userName: 'bob' }), refusal('房间不存在'));
  });

  scenario('S43 without a state there is nothing to clear', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    const lost = a.id;
    await a.drop();
    await b.until('room:deleted');
    assert.deepEqual(b.take(), [['room:member-left', lost], ['room:deleted']]);
  });

  scenario('S43 an owner who comes back in time saves state and room', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    a.emit('play:update', states.play());
    await b.until('play:update');
    await a.drop();
    await b.until('room:member-left');
    const a2 = await stage.client();
    const { room } = await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    assert.deepEqual(room.currentState, states.play());
    for (const end = Date.now() + roomTimeout + 500; Date.now() < end; await pause(100)) a2.emit('heartbeat');
    assert.deepEqual(
      b.take().map(([name]) => name),
      ['play:update', 'room:member-left', 'room:member-joined'],
    );
    assert.equal((await stage.listed(roomId)).memberCount, 2);
  });

  scenario('S44 any traffic of the owner is a sign of life', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a, b]);
    for (const end = Date.now() + roomTimeout + 500; Date.now() < end; await pause(100))
      a.emit('play:update', states.play());
    assert.deepEqual([...new Set(b.take().map(([name]) => name))], ['play:update']);
    assert.equal((await stage.listed(roomId)).memberCount, 2);
  });

  scenario('S42 an empty room is kept for the grace period only', async (stage) => {
    const a = await stage.client();
    const { id: roomId, ownerToken } = await stage.room([a]);
    await a.drop();
    await eventually(async () => (await stage.stats(roomId))?.memberCount === 0, 'the loss');
    const start = Date.now();
    await eventually(async () => (await stage.stats(roomId)) === undefined, 'the end of the room');
    assert.ok(Date.now() - start >= emptyRoomGrace - 250, `after ${Date.now() - start} ms`);
    const a2 = await stage.client();
    assert.deepEqual(
      await a2.request('room:join', { roomId, ownerToken, userName: 'owner' }),
      refusal('房间不存在'),
    );
  });
});

inEveryMode(patient, (scenario) => {
  scenario('S44 an owner who is connected and says nothing is present', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a, b]);
    const update = ['play:update', states.play()];
    a.emit(...update);
    await stage.expect([b, update]);
    await pause(30_000);
    await b.fence();
    assert.deepEqual(b.take(), []);
    assert.equal((await stage.listed(roomId)).memberCount, 2);
  });
});
