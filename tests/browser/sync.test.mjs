// A film in step: two and three browsers, on the machine's own clock.

import assert from 'node:assert/strict';

import { startRoomd } from '../interop/support/server.mjs';
import { assertInStep, browserSuite, Person } from './support/chromium.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

check('play, seek and pause reach the other browser, from the host and from a guest', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await bob.company('Ada*', 'Bob');
  assert.equal((await bob.film()).paused, true);

  await ada.button('Play').click();
  await Promise.all([ada.plays(), bob.plays()]);
  await bob.inStep(100);
  await assertInStep(ada, bob);

  await bob.moveTo(90);
  await ada.page.waitForFunction(() => document.getElementById('media').currentTime >= 90);
  await Promise.all([ada.plays(), bob.plays()]);
  await bob.inStep(100);
  await assertInStep(ada, bob);

  await bob.button('Pause').click();
  await Promise.all([ada.stopped(), bob.stopped()]);
  await bob.inStep(100);
  assert.ok((await ada.film()).at >= 90);
  await assertInStep(ada, bob);

  await ada.moveTo(30);
  await bob.page.waitForFunction(() => Math.abs(document.getElementById('media').currentTime - 30) < 0.1);
  assert.equal((await bob.film()).paused, true);
  await Promise.all([ada.close(), bob.close()]);
});

check('who comes late arrives at the right position, and the drift of each is shown in ms', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const code = await ada.creates();
  await ada.moveTo(60);
  await ada.button('Play').click();
  await ada.plays();
  const [bob, cy] = await Promise.all([
    Person.open(server, { name: 'Bob' }),
    Person.open(server, { name: 'Cy' }),
  ]);
  await Promise.all([bob.joins(code), cy.joins(code)]);
  await ada.company('Ada*', 'Bob', 'Cy');
  for (const late of [bob, cy]) {
    await late.plays();
    await late.inStep(150);
    assert.ok((await late.film()).at > 60);
    assert.match(await late.$('#drift').textContent(), /^[+−]?\d+$/);
    await assertInStep(ada, late);
  }
  await assertInStep(bob, cy);
  await Promise.all([ada.close(), bob.close(), cy.close()]);
});

check('a browser that falls behind catches up by itself', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await ada.button('Play').click();
  await bob.plays();
  await bob.inStep(100);
  await bob.page.evaluate(() => (document.getElementById('media').currentTime += 20));
  await bob.page.waitForFunction(() => document.getElementById('media').currentTime < 20);
  await bob.inStep(100);
  await assertInStep(ada, bob);

  // Less than a jump: its pace changes for a while.
  await bob.page.evaluate(() => (document.getElementById('media').currentTime -= 0.3));
  await bob.page.waitForFunction(() => document.getElementById('media').playbackRate > 1.02);
  await bob.sees('+');
  await bob.inStep(60);
  await assertInStep(ada, bob, 200);
  await Promise.all([ada.close(), bob.close()]);
});

check('the host chooses a film of the web, and everybody gets it', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  await bob.joins(await ada.creates());
  await bob.company('Ada*', 'Bob');
  assert.equal(await bob.$('#change-film').isHidden(), true);
  await ada.button('Choose a film').click();
  await ada.$('#film-url').fill(`${server.url}/film.webm`);
  await ada.button('Show it').click();
  await bob.page.waitForFunction((url) => document.getElementById('media').src === url, `${server.url}/film.webm`);
  assert.equal(await bob.$('#film').isHidden(), true);
  await bob.sees('This video cannot be played here');

  await ada.button('Choose a film').click();
  await ada.button('The test film').click();
  await bob.$('#film').waitFor();
  await Promise.all([ada.context.close(), bob.context.close()]);
});
