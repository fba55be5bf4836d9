// S27-S33: screen sharing, by the owner or by a helper window.

import assert from 'node:assert/strict';

import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, states } from '../support/stage.mjs';

const server = await startRoomd({ IO_THREADS: '2' });
const offer = { type: 'offer', sdp: 'v=0\r\n' };
const answer = { type: 'answer', sdp: 'v=0\r\n', more: [1] };
const candidate = { candidate: 'candidate:1', sdpMid: null, sdpMLineIndex: 0, usernameFragment: null };

inEveryMode(server, (scenario) => {
  const start = ['screen:start', states.screen({ extra: { kept: 1.5 } })];

  scenario('S27 screen:start comes back to everybody, the owner included', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c], { roomType: 'screen' });
    a.emit(...start);
    await stage.expect([a, start], [b, start], [c, start]);
    assert.deepEqual((await stage.listed(id)).currentState, start[1]);
  });

  scenario('S28 a viewer is announced to the owner while the screen is shown', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    b.emit('screen:viewer-ready');
    await stage.expect();
    a.emit(...start);
    await stage.expect([a, start], [b, start], [c, start]);
    b.emit('screen:viewer-ready');
    b.emit('screen:viewer-ready');
    const ready = ['screen:viewer-ready', { userId: b.id }];
    await stage.expect([a, ready, ready]);
    a.emit('screen:viewer-ready');
    await stage.expect();
  });

  scenario('S29 screen signals reach their target alone', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    await stage.room([a, b, c]);
    a.emit('screen:offer', { targetUserId: b.id, offer });
    a.emit('screen:ice', { targetUserId: b.id, candidate });
    b.emit('screen:answer', { targetUserId: a.id, answer });
    b.emit('screen:ice', { targetUserId: a.id, candidate });
    await stage.expect(
      [a, ['screen:answer', { userId: b.id, answer }], ['screen:ice', { userId: b.id, candidate }]],
      [b, ['screen:offer', { userId: a.id, offer }], ['screen:ice', { userId: a.id, candidate }]],
    );
  });

  scenario('S30 screen:stop comes back to everybody', async (stage) => {
    const [a, b, c] = await stage.cast(3);
    const { id } = await stage.room([a, b, c]);
    a.emit(...start);
    await stage.expect([a, start], [b, start], [c, start]);
    a.emit('screen:stop');
    await stage.expect([a, ['screen:stop']], [b, ['screen:stop']], [c, ['screen:stop']]);
    assert.equal((await stage.listed(id)).currentState, null);
  });

  scenario('S31 a helper registers with the owner token only', async (stage) => {
    const [a, h] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a]);
    assert.deepEqual(
      await h.request('screen:helper-register', { roomId: 'ZZZZZZ', ownerToken }),
      refusal('房间不存在'),
    );
    for (const wrong of ['wrong', '', null, undefined, [ownerToken], ownerToken.slice(1)]) {
      assert.deepEqual(
        await h.request('screen:helper-register', { roomId, ownerToken: wrong }),
        refusal('房主身份验证失败'),
      );
    }
    assert.deepEqual(await h.request('screen:helper-register', null), refusal('注册共享控制窗口失败'));
    assert.deepEqual(await h.request('screen:helper-register', { roomId, ownerToken }), { success: true });
    assert.equal((await stage.listed(roomId)).memberCount, 1);
    await stage.expect();
  });

  scenario('S31 a helper shares the screen in place of the owner', async (stage) => {
    const [a, b, c, h] = await stage.cast(4);
    const { id: roomId, ownerToken } = await stage.room([a, b, c]);
    assert.deepEqual(await h.request('screen:helper-register', { roomId, ownerToken }), { success: true });
    h.emit(...start);
    await stage.expect([a, start], [b, start], [c, start]);
    b.emit('screen:viewer-ready');
    await stage.expect([h, ['screen:viewer-ready', { userId: b.id }]]);
    h.emit('screen:offer', { targetUserId: b.id, offer });
    h.emit('screen:ice', { targetUserId: b.id, candidate });
    await stage.expect([
      b,
      ['screen:offer', { userId: h.id, offer }],
      ['screen:ice', { userId: h.id, candidate }],
    ]);
    b.emit('screen:answer', { targetUserId: h.id, answer });
    await stage.expect([h, ['screen:answer', { userId: b.id, answer }]]);
    h.emit('screen:stop');
    await stage.expect([a, ['screen:stop']], [b, ['screen:stop']], [c, ['screen:stop']]);
  });

  scenario('S32 a replaced helper has no say any more', async (stage) => {
    const [a, b, h, h2] = await stage.cast(4);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    for (const helper of [h, h2])
      assert.deepEqual(await helper.request('screen:helper-register', { roomId, ownerToken }), {
        success: true,
      });
    h.emit(...start);
    h.emit('screen:offer', { targetUserId: b.id, offer });
    await stage.expect();
    h2.emit(...start);
    await stage.expect([a, start], [b, start]);
  });

  scenario('S33 a helper that is gone stops the screen', async (stage) => {
    const [a, b, c, h] = await stage.cast(4);
    const { id: roomId, ownerToken } = await stage.room([a, b, c]);
    await h.request('screen:helper-register', { roomId, ownerToken });
    h.emit(...start);
    await stage.expect([a, start], [b, start], [c, start]);
    await h.drop();
    await Promise.all([a, b, c].map((client) => client.until('screen:stop')));
    await stage.expect([a, ['screen:stop']], [b, ['screen:stop']], [c, ['screen:stop']]);
    assert.equal((await stage.listed(roomId)).currentState, null);
  });

  scenario('S33 a helper that is gone leaves another state alone', async (stage) => {
    const [a, b, h] = await stage.cast(3);
    const { id: roomId, ownerToken } = await stage.room([a, b]);
    await h.request('screen:helper-register', { roomId, ownerToken });
    const play = ['play:update', states.play()];
    a.emit(...play);
    await stage.expect([b, play]);
    h.close();
    await stage.expect();
    assert.deepEqual((await stage.listed(roomId)).currentState, play[1]);
  });

  scenario('D27 a helper of a second room is none of the first any more', async (stage) => {
    const [a, b, h] = await stage.cast(3);
    const first = await stage.room([a]);
    const second = await stage.room([b]);
    for (const { id: roomId, ownerToken } of [first, second]) {
      assert.deepEqual(await h.request('screen:helper-register', { roomId, ownerToken }), { success: true });
    }
    h.emit(...start);
    await stage.expect([b, start]);
    a.emit(...start);
    await stage.expect([a, start]);
    await h.drop();
    await b.until('screen:stop');
    await stage.expect([b, ['screen:stop']]);
    assert.deepEqual((await stage.listed(first.id)).currentState, start[1]);
  });
});
