// Getting into a room, who is there, and what they say.

import assert from 'node:assert/strict';

import { startRoomd } from '../interop/support/server.mjs';
import { browserSuite, Person } from './support/chromium.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

check('a public room is listed, and joined from the list', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.lobby();
  await ada.creates({ name: 'Listed' });
  await bob.button('Join Listed').click();
  await Promise.all([ada.company('Ada*', 'Bob'), bob.company('Ada*', 'Bob')]);
  assert.equal(await bob.$('.member[data-owner="true"] .badge').textContent(), 'Host');
  assert.equal(await bob.$('#room-name').textContent(), 'Listed');
  await Promise.all([ada.close(), bob.close()]);
});

check('a password is asked for, and a wrong one is told in place', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await ada.creates({ name: 'Locked', password: 'popcorn' });
  await bob.lobby();
  await bob.page.getByRole('img', { name: 'needs a password' }).waitFor();
  await bob.button('Join Locked').click();
  await bob.$('#password').fill('crisps');
  await bob.$('#password-form').getByRole('button', { name: 'Join' }).click();
  await bob.page.getByRole('alert').getByText('That is not the password.').waitFor();
  assert.equal(await bob.$('#room').isHidden(), true);

  await bob.$('#password').fill('popcorn');
  await bob.page.keyboard.press('Enter');
  await ada.company('Ada*', 'Bob');
  await Promise.all([ada.close(), bob.close()]);
});

check('a room that is not listed is joined with its code, and an unknown code is told', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  const code = await ada.creates({ name: 'Hidden', listed: false });
  await bob.lobby();
  await bob.joins('NOROOM');
  await bob.page.getByRole('alert').getByText('There is no such room.').waitFor();
  assert.equal(await bob.$('.room-card', { hasText: 'Hidden' }).filter({ hasText: 'Hidden' }).count(), 0);
  await bob.joins(code.toLowerCase());
  await ada.company('Ada*', 'Bob');
  await Promise.all([ada.close(), bob.close()]);
});

check('an invitation brings the code along', async () => {
  const ada = await Person.open(server, { name: 'Ada', permissions: ['clipboard-read', 'clipboard-write'] });
  const code = await ada.creates();
  await ada.button(`Code ${code}, copy an invitation`).click();
  await ada.sees('The invitation is copied');
  const invitation = await ada.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(invitation, `${server.url}/demo#room=${code}`);
  const bob = await Person.open(server, { name: 'Bob', hash: `&room=${code}` });
  await bob.lobby();
  assert.equal(await bob.$('#join-code').inputValue(), code);
  await Promise.all([ada.close(), bob.close()]);
});

check('chat reaches everybody, with emoji, and text stays text', async () => {
  const ada = await Person.open(server, { name: '<i>Ada</i>' });
  const bob = await Person.open(server, { name: 'Bob' });
  const nasty = '<img src=x onerror="document.title=\'broken\'"> & 你好';
  await bob.joins(await ada.creates({ name: '<script>alert(1)</script>' }));
  await bob.company('<i>Ada</i>*', 'Bob');
  await ada.says(nasty);
  await bob.page.getByText(nasty, { exact: true }).waitFor();
  assert.equal(await bob.page.title(), '<script>alert(1)</script> · roomd');
  assert.equal(await bob.$('.messages img, .members i').count(), 0);

  // From the keyboard: open, go right, choose.
  await bob.button('Emoji').press('Enter');
  await bob.page.keyboard.press('ArrowRight');
  await bob.page.keyboard.press('Enter');
  await ada.$('.message.emoji').getByText('😂').waitFor();
  await bob.button('Emoji').press('Enter');
  await bob.page.keyboard.press('Escape');
  assert.equal(await bob.button('Emoji').evaluate((button) => button === document.activeElement), true);
  await Promise.all([ada.close(), bob.close()]);
});

check('a host who leaves is asked first, and then sends everybody home', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await ada.company('Ada*', 'Bob');
  await ada.button('Leave the room').click();
  await ada.button('Cancel').click();
  assert.equal(await ada.$('#room').isVisible(), true);
  await ada.button('Leave the room').click();
  await ada.button('Close it').click();
  await bob.sees('The host has closed the room');
  await Promise.all([ada.$('#lobby').waitFor(), bob.$('#lobby').waitFor()]);
  await Promise.all([ada.close(), bob.close()]);
});

check('a host who leaves an empty room is not told that it is gone', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  await ada.creates();
  await ada.button('Leave the room').click();
  await ada.$('#lobby').waitFor();
  await ada.creates({ name: 'The next' });
  assert.equal(await ada.$('.toast').count(), 0);
  await ada.close();
});

check('a guest who leaves is seen to leave', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await ada.company('Ada*', 'Bob');
  await bob.button('Leave the room').click();
  await ada.company('Ada*');
  await ada.sees('Bob left');
  await Promise.all([ada.close(), bob.close()]);
});
