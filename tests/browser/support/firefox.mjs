// One Firefox for a file of tests, driven over WebDriver BiDi: Debian's, as it is installed.
//
// FIREFOX  the browser to run (default: Debian's)

import assert from 'node:assert/strict';
import { after } from 'node:test';

import puppeteer from 'puppeteer-core';

import { authKey } from '../../interop/support/server.mjs';
import { filmPosition, saysInStep } from './in_page.mjs';

// A microphone that hums, and nobody to ask; containers have no multicast to look up names of local addresses with.
const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
};
const patience = 30_000;

let running = null;
after(async () => (await running)?.close());

function browser() {
  running ??= puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: preferences,
  });
  return running;
}

/** One person at the demo page, with storage of their own. */
export class FirefoxPerson {
  /** What must stay empty: errors of the page, and what its Content-Security-Policy refused. */
  complaints = [];

  static async open(server, name, before) {
    const person = new FirefoxPerson();
    person.context = await (await browser()).createBrowserContext();
    const page = (person.page = await person.context.newPage());
    page.setDefaultTimeout(patience);
    await page.setViewport({ width: 1280, height: 800 });
    if (before) await page.evaluateOnNewDocument(before);
    page.on('pageerror', (error) => person.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') person.complaints.push(message.text());
    });
    await page.goto(`${server.url}/demo#key=${authKey}`);
    await page.waitForSelector('#lobby:not([hidden])');
    await person.fills('#user-name', name);
    return person;
  }

  async fills(selector, text) {
    await this.page.$eval(selector, (field) => field.select());
    await this.page.type(selector, text);
  }

  /** Opens a room; its code. */
  async creates(name, password) {
    await this.fills('#create-name', name);
    await this.fills('#create-password', password);
    await this.page.click('#create-form button[type="submit"]');
    return this.code();
  }

  async joins(code, password) {
    await this.fills('#join-code', code);
    await this.fills('#join-password', password);
    await this.page.click('#join-form button');
  }

  async code() {
    await this.page.waitForSelector('#room:not([hidden])');
    return this.page.$eval('#room-code', (element) => element.textContent);
  }

  async sees(text) {
    await this.page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);
  }

  async plays(beyond = 0) {
    await this.page.waitForFunction((seconds) => {
      const media = document.getElementById('media');
      return !media.paused && media.currentTime > seconds;
    }, {}, beyond);
  }

  /** As Person.film(): where the film is, and when that was. */
  film() {
    return this.page.evaluate(filmPosition);
  }

  async inStep(ms = 300) {
    await this.page.waitForFunction(saysInStep, {}, ms);
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
}
