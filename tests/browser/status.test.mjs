// The operator's page: what /stats and /metrics say, and that it moves by itself.
//
// SCREENSHOTS=1  writes the picture of docs/operate.md, docs/img/status.png

import assert from 'node:assert/strict';
import path from 'node:path';

import { request } from '../interop/support/raw_http.mjs';
import { repository, startRoomd } from '../interop/support/server.mjs';
import { assertAccessible } from './support/accessible.mjs';
import { browserSuite, Person } from './support/chromium.mjs';

const adminKey = 'of-the-operator-alone';
const server = await startRoomd({ DEMO: 'on', ADMIN_KEY: adminKey });
const check = browserSuite(server);

const operator = (options) => Person.open(server, { name: 'Op', path: '/status', ...options });

/** Waits until a tile shows that. */
const shows = (person, tile, text) =>
  person.$(`[data-tile="${tile}"] dd:nth-of-type(1)`).getByText(text, { exact: true }).waitFor();

check('it asks for the key, and tells when it is the wrong one', async () => {
  const op = await operator({ key: 'wrong' });
  await op.page.getByRole('alert').getByText('The server does not take this key.').waitFor();
  await assertAccessible(op, 'the key');
  await op.$('#key').fill(adminKey);
  await op.button('Show it').click();
  await op.$('#board').waitFor();
  assert.equal(op.page.url(), `${server.url}/status`);
  await op.close();
});

check('rooms and members appear and go without a reload', async () => {
  const op = await operator();
  await op.$('#board').waitFor();
  await shows(op, 'rooms', '0');
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  const code = await ada.creates({ name: '<b>Busy</b>', password: 'x' });
  await bob.joins(code, 'x');
  await shows(op, 'rooms', '1');
  await shows(op, 'members', '2');
  await op.page.getByRole('row', { name: `<b>Busy</b> ${code} 2 listed, password` }).waitFor();
  await op.$('#link[data-state="connected"]').waitFor();
  await assertAccessible(op, 'the board');
  await bob.button('Leave the room').click();
  await shows(op, 'members', '1');
  await Promise.all([ada.close(), bob.close(), op.close()]);
});

check('events, memory, load and refused requests are counted', async () => {
  const op = await operator({ colorScheme: 'light', locale: 'zh-CN' });
  await op.$('#board').waitFor();
  await op.sees('触及的限制');
  const ada = await Person.open(server, { name: 'Ada' });
  await ada.creates();
  const value = (tile) => op.$(`[data-tile="${tile}"] dd:nth-of-type(1)`).textContent();
  await op.page.waitForFunction(
    () => Number.parseFloat(document.querySelector('[data-tile="eventsIn"] dd').textContent) > 0,
  );
  assert.match(await value('memory'), /^\d+\.\d MiB$/);
  assert.match(await value('busy'), /^\d+ %$/);
  assert.match(await value('latency'), /^\d+\.\d ms$/);
  await request(server.port, 'GET', '/socket.io/?EIO=4&transport=carrier-pigeon');
  await op.page.getByRole('row', { name: 'requests refused · Transport unknown 1' }).waitFor();
  await assertAccessible(op, 'the board, light and Chinese');
  if (process.env.SCREENSHOTS === '1') {
    await op.button('EN：切换到英文').click();
    await op.page.screenshot({ path: path.join(repository, 'docs/img/status.png') });
  }
  await Promise.all([ada.close(), op.close()]);
});

check('a server that does not answer is told, and seen again when it does', async () => {
  const op = await operator();
  await op.$('#board').waitFor();
  await op.context.setOffline(true);
  await op.sees('No answer, trying again');
  await op.context.setOffline(false);
  await op.sees('Live');
  await op.context.close();
});
