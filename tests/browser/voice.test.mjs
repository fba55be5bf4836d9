// A voice call with Chromium's own microphone, which beeps: sound must arrive, not only a connection.

import assert from 'node:assert/strict';

import { startRoomd } from '../interop/support/server.mjs';
import { browserSuite, Person } from './support/chromium.mjs';
import { rememberConnections } from './support/in_page.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

/** No way from browser to browser: candidates are thrown away. */
const noWayThrough = `
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(options) {
      super({ ...options, iceTransportPolicy: 'relay' });
    }
    addIceCandidate() {
      return Promise.resolve();
    }
  };`;

const microphone = { permissions: ['microphone'] };
const two = (before = rememberConnections) =>
  Promise.all(['Ada', 'Bob'].map((name) => Person.open(server, { name, before, ...microphone })));

async function together(ada, bob) {
  await bob.joins(await ada.creates());
  await Promise.all([ada.company('Ada*', 'Bob'), bob.company('Ada*', 'Bob')]);
}

/** The receiver's own count of the energy that came out of the decoder. */
const audioEnergy = (person) =>
  person.page.evaluate(async () => {
    let energy = 0;
    for (const connection of globalThis.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'inbound-rtp' && entry.kind === 'audio') energy += entry.totalAudioEnergy ?? 0;
      }
    }
    return energy;
  });

const hears = (person, name, way) =>
  person.$(`.member[data-speaking="true"][data-voice="${way}"]`, { hasText: name }).filter({ hasText: name }).waitFor();

check('a voice arrives from browser to browser, in both directions', async () => {
  const [ada, bob] = await two();
  await together(ada, bob);
  await ada.button('Mic off').click();
  await hears(bob, 'Ada', 'p2p');
  assert.ok((await audioEnergy(bob)) > 0.0001, 'Bob got packets of silence');

  // Who only listened can answer on the same line.
  await bob.button('Mic off').click();
  await hears(ada, 'Bob', 'p2p');
  assert.ok((await audioEnergy(ada)) > 0.0001, 'Ada got packets of silence');
  assert.equal(await ada.page.evaluate(() => globalThis.connections.length), 1);

  await ada.button('Mic on').click();
  await bob.$('.member[data-speaking="false"]').filter({ hasText: 'Ada' }).waitFor();
  await Promise.all([ada.close(), bob.close()]);
});

check('three talk to each other, and who comes later hears both', async () => {
  const [ada, bob] = await two();
  await together(ada, bob);
  // Both at once: each calls the other.
  await Promise.all([ada.button('Mic off').click(), bob.button('Mic off').click()]);
  await Promise.all([hears(ada, 'Bob', 'p2p'), hears(bob, 'Ada', 'p2p')]);
  const cy = await Person.open(server, { name: 'Cy', before: rememberConnections });
  await cy.joins(await ada.code());
  await Promise.all([hears(cy, 'Ada', 'p2p'), hears(cy, 'Bob', 'p2p')]);
  await Promise.all([ada.close(), bob.close(), cy.close()]);
});

/** Two ends of a line in one page, calling each other `lag` ms apart while signals take `delay` ms. */
async function callEachOther([delay, lag]) {
  const { Peer } = await import('/demo/peer.js');
  const tracks = [];
  for (let i = 0; i < 2; ++i) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    tracks.push(stream.getAudioTracks()[0]);
  }
  const react = { offer: 'onOffer', answer: 'onAnswer', ice: 'onIce' };
  const ends = [];
  const heard = [0, 1].map(
    (own) =>
      new Promise((resolve) => {
        const deliver = (kind, value) => ends[1 - own][react[kind]](value).catch(() => {});
        ends[own] = new Peer({
          iceServers: [],
          polite: own === 0,
          signal: (kind, value) => setTimeout(() => deliver(kind, value), delay),
          tell: ({ speaking }) => speaking && resolve(),
        });
      }),
  );
  ends[0].call(tracks[0]);
  setTimeout(() => ends[1].call(tracks[1]), lag);
  await Promise.all(heard);
  ends.forEach((end) => end.close());
}

check('two who call each other at the same moment hear each other', async () => {
  const ada = await Person.open(server, { name: 'Ada', ...microphone });
  await ada.creates();
  for (const delay of [0, 5, 50]) {
    for (const lag of [0, 1, 20]) await ada.page.evaluate(callEachOther, [delay, lag]);
    // Connections that are the first of a page have their own timing.
    await ada.page.reload();
    await ada.code();
  }
  await ada.close();
});

check('browsers that cannot reach each other are heard through the server', async () => {
  const [ada, bob] = await two(noWayThrough);
  await together(ada, bob);
  await ada.button('Mic off').click();
  await hears(bob, 'Ada', 'relay');
  await bob.sees('speaking');
  await Promise.all([ada.close(), bob.close()]);
});

check('the host can send all voices through the server, and back', async () => {
  const [ada, bob] = await two();
  await together(ada, bob);
  await ada.button('Mic off').click();
  await hears(bob, 'Ada', 'p2p');
  await bob.button('Voice settings').click();
  assert.equal(await bob.$('#relay').isDisabled(), true, 'a guest may not');
  await bob.button('Done').click();

  const relayed = async (on) => {
    await ada.button('Voice settings').click();
    await ada.$('#relay').setChecked(on);
    await ada.button('Done').click();
  };
  await relayed(true);
  await hears(bob, 'Ada', 'relay');
  const open = () => globalThis.connections.filter((one) => one.connectionState !== 'closed').length;
  assert.equal(await bob.page.evaluate(open), 0);

  // Who comes later is told, and is heard the same way.
  const cy = await Person.open(server, { name: 'Cy', before: rememberConnections, ...microphone });
  await cy.joins(await ada.code());
  await hears(cy, 'Ada', 'relay');
  await relayed(false);
  await hears(bob, 'Ada', 'p2p');
  await Promise.all([ada.close(), bob.close(), cy.close()]);
});

check('ICE servers are taken from the settings, and remembered', async () => {
  const [ada, bob] = await two();
  await together(ada, bob);
  const lines = 'stun:192.0.2.1:3478\nnonsense\nturn:192.0.2.2 me secret';
  await ada.button('Voice settings').click();
  await ada.$('#ice').fill(lines);
  await ada.button('Done').click();
  await ada.button('Mic off').click();
  await hears(bob, 'Ada', 'p2p');
  const used = await ada.page.evaluate(() => globalThis.connections[0].getConfiguration().iceServers);
  assert.deepEqual(
    used.map(({ urls, username, credential }) => [[urls].flat()[0], username || null, credential || null]),
    [
      ['stun:192.0.2.1:3478', null, null],
      ['turn:192.0.2.2', 'me', 'secret'],
    ],
  );
  await ada.button('Voice settings').click();
  assert.equal(await ada.$('#ice').inputValue(), lines);
  await Promise.all([ada.close(), bob.close()]);
});

check('a microphone that is refused is told, and nothing else breaks', async () => {
  const refuse = `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));`;
  const ada = await Person.open(server, { name: 'Ada', before: refuse });
  await ada.creates();
  await ada.button('Mic off').click();
  await ada.sees('The browser does not give the microphone to this page');
  await ada.button('Mic off').waitFor();
  await ada.says('never mind');
  await ada.$('.message').getByText('never mind').waitFor();
  await ada.close();
});
