// S36-S42, S45: losing the connection, coming back, taking over, leaving.

import assert from 'node:assert/strict';

import { eventually } from '../support/deadlines.mjs';
import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, roomProfile, states } from '../support/stage.mjs';

const server = await startRoomd({ IO_THREADS: '2' });

const ids = (members) => members.map(({ id, isOwner }) => [id, isOwner]);

/** Waits until /stats counts so many members: the server has noticed a lost connection. */
const counted = (stage, roomId, count) =>
  eventually(async () => (await stage.stats(roomId))?.memberCount === count, `${count} members in the room`);

inEveryMode(server, (scenario) => {
  scenario('S36 a member whose connection is lost has left, and no more than that', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    const left = b.id;
    await b.drop();
    await Promise.all([a, c].map((client) => client.until('room:member-left')));
    await stage.expect([a, ['room:member-left', left]], [c, ['room:member-left', left]]);
    assert.equal((await stage.listed(id)).memberCount, 2);
  });

  scenario('S36 a client that disconnects in order has left as well', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    const left = b.id;
    b.close();
    await a.until('room:member-left');
    await stage.expect([a, ['room:member-left', left]]);
  });

  scenario('S37 an owner whose connection was lost comes back as the owner', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a, b], { password: 'pw' });
    const lost = a.id;
    await a.drop();
    await b.until('room:member-left');
    await stage.expect([b, ['room:member-left', lost]]);
    const a2 = await stage.client();
    const joined = await a2.request('room:join', { roomId, password: 'pw', ownerToken, userName: 'owner' });
    assert.equal(joined.success, true);
    assert.equal(joined.room.ownerId, a2.id);
    assert.equal(joined.room.memberCount, 2);
    assert.deepEqual(ids(joined.members), [
      [b.id, false],
      [a2.id, true],
    ]);
    await stage.expect([b, ['room:member-joined', joined.members[1]]]);
    const update = ['play:update', states.play()];
    a2.emit(...update);
    await stage.expect([b, update]);
  });

  scenario('S37 a wrong token makes a member, not an owner', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a]);
    const joined = await b.request('room:join', { roomId, ownerToken: 'guess', userName: 'bob' });
    assert.deepEqual([joined.success, joined.room.ownerId], [true, a.id]);
    assert.deepEqual(ids(joined.members), [
      [a.id, true],
      [b.id, false],
    ]);
    await stage.expect([a, ['room:member-joined', joined.members[1]]]);
    b.emit('play:update', states.play());
    await stage.expect();
  });

  scenario('S38 a second owner socket takes over: one owner is shown, the old one is told', async (stage) => {
    const [a, b, a2] = await stage.cast(3);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    const joined = await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    assert.deepEqual(ids(joined.members), [
      [b.id, false],
      [a2.id, true],
    ]);
    assert.equal(joined.room.ownerId, a2.id);
    assert.equal(joined.room.memberCount, 2);
    const news = [
      ['room:member-left', a.id],
      ['room:member-joined', joined.members[1]],
    ];
    await stage.expect([b, ...news], [a, ...news]);
  });

  scenario('S38 the replaced owner socket may go without a word', async (stage) => {
    const [a, b, a2] = await stage.cast(3);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    await stage.settle();
    for (const client of [a, b, a2]) client.take();
    await a.drop();
    const update = ['play:update', states.play()];
    a2.emit(...update);
    await stage.expect([b, update]);
    assert.equal((await stage.listed(roomId)).memberCount, 2);
  });

  scenario('S39 when the newer owner socket goes, the older one is the owner again', async (stage) => {
    const [a, b, a2] = await stage.cast(3);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    await stage.settle();
    for (const client of [a, b]) client.take();
    const newer = a2.id;
    await a2.drop();
    await b.until('room:member-joined');
    await stage.settle();
    const [left, joined] = b.take();
    assert.deepEqual(left, ['room:member-left', newer]);
    assert.deepEqual([joined[0], joined[1].id, joined[1].isOwner], ['room:member-joined', a.id, true]);
    a.take();
    assert.equal((await stage.listed(roomId)).ownerId, a.id);
    const update = ['play:update', states.play()];
    a.emit(...update);
    await stage.expect([b, update]);
  });

  scenario('S40 the owner token stands for the password', async (stage) => {
    const [a, a2] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a], { password: 'pw' });
    const joined = await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    assert.equal(joined.success, true, joined.error);
    assert.equal(joined.room.ownerId, a2.id);
  });

  scenario('S41 an owner who leaves takes the room along', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id: roomId } = await stage.room([a, b, c]);
    a.emit('room:leave');
    const news = [
      ['room:member-left', a.id],
      ['room:deleted', { reason: 'owner_left' }],
    ];
    await stage.expect([b, ...news], [c, ...news]);
    assert.equal(await stage.listed(roomId), undefined);
    assert.deepEqual(await b.request('room:join', { roomId, userName: 'bob' }), refusal('房间不存在'));
  });

  scenario('D20 nobody is left in a deleted room', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    a.emit('room:leave');
    await stage.settle();
    for (const client of [a, b, c]) client.take();
    b.emit('chat:message', { content: 'anybody?', type: 'text' });
    b.emit('play:play');
    b.emit('voice:offer', { targetUserId: c.id, offer: {} });
    await stage.expect();
    assert.deepEqual(await b.request('state:clear'), refusal('Not in a room'));
    await stage.room([b, c]);
  });

  scenario(
    'S42 a lone owner who lost the connection finds the room again, and nobody else sees it meanwhile',
    async (stage) => {
      const a = await stage.client();
      const { id: roomId, ownerToken, createdAt } = await stage.room([a], { password: 'pw' });
      await a.drop();
      await counted(stage, roomId, 0);
      assert.equal(await stage.listed(roomId), undefined);
      const a2 = await stage.client();
      const joined = await a2.request('room:join', { roomId, password: 'pw', ownerToken, userName: 'owner' });
      assert.equal(joined.success, true, joined.error);
      assert.deepEqual(
        [joined.room.id, joined.room.ownerId, joined.room.createdAt, joined.room.memberCount],
        [roomId, a2.id, createdAt, 1],
      );
      assert.equal((await stage.listed(roomId)).memberCount, 1);
    },
  );

  scenario('S42 a guest who comes first keeps the room alive', async (stage) => {
    const a = await stage.client();
    const { id: roomId, ownerToken } = await stage.room([a]);
    await a.drop();
    await counted(stage, roomId, 0);
    const [b, a2] = await stage.cast(2);
    const guest = await b.request('room:join', { roomId, userName: 'bob' });
    assert.deepEqual(ids(guest.members), [[b.id, false]]);
    const joined = await a2.request('room:join', { roomId, ownerToken, userName: 'owner' });
    assert.deepEqual(ids(joined.members), [
      [b.id, false],
      [a2.id, true],
    ]);
    await stage.expect([b, ['room:member-joined', joined.members[1]]]);
  });

  scenario('S45 creating a second room leaves the first as by a lost connection', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: first } = await stage.room([a, b]);
    const created = await a.request('room:create', roomProfile({ name: 'second' }));
    assert.equal(created.success, true);
    await stage.expect([b, ['room:member-left', a.id]]);
    assert.equal((await stage.listed(first)).memberCount, 1);
    b.emit('chat:message', { content: 'who is here', type: 'text' });
    await stage.settle();
    assert.equal(b.take().length, 1);
    assert.deepEqual(a.take(), []);
    a.emit('play:update', states.play());
    await stage.expect();
  });

  scenario('S45 joining another room leaves the first', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b]);
    const { id: roomId } = await stage.room([c]);
    const joined = await b.request('room:join', { roomId, userName: 'bob' });
    await stage.expect([a, ['room:member-left', b.id]], [c, ['room:member-joined', joined.members[1]]]);
    a.emit('play:play');
    await stage.expect();
  });

  scenario('S45 a join that fails leaves nothing', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b]);
    const { id: closed } = await stage.room([c], { password: 'pw' });
    for (const roomId of ['ZZZZZZ', closed])
      assert.equal((await b.request('room:join', { roomId, userName: 'bob' })).success, false);
    a.emit('play:play');
    await stage.expect([b, ['play:play']]);
  });
});
