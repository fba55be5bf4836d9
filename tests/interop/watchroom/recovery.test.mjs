// RECOVERY_MS: a page whose connection breaks for a moment is the same member again, and has missed nothing.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { eventually, pause } from '../support/deadlines.mjs';
import { startRoomd } from '../support/server.mjs';
import { inEveryMode, roomProfile, states } from '../support/stage.mjs';
import { check } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const server = await startRoomd({ RECOVERY_MS: '60000' });
const hasty = await startRoomd({ RECOVERY_MS: '200' });
const without = await startRoomd();
for (const extra of [hasty, without]) {
  extra.adopt();
  after(() => extra.stop());
}

/** The connection fails under a client, which does not try again by itself. A poll that fails is no end to its client. */
async function lose(client) {
  await client.settledTransport();
  const gone = client.disconnected();
  if (client.mode === 'polling') client.socket.io.engine.close();
  else client.cable.cut();
  await gone;
}

async function comeBack(client) {
  client.socket.connect();
  await client.connected();
}

const say = (client, content) => client.emit('chat:message', { content, type: 'text' });
const heard = (client) => client.events.filter(([name]) => name === 'chat:message').map(([, { content }]) => content);
const named = (client, wanted) => client.events.filter(([name]) => name === wanted).map(([, value]) => value);

/** What happens while `lost` is away: the other has noticed it, and says something. */
async function goOnWithout(lost, other, words) {
  await lose(lost);
  await other.until('room:member-left');
  for (const word of words) say(other, word);
  await other.fence();
}

inEveryMode(server, (scenario) => {
  scenario('a member comes back with the same id and gets the chat that it missed, in order', async (stage) => {
    const [owner, guest] = await stage.cast(2);
    await stage.room([owner, guest], { password: 'pw' });
    const { id } = guest;
    say(owner, 'before');
    await guest.until('chat:message');
    await goOnWithout(guest, owner, ['one', 'two', 'three']);
    owner.take();
    await comeBack(guest);
    assert.equal(guest.socket.recovered, true);
    assert.equal(guest.id, id);
    await guest.fence();
    assert.deepEqual(heard(guest), ['before', 'one', 'two', 'three']);
    await owner.until('room:member-joined');
    const [member] = named(owner, 'room:member-joined');
    assert.deepEqual([member.id, member.name, member.isOwner], [id, 'member 1', false]);
    say(guest, 'four');
    await owner.until('chat:message');
    assert.deepEqual(heard(owner), ['four']);
  });

  scenario('an owner comes back as the owner; joining again tells nobody anything', async (stage) => {
    const [owner, guest] = await stage.cast(2);
    const room = await stage.room([owner, guest]);
    const { id } = owner;
    await goOnWithout(owner, guest, ['are you there?']);
    guest.take();
    await comeBack(owner);
    assert.deepEqual([owner.socket.recovered, owner.id], [true, id]);
    owner.emit('play:update', states.play());
    await guest.until('play:update');
    assert.deepEqual(named(guest, 'play:update'), [states.play()]);
    assert.deepEqual(
      named(guest, 'room:member-joined').map((member) => [member.id, member.isOwner]),
      [[id, true]],
    );
    assert.deepEqual(heard(owner), ['are you there?']);
    guest.take();
    for (const ownerToken of [room.ownerToken, undefined]) {
      const again = await owner.request('room:join', { roomId: room.id, userName: 'owner', ownerToken });
      assert.equal(again.success, true);
      assert.deepEqual(again.members.map((member) => [member.id, member.isOwner]).sort(), [[id, true], [guest.id, false]].sort());
    }
    await stage.expect([owner, ['chat:message', ...owner.events[0].slice(1)]]);
  });
});

check('recovery: too late is a new client, in no room', async () => {
  const [owner, guest] = await Promise.all([0, 1].map(() => WatchClient.connect(hasty, 'websocket')));
  const { room } = await owner.request('room:create', roomProfile());
  await guest.request('room:join', { roomId: room.id, userName: 'guest' });
  const { id } = guest;
  await goOnWithout(guest, owner, ['gone?']);
  await pause(400);
  owner.take();
  await comeBack(guest);
  assert.equal(guest.socket.recovered, false);
  assert.notEqual(guest.id, id);
  await guest.fence();
  await owner.fence();
  assert.deepEqual([heard(guest), owner.take()], [[], []]);
  for (const client of [owner, guest]) client.close();
});

check('recovery: a restart makes new clients of all, who join again', async () => {
  const first = await startRoomd({ RECOVERY_MS: '60000' });
  const client = await WatchClient.connect(first, 'websocket');
  const { id } = client;
  await client.request('room:create', roomProfile());
  const gone = client.disconnected();
  await first.stop();
  await gone;
  const second = await startRoomd({ RECOVERY_MS: '60000', PORT: String(first.port) });
  await comeBack(client);
  assert.deepEqual([client.socket.recovered, client.id === id], [false, false]);
  assert.equal((await client.request('room:create', roomProfile())).success, true);
  client.close();
  await second.stop();
});

for (const [program, what, extra] of [
  [without, 'off: events have the arguments of the protocol and nothing behind them', 0],
  [server, 'on: events have an offset behind their arguments, pongs have none', 1],
]) {
  check(`recovery ${what}`, async () => {
    const [owner, guest] = await Promise.all([0, 1].map(() => WatchClient.connect(program, 'websocket')));
    const { room } = await owner.request('room:create', roomProfile());
    await guest.request('room:join', { roomId: room.id, userName: 'guest' });
    say(guest, 'hello');
    guest.emit('heartbeat');
    await eventually(() => guest.events.length === 2, 'the message and the pong');
    assert.deepEqual(
      guest.events.map(([name, ...args]) => [name, args.length]),
      [
        ['chat:message', 1 + extra],
        ['heartbeat:pong', 1],
      ],
    );
    assert.equal(owner.events[0].length, 2 + extra);
    for (const client of [owner, guest]) client.close();
  });
}
