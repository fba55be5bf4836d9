// The switches of the program that change the rules of rooms.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, states } from '../support/stage.mjs';

const [strict, lenient] = await Promise.all([
  startRoomd({ MEMBER_PLAYBACK: 'owner', EMPTY_ROOM_GRACE_MS: '0' }),
  startRoomd({ OWNER_LEAVE: 'keep', MEMBER_PLAYBACK: 'all' }),
]);

inEveryMode(strict, (scenario) => {
  scenario('S15 MEMBER_PLAYBACK=owner: only the owner plays, pauses and seeks', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    const commands = [['play:seek', 12.25], ['play:play'], ['play:pause']];
    for (const command of commands) b.emit(...command);
    await stage.expect();
    for (const command of commands) a.emit(...command);
    await stage.expect([b, ...commands], [c, ...commands]);
  });

  scenario('S42 EMPTY_ROOM_GRACE_MS=0: a lost lone owner loses the room', async (stage) => {
    const a = await stage.client();
    const { id: roomId, ownerToken } = await stage.room([a]);
    await a.drop();
    await eventually(async () => (await stage.stats(roomId)) === undefined, 'the end of the room');
    const a2 = await stage.client();
    assert.deepEqual(
      await a2.request('room:join', { roomId, ownerToken, userName: 'owner' }),
      refusal('房间不存在'),
    );
  });
});

inEveryMode(lenient, (scenario) => {
  scenario('S41 OWNER_LEAVE=keep: the room outlives the leave of its owner', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id: roomId, ownerToken } = await stage.room([a, b, c]);
    a.emit('room:leave');
    await stage.expect([b, ['room:member-left', a.id]], [c, ['room:member-left', a.id]]);
    assert.equal((await stage.listed(roomId)).memberCount, 2);
    const back = await a.request('room:join', { roomId, ownerToken, userName: 'owner' });
    assert.equal(back.room.ownerId, a.id);
    await stage.settle();
    for (const client of [b, c]) client.take();
    const update = ['play:update', states.play()];
    a.emit(...update);
    await stage.expect([b, update], [c, update]);
  });

  scenario('S35 OWNER_LEAVE=keep: an owner alone still closes the room', async (stage) => {
    const a = await stage.client();
    const { id: roomId } = await stage.room([a]);
    a.emit('room:leave');
    await stage.expect([a, ['room:deleted']]);
    assert.equal(await stage.stats(roomId), undefined);
  });
});
