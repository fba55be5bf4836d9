// examples/servers: two servers in one process.

import assert from 'node:assert/strict';

import { connect, startExample } from '../support/example.mjs';

const { program, check } = await startExample('servers');
const [, staffPort] = /staff on (\d+)/.exec(program.output);
const staffServer = { url: `http://127.0.0.1:${staffPort}` };

check('servers: the staff sees visitors come and go, and speaks to them', async () => {
  const staff = await connect(staffServer);
  const visitor = await connect(program);
  assert.deepEqual(await staff.received.next(), ['visitors', 1]);
  staff.emit('announce', 'we close in five minutes');
  assert.deepEqual(await visitor.received.next(), ['announcement', 'we close in five minutes']);
  visitor.disconnect();
  assert.deepEqual(await staff.received.next(), ['visitors', 0]);
  staff.disconnect();
});

check('servers: visitors cannot announce anything', async () => {
  const [visitor, other] = await Promise.all([connect(program), connect(program)]);
  visitor.emit('announce', 'free beer');
  const staff = await connect(staffServer);
  staff.emit('announce', 'no beer');
  assert.deepEqual(await other.received.next(), ['announcement', 'no beer']);
  for (const socket of [visitor, other, staff]) socket.disconnect();
});
