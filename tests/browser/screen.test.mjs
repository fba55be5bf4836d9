// A shared screen: moving pictures must arrive.

import assert from 'node:assert/strict';

import { startRoomd } from '../interop/support/server.mjs';
import { browserSuite, Person } from './support/chromium.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

/** Frames of the shared screen that this page has shown. */
const frames = (person) =>
  person.page.evaluate(() => document.getElementById('screen').getVideoPlaybackQuality().totalVideoFrames);

async function watchesScreen(person) {
  await person.page.waitForFunction(() => {
    const screen = document.getElementById('screen');
    return !screen.hidden && screen.videoWidth > 0 && screen.getVideoPlaybackQuality().totalVideoFrames > 5;
  });
}

check('the screen of the host is seen by guests, early and late, and the film goes on afterwards', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  const code = await ada.creates();
  await bob.joins(code);
  await ada.company('Ada*', 'Bob');
  assert.equal(await bob.$('#share').isHidden(), true, 'a guest cannot share');
  await ada.moveTo(40);
  await ada.button('Play').click();
  await bob.plays();

  await ada.button('Share your screen').click();
  await watchesScreen(bob);
  await bob.stopped();
  await ada.sees('You are sharing your screen');

  const cy = await Person.open(server, { name: 'Cy' });
  await cy.joins(code);
  await watchesScreen(cy);
  const seen = await frames(bob);
  await bob.page.waitForFunction(
    (before) => document.getElementById('screen').getVideoPlaybackQuality().totalVideoFrames > before,
    seen,
  );

  await ada.button('Stop sharing').click();
  for (const guest of [bob, cy]) {
    await guest.$('#screen').waitFor({ state: 'hidden' });
    await guest.$('#film').waitFor();
  }
  assert.ok((await cy.film()).at >= 40, 'the film is where it was');
  await ada.button('Play').click();
  await Promise.all([bob.plays(), cy.plays()]);
  await Promise.all([ada.close(), bob.close(), cy.close()]);
});

check('a host who reloads while sharing gives the film back', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await ada.button('Share your screen').click();
  await watchesScreen(bob);
  await ada.page.reload();
  await bob.$('#screen').waitFor({ state: 'hidden' });
  await bob.company('Ada*', 'Bob');
  await bob.$('#film').waitFor();
  await Promise.all([ada.close(), bob.close()]);
});
