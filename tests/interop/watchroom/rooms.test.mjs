// S06-S12, S34, S35, S47: making, listing, joining and leaving rooms.

import assert from 'node:assert/strict';

import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, roomProfile } from '../support/stage.mjs';

const server = await startRoomd({ IO_THREADS: '0' });

const roomKeys = [
  'id',
  'name',
  'description',
  'isPublic',
  'roomType',
  'ownerId',
  'ownerName',
  'memberCount',
  'currentState',
  'createdAt',
  'lastOwnerHeartbeat',
];

/** Keys that a room may have beside those every room has. */
function extraKeys(room) {
  assert.deepEqual(
    roomKeys.filter((key) => !(key in room)),
    [],
  );
  return Object.keys(room).filter((key) => !roomKeys.includes(key));
}

inEveryMode(server, (scenario) => {
  scenario('S06 create: the whole room comes back, nobody is told', async (stage) => {
    const [a] = await stage.cast(2);
    const before = Date.now();
    const { success, room } = await a.request(
      'room:create',
      roomProfile({ password: 'pw', roomType: 'sync', userName: 'alice' }),
    );
    assert.equal(success, true);
    assert.match(room.id, /^[0-9A-Z]{6}$/);
    assert.deepEqual(
      extraKeys(room).filter((key) => !['password', 'hasPassword'].includes(key)),
      ['ownerToken'],
    );
    assert.ok(
      typeof room.ownerToken === 'string' && room.ownerToken.length >= 22,
      'at least 128 random bits',
    );
    const { name, description, isPublic, roomType, ownerId, ownerName, memberCount, currentState } = room;
    assert.deepEqual(
      { name, description, isPublic, roomType, ownerId, ownerName, memberCount, currentState },
      {
        name: 'Movie night',
        description: 'with friends',
        isPublic: true,
        roomType: 'sync',
        ownerId: a.id,
        ownerName: 'alice',
        memberCount: 1,
        currentState: null,
      },
    );
    assert.equal(room.createdAt, room.lastOwnerHeartbeat);
    assert.ok(Number.isInteger(room.createdAt) && Math.abs(room.createdAt - before) < 60_000);
    await stage.expect();
  });

  scenario('S06 create: ids and tokens differ from room to room', async (stage) => {
    const clients = await stage.cast(5);
    const rooms = await Promise.all(clients.map((client) => client.request('room:create', roomProfile())));
    assert.equal(new Set(rooms.map(({ room }) => room.id)).size, 5);
    assert.equal(new Set(rooms.map(({ room }) => room.ownerToken)).size, 5);
  });

  scenario('S07 create: no password and no type make an open sync room', async (stage) => {
    const a = await stage.client();
    const { room } = await a.request('room:create', roomProfile());
    assert.equal('password' in room, false);
    assert.equal(room.roomType, 'sync');
    for (const roomType of ['screen', 'music', 'sync']) {
      const client = await stage.client();
      assert.equal((await client.request('room:create', roomProfile({ roomType }))).room.roomType, roomType);
    }
  });

  scenario(
    'S07 create: an unknown type is sync, a missing name of the user is that of a guest',
    async (stage) => {
      const a = await stage.client();
      const { room } = await a.request(
        'room:create',
        roomProfile({ roomType: 'party', userName: undefined }),
      );
      assert.equal(room.roomType, 'sync');
      assert.equal(room.ownerName, '游客');
    },
  );

  scenario('S08 list: a protected room shows that it is, and none of its secrets', async (stage) => {
    const [a, b] = await stage.cast(2);
    const room = await stage.room([a], { password: 'open sesame' });
    const open = await stage.client();
    const openRoom = await stage.room([open]);
    const list = await b.request('room:list');
    const [seen, seenOpen] = [room, openRoom].map(({ id }) => list.find((entry) => entry.id === id));
    assert.ok(seen.password, 'a truthy password draws the lock');
    assert.notEqual(seen.password, 'open sesame');
    assert.equal('ownerToken' in seen, false);
    assert.ok(!seenOpen.password);
    assert.equal('ownerToken' in seenOpen, false);
    assert.equal(JSON.stringify(list).includes(room.ownerToken), false);
    assert.deepEqual(extraKeys(seen).sort(), ['hasPassword', 'password']);
    assert.ok(list.indexOf(seen) < list.indexOf(seenOpen), 'in the order of creation');
  });

  scenario('S09 join: an unknown room', async (stage) => {
    const b = await stage.client();
    for (const roomId of ['ZZZZZZ', '', 'a', '__proto__']) {
      assert.deepEqual(await b.request('room:join', { roomId, userName: 'bob' }), refusal('房间不存在'));
    }
  });

  scenario('S10 join: a wrong or missing password', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a], { password: 'pw' });
    for (const password of ['PW', '', undefined, null, 'pw ', 0, ['pw']]) {
      assert.deepEqual(
        await b.request('room:join', { roomId, password, userName: 'bob' }),
        refusal('密码错误'),
      );
    }
    await stage.expect();
    assert.equal((await stage.listed(roomId)).memberCount, 1);
  });

  scenario('S11 join: the others are told, the answer shows everybody', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a], { password: 'pw' });
    const { success, room, members } = await b.request('room:join', {
      roomId,
      password: 'pw',
      userName: 'bob',
    });
    assert.equal(success, true);
    assert.equal(room.memberCount, 2);
    assert.equal(room.ownerId, a.id);
    assert.equal('ownerToken' in room && room.ownerToken === ownerToken, false);
    assert.notEqual(room.password, 'pw');
    assert.deepEqual(
      members.map(({ id, name, isOwner }) => ({ id, name, isOwner })),
      [
        { id: a.id, name: 'owner', isOwner: true },
        { id: b.id, name: 'bob', isOwner: false },
      ],
    );
    assert.ok(members.every(({ lastHeartbeat }) => Number.isInteger(lastHeartbeat)));
    await stage.expect([a, ['room:member-joined', members[1]]]);
  });

  scenario('S11 join: a name is kept as typed, a blank one is a guest', async (stage) => {
    const [a, b, c, d] = await stage.cast(4);
    const { id: roomId } = await stage.room([a]);
    const name = ' 小明 👩‍👩‍👧 <b>"\\ ';
    await b.request('room:join', { roomId, userName: name });
    await c.request('room:join', { roomId, userName: '   ' });
    const { members } = await d.request('room:join', { roomId, userName: 'x'.repeat(100) });
    assert.deepEqual(
      members.map((member) => member.name),
      ['owner', name, '游客', 'x'.repeat(64)],
    );
  });

  scenario('S12 a private room is not listed, but can be joined and counted', async (stage) => {
    const [a, b] = await stage.cast(2);
    const room = await stage.room([a], { isPublic: false, name: 'secret', password: 'pw' });
    assert.equal(await stage.listed(room.id), undefined);
    assert.equal(
      (await b.request('room:join', { roomId: room.id, password: 'pw', userName: 'bob' })).success,
      true,
    );
    assert.deepEqual(await stage.stats(room.id), {
      id: room.id,
      name: 'secret',
      memberCount: 2,
      isPublic: false,
      hasPassword: true,
      createdAt: room.createdAt,
    });
  });

  scenario('S12 only isPublic:true makes a room public', async (stage) => {
    for (const isPublic of [undefined, null, 'yes', 1, {}]) {
      const a = await stage.client();
      const { id } = await stage.room([a], { isPublic });
      assert.equal(await stage.listed(id), undefined, String(isPublic));
    }
  });

  scenario('S34 leave: the others are told once', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    const left = b.id;
    b.emit('room:leave');
    b.emit('room:leave');
    await stage.expect([a, ['room:member-left', left]], [c, ['room:member-left', left]]);
    assert.equal((await stage.listed(id)).memberCount, 2);
    a.emit('chat:message', { content: 'only us', type: 'text' });
    await stage.settle();
    assert.deepEqual([a.take().length, b.take().length, c.take().length], [1, 0, 1]);
  });

  scenario('S35 leave: the last one is told that the room is gone', async (stage) => {
    const a = await stage.client();
    const { id: roomId } = await stage.room([a]);
    a.emit('room:leave');
    await stage.expect([a, ['room:deleted']]);
    assert.equal(await stage.listed(roomId), undefined);
    assert.equal(await stage.stats(roomId), undefined);
    assert.deepEqual(await a.request('room:join', { roomId, userName: 'alice' }), refusal('房间不存在'));
  });

  scenario('S47 create: anything that is not an object is refused', async (stage) => {
    const a = await stage.client();
    assert.deepEqual(await a.request('room:create', null), refusal('创建房间失败'));
    for (const argument of ['text', 7, true, [1]]) {
      const { success, error } = await a.request('room:create', argument);
      assert.deepEqual([success, typeof error], [false, 'string'], JSON.stringify(argument));
    }
    await stage.expect();
  });

  scenario('S47 create: values of wrong types are refused or made harmless', async (stage) => {
    const wrong = [
      {},
      { name: { a: 1 }, description: [], password: 5, isPublic: 'yes', roomType: 7, userName: {} },
    ];
    for (const profile of wrong) {
      const a = await stage.client();
      const { success, room, error } = await a.request('room:create', profile);
      if (!success) assert.equal(typeof error, 'string');
      else
        assert.deepEqual(
          [room.name, room.description, room.ownerName, room.isPublic].map((value) => typeof value),
          ['string', 'string', 'string', 'boolean'],
        );
    }
  });

  scenario('S47 join: what names no room is told so', async (stage) => {
    const b = await stage.client();
    assert.deepEqual(await b.request('room:join', null), refusal('加入房间失败'));
    assert.deepEqual(await b.request('room:join', 'text'), refusal('房间不存在'));
    assert.deepEqual(await b.request('room:join', {}), refusal('房间不存在'));
    for (const roomId of [null, 7, [], {}, true]) {
      assert.deepEqual(
        await b.request('room:join', { roomId, userName: 'bob' }),
        refusal('房间不存在'),
        JSON.stringify(roomId),
      );
    }
  });

  scenario('D17 joining again changes nothing and tells nobody', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId } = await stage.room([a, b]);
    const again = await b.request('room:join', { roomId, userName: 'member 1' });
    assert.equal(again.success, true);
    assert.equal(again.room.memberCount, 2);
    const owner = await a.request('room:join', { roomId, userName: 'owner' });
    assert.deepEqual(
      owner.members.map(({ id, isOwner }) => [id, isOwner]),
      [
        [a.id, true],
        [b.id, false],
      ],
    );
    assert.equal(owner.room.ownerId, a.id);
    await stage.expect();
  });
});
