// What is beyond a limit does not happen; nobody loses the connection for it.

import assert from 'node:assert/strict';

import { startRoomd } from '../support/server.mjs';
import { inEveryMode, refusal, states } from '../support/stage.mjs';

const [server, lively, narrow] = await Promise.all([
  startRoomd({ IO_THREADS: '2', EVENT_BURST: '20', EVENT_RATE: '1', LIST_RATE: '2', CREATE_PER_MINUTE: '2' }),
  startRoomd(),
  startRoomd({ MAX_QUEUED_BYTES: '65536' }),
]);
const wait = refusal('尝试次数过多，请稍后再试');

inEveryMode(server, (scenario) => {
  scenario('D10 too many events are dropped, and the connection stays', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b]);
    const seeks = Array.from({ length: 200 }, (_, i) => ['play:seek', i]);
    for (const seek of seeks) b.emit(...seek);
    await stage.settle();
    const seen = a.take();
    assert.ok(seen.length >= 10 && seen.length < 40, `${seen.length} events`);
    assert.deepEqual(seen.slice(0, 10), seeks.slice(0, 10));
    assert.deepEqual(await b.request('state:clear'), wait);
    assert.ok(b.socket.connected);
    a.emit('play:seek', 1);
    await stage.expect([b, ['play:seek', 1]]);
  });

  scenario('D10 lists that are asked for too often come later', async (stage) => {
    const client = await stage.client();
    const lists = [1, 2, 3].map(() => client.request('room:list'));
    for (const list of await Promise.all(lists)) assert.ok(Array.isArray(list));
  });

  scenario('D10 rooms that are created too often are not', async (stage) => {
    const client = await stage.client();
    const create = () => client.request('room:create', { name: 'n', userName: 'u' });
    const answers = [await create(), await create(), await create()];
    assert.deepEqual(
      answers.map(({ success }) => success),
      [true, true, false],
    );
    assert.deepEqual(answers[2], wait);
    assert.ok(client.socket.connected);
  });
});

inEveryMode(lively, (scenario) => {
  scenario('D8 wrong passwords are answered ten times, then told to wait', async (stage) => {
    const [a, b] = await stage.cast(2);
    const { id: roomId, ownerToken } = await stage.room([a], { password: 'pw' });
    const join = (more) => b.request('room:join', { roomId, userName: 'b', ...more });
    for (let i = 0; i < 10; i++)
      assert.deepEqual(await join({ password: `no ${i}` }), refusal('密码错误'));
    assert.deepEqual(await join({ password: 'pw' }), wait);
    assert.equal((await join({ ownerToken })).success, true);
  });

  scenario('D10 a slider that is dragged loses nothing with the limits as they are', async (stage) => {
    const [a, b] = await stage.cast(2);
    await stage.room([a, b], { roomType: 'music' });
    const seeks = Array.from({ length: 150 }, (_, i) => ['music:seek', states.music({ currentTime: i })]);
    for (const seek of seeks) a.emit(...seek);
    await stage.expect([b, ...seeks]);
  });
});

inEveryMode(narrow, (scenario) => {
  scenario('D9 rooms with long states do not make a list that cuts off who asks for it', async (stage) => {
    const owners = await stage.cast(8);
    const rooms = [];
    for (const owner of owners) {
      rooms.push((await stage.room([owner])).id);
      owner.emit('play:change', { type: 'play', videoName: 'x'.repeat(15_000) });
    }
    await Promise.all(owners.map((owner) => owner.request('room:list'))); // behind the states
    const list = await (await stage.client()).request('room:list');
    const listed = list.map(({ id }) => id);
    for (const id of rooms) assert.ok(listed.includes(id), `${id} of ${listed}`);
    assert.ok(JSON.stringify(list).length <= 32_768);
    assert.ok(list.some(({ currentState }) => currentState !== null));
    for (const owner of owners) assert.ok(owner.socket.connected);
  });
});
