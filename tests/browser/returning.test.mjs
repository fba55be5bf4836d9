// Connections that are lost, pages that are loaded again, servers that are restarted: everybody comes back.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { startRoomd } from '../interop/support/server.mjs';
import { assertInStep, browserSuite, Person } from './support/chromium.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

const linkIs = (person, state) => person.$(`#link[data-state="${state}"]`).waitFor();

check('a host who reloads keeps the room, the film and the badge', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  const code = await ada.creates({ password: 'popcorn' });
  await bob.joins(code, 'popcorn');
  await ada.moveTo(50);
  await ada.button('Play').click();
  await bob.plays();
  await ada.page.reload();
  assert.equal(await ada.code(), code);
  await Promise.all([ada.company('Ada*', 'Bob'), bob.company('Ada*', 'Bob')]);
  await ada.plays();
  assert.ok((await ada.film()).at > 50);
  await bob.inStep(150);
  await assertInStep(ada, bob);
  await Promise.all([ada.close(), bob.close()]);
});

check('a host who is alone and reloads keeps the room', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const code = await ada.creates();
  await ada.page.reload();
  assert.equal(await ada.code(), code);
  await ada.company('Ada*');
  await ada.close();
});

check('a lost connection is shown, and the guest comes back into step', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await ada.button('Play').click();
  await bob.plays();
  // The machine of the guest loses its network: nothing comes through, and the browser says so.
  await bob.context.setOffline(true);
  await bob.page.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
  await linkIs(bob, 'offline');
  await bob.sees('This device is offline.');
  await ada.company('Ada*');
  assert.equal((await bob.film()).paused, false, 'the film goes on meanwhile');

  await ada.moveTo(100);
  await bob.context.setOffline(false);
  await linkIs(bob, 'connected');
  await ada.company('Ada*', 'Bob');
  await bob.page.waitForFunction(() => document.getElementById('media').currentTime >= 100);
  await bob.inStep(150);
  await assertInStep(ada, bob);
  await Promise.all([ada.close(), bob.close()]);
});

check('where a browser starts no sound by itself, the film goes on silently and a button gives the sound', async () => {
  // What browsers do after a reload, until somebody has touched the page.
  const silent = `
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
      return this.muted ? play.call(this) : Promise.reject(new DOMException('touch the page first', 'NotAllowedError'));
    };`;
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob', before: silent });
  const code = await ada.creates();
  await ada.button('Play').click();
  await bob.joins(code);
  await bob.plays();
  await bob.inStep(150);
  assert.equal(await bob.$('#media').evaluate((media) => media.muted), true);
  await bob.$('#unmute').click();
  assert.equal(await bob.$('#media').evaluate((media) => media.muted), false);
  await Promise.all([ada.close(), bob.close()]);
});

check('a wrong key is told, and the right one lets in', async () => {
  const ada = await Person.open(server, { name: 'Ada', key: 'wrong' });
  await ada.page.getByRole('alert').getByText('The server does not take this key.').waitFor();
  await ada.$('#key').fill('interop-key-5d1f0c');
  await ada.button('Come in').click();
  await ada.lobby();
  await ada.close();
});

test('a server that is restarted in the middle of a film finds everybody back', { timeout: 180_000 }, async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'roomd-browser-'));
  const settings = { DEMO: 'on', DATA_DIR: directory };
  let one = await startRoomd(settings);
  const people = [];
  try {
    for (const name of ['Ada', 'Bob', 'Cy']) people.push(await Person.open(one, { name }));
    const [ada, bob, cy] = people;
    const code = await ada.creates({ password: 'popcorn' });
    await Promise.all([bob.joins(code, 'popcorn'), cy.joins(code, 'popcorn')]);
    await ada.company('Ada*', 'Bob', 'Cy');
    await ada.moveTo(50);
    await ada.button('Play').click();
    await Promise.all([bob.plays(), cy.plays()]);

    await one.stop();
    await Promise.all(people.map((person) => linkIs(person, 'reconnecting')));
    await ada.sees('The connection is lost.');
    one = await startRoomd({ ...settings, PORT: String(one.port) });
    for (const person of people) {
      await linkIs(person, 'connected');
      await person.company('Ada*', 'Bob', 'Cy');
      assert.equal(await person.code(), code);
    }
    for (const guest of [bob, cy]) {
      await guest.plays();
      await guest.inStep(150);
      assert.ok((await guest.film()).at > 50);
      await assertInStep(ada, guest);
    }
    await bob.says('still here');
    await cy.sees('still here');
    await Promise.all(people.map((person) => person.close()));
  } finally {
    await one.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
