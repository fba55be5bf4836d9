// One Chromium for a file of tests, and a page for each person. The page is driven as a person would: by what is
// written on it.
//
// CHROMIUM  the browser to run (default: Debian's)

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { chromium } from 'playwright-core';

import { authKey } from '../../interop/support/server.mjs';
import { suiteFor } from '../../interop/support/suite.mjs';
import { filmPosition, saysInStep } from './in_page.mjs';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  // Pages that are not in front keep their timers.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // A microphone that beeps, a screen that moves, and nobody to ask.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Containers have no multicast, by which names of local addresses are looked up.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

let running = null;
after(async () => (await running)?.close());

function browser() {
  running ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
  return running;
}

/** Browsers share the machine with each other, and perhaps with a compiler. */
const patience = 30_000;

/** As suiteFor() of interop, with the time that browsers take. */
export function browserSuite(server) {
  const check = suiteFor(server);
  return (name, body, options) => check(name, body, { timeout: 5 * patience, ...options });
}

/** One person at a page, with storage of their own. */
export class Person {
  /** What must stay empty: errors of the page, and what its Content-Security-Policy refused. */
  complaints = [];

  static async open(server, { name = 'Ada', key = authKey, before, without, path = '/demo', hash = '', ...context } = {}) {
    const person = new Person();
    person.server = server;
    person.name = name;
    const options = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...context };
    person.context = await (await browser()).newContext(options);
    person.context.setDefaultTimeout(patience);
    person.page = await person.context.newPage();
    if (before) await person.page.addInitScript(before);
    if (without) await person.page.route(without, (route) => route.fulfill({ status: 404 }));
    person.#listen();
    await person.page.goto(`${server.url}${path}#key=${key}${hash}`);
    return person;
  }

  #listen() {
    this.page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    this.page.on('console', (message) => {
      const text = message.text();
      // A browser writes each refused connection to the console; that is the point of some tests.
      if (message.type() === 'error' && !/WebSocket connection|Failed to load resource/.test(text)) this.complaints.push(text);
    });
  }

  $(selector) {
    return this.page.locator(selector);
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async lobby() {
    await this.$('#lobby').waitFor();
    await this.$('#user-name').fill(this.name);
  }

  /** Opens a room; its code. */
  async creates({ name = 'Friday', password = '', listed = true } = {}) {
    await this.lobby();
    await this.$('#create-name').fill(name);
    await this.$('#create-password').fill(password);
    await this.$('#create-public').setChecked(listed);
    await this.button('Open it').click();
    return this.code();
  }

  async joins(code, password = '') {
    await this.lobby();
    await this.$('#join-code').fill(code);
    await this.$('#join-password').fill(password);
    await this.$('#join-form').getByRole('button').click();
  }

  async code() {
    await this.$('#room').waitFor();
    return this.$('#room-code').textContent();
  }

  /** Waits until exactly these are in the list of members, the host marked by a star. */
  async company(...names) {
    const wanted = [...names].sort().join();
    await this.page.waitForFunction((expected) => {
      const rows = [...document.querySelectorAll('.member')].map((row) => {
        const name = row.querySelector('.member-name').firstChild.textContent;
        return row.dataset.owner === 'true' ? `${name}*` : name;
      });
      return rows.toSorted().join() === expected;
    }, wanted);
  }

  async says(text) {
    await this.$('#message').fill(text);
    await this.$('#message').press('Enter');
  }

  /** {at, now, paused}: where the film is, in seconds, and when that was, on the machine's clock in ms. */
  film() {
    return this.page.evaluate(filmPosition);
  }

  async plays() {
    await this.page.waitForFunction(() => {
      const media = document.getElementById('media');
      return !media.paused && media.currentTime > 0 && media.readyState >= 3;
    });
  }

  async stopped() {
    await this.page.waitForFunction(() => document.getElementById('media').paused);
  }

  async moveTo(seconds) {
    await this.$('#seek').evaluate((range, value) => {
      range.value = value;
      range.dispatchEvent(new Event('input'));
      range.dispatchEvent(new Event('change'));
    }, seconds);
  }

  /** Waits until the page itself says that it is in step. */
  async inStep(ms = 300) {
    await this.page.waitForFunction(saysInStep, ms);
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.complaints, [], `${this.name}'s page complains`);
  }
}

/** How far the film of one is ahead of the other's, in ms, if both run or both stand. */
export async function apart(one, other) {
  const [a, b] = await Promise.all([one.film(), other.film()]);
  assert.equal(a.paused, b.paused, 'one film runs, the other does not');
  return (a.at - b.at) * 1000 - (a.paused ? 0 : a.now - b.now);
}

export async function assertInStep(one, other, limit = 300) {
  const ms = await apart(one, other);
  assert.ok(Math.abs(ms) < limit, `the films are ${Math.round(ms)} ms apart`);
  return ms;
}
