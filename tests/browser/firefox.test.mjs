// The demo in Firefox: what the other files show of Chromium, in one evening of two people.

import assert from 'node:assert/strict';

import { startRoomd } from '../interop/support/server.mjs';
import { assertInStep, browserSuite } from './support/chromium.mjs';
import { FirefoxPerson } from './support/firefox.mjs';
import { rememberConnections } from './support/in_page.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);
const two = (before) => Promise.all(['Ada', 'Bob'].map((name) => FirefoxPerson.open(server, name, before)));

check('Firefox: a room with a password, a film in step, a chat, a reload', async () => {
  const [ada, bob] = await two();
  const code = await ada.creates('Friday', 'popcorn');
  await bob.joins(code, 'nuts');
  await bob.sees('That is not the password.');
  await bob.joins(code, 'popcorn');
  assert.equal(await bob.code(), code);
  await ada.page.click('button[aria-label="Play"]');
  await Promise.all([ada.plays(), bob.plays()]);
  await bob.inStep(150);
  await assertInStep(ada, bob);
  await bob.fills('#message', 'gruß 🍿');
  await bob.page.keyboard.press('Enter');
  await ada.sees('gruß 🍿');
  await ada.page.reload();
  assert.equal(await ada.code(), code);
  await ada.plays();
  await bob.inStep(150);
  await assertInStep(ada, bob);
  await Promise.all([ada.close(), bob.close()]);
});

/** Packets of sound that came to the page from other browsers. */
const received = (person) =>
  person.page.evaluate(async () => {
    let packets = 0;
    for (const connection of globalThis.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'inbound-rtp' && entry.kind === 'audio') packets += entry.packetsReceived;
      }
    }
    return packets;
  });

check('Firefox: a voice arrives from browser to browser', async () => {
  const [ada, bob] = await two(rememberConnections);
  await bob.joins(await ada.creates('Call', 'x'), 'x');
  await bob.code();
  await ada.page.click('#mic');
  await bob.page.waitForSelector('.member[data-voice="p2p"]');
  while ((await received(bob)) < 10) await bob.page.evaluate(() => new Promise(requestAnimationFrame));
  await Promise.all([ada.close(), bob.close()]);
});
