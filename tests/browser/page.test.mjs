// The page itself: who can read and use it, on what, and what it keeps to itself.
//
// SCREENSHOTS=1  writes the pictures of the README, docs/img/demo-*.png

import assert from 'node:assert/strict';
import path from 'node:path';

import { authKey, repository, startRoomd } from '../interop/support/server.mjs';
import { assertAccessible } from './support/accessible.mjs';
import { browserSuite, Person } from './support/chromium.mjs';

const server = await startRoomd({ DEMO: 'on' });
const check = browserSuite(server);

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const overflow = (person) =>
  person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

check('the key leaves the address, is kept for this tab, and never travels in a request', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  await ada.lobby();
  assert.equal(ada.page.url(), `${server.url}/demo`);
  const asked = [];
  ada.page.on('request', (request) => asked.push(request.url()));
  await ada.page.reload();
  await ada.lobby();
  assert.deepEqual(asked.filter((url) => url.includes(authKey)), []);
  assert.ok(!server.output.includes(authKey), 'the log has the key');
  await ada.close();
});

check('the policy holds: an inline script does not run', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  await ada.lobby();
  const ran = await ada.page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'globalThis.broken = true';
    } catch {
      return false;
    }
    document.body.append(script);
    return globalThis.broken === true;
  });
  assert.equal(ran, false);
  assert.ok(ada.complaints.length > 0, 'the browser said nothing');
  await ada.context.close();
});

check('a server without the client for browsers is told on the page', async () => {
  const ada = await Person.open(server, { name: 'Ada', without: '**/socket.io.esm.min.js' });
  await ada.page.getByRole('alert').getByText('the server has no Socket.IO client').waitFor();
  await ada.context.close();
});

check('English and Chinese: the language of the browser, and a switch that is remembered', async () => {
  const ada = await Person.open(server, { name: '小雨', locale: 'zh-CN' });
  await ada.page.getByRole('heading', { name: '一起看' }).waitFor();
  assert.equal(await ada.$('html').getAttribute('lang'), 'zh-CN');
  await ada.button('EN：切换到英文').click();
  await ada.page.getByRole('heading', { name: 'Watch together' }).waitFor();
  await ada.page.reload();
  await ada.page.getByRole('heading', { name: 'Watch together' }).waitFor();
  assert.equal(await ada.$('html').getAttribute('lang'), 'en');
  // Each word is there in both.
  const missing = await ada.page.evaluate(async () => {
    const { words } = await import('/demo/words.js');
    const { commonWords } = await import('/demo/common_words.js');
    const keys = (language) => Object.keys({ ...words[language], ...commonWords[language] });
    return [
      ...keys('en').filter((key) => !keys('zh').includes(key)),
      ...keys('zh').filter((key) => !keys('en').includes(key)),
    ];
  });
  assert.deepEqual(missing, []);
  await ada.close();
});

check('dark and light: the choice of the system, and a switch that is remembered', async () => {
  const ada = await Person.open(server, { name: 'Ada', colorScheme: 'dark' });
  await ada.lobby();
  const brightness = () =>
    ada.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]));
  assert.ok((await brightness()) < 50);
  await ada.button('Use light colours').click();
  assert.ok((await brightness()) > 200);
  await ada.page.reload();
  await ada.lobby();
  assert.ok((await brightness()) > 200);
  await ada.close();
});

for (const colorScheme of ['dark', 'light']) {
  check(`accessible in ${colorScheme} colours: every view and dialog`, async () => {
    const ada = await Person.open(server, { name: 'Ada', colorScheme, key: 'wrong' });
    await ada.page.getByRole('alert').waitFor();
    await assertAccessible(ada, 'the key');
    await ada.$('#key').fill(authKey);
    await ada.button('Come in').click();
    await ada.lobby();
    const bob = await Person.open(server, { name: 'Bob', colorScheme, ...phone });
    const name = `Accessible and ${colorScheme}`;
    const code = await ada.creates({ name, password: 'x' });
    await bob.lobby();
    await bob.button(`Join ${name}`).waitFor();
    await assertAccessible(bob, 'the rooms, on a phone');
    await bob.button(`Join ${name}`).click();
    await bob.$('#password-dialog').waitFor();
    await assertAccessible(bob, 'the password');
    await bob.button('Cancel').click();
    await bob.joins(code, 'x');
    await ada.company('Ada*', 'Bob');
    await bob.says('hello');
    await ada.says('hi');
    await ada.sees('hello');
    await ada.button('Emoji').click();
    await assertAccessible(ada, 'the room');
    await assertAccessible(bob, 'the room, on a phone');
    for (const dialog of ['Choose a film', 'Voice settings', 'Leave the room']) {
      await ada.button(dialog).click();
      await ada.$('dialog[open]').waitFor();
      await assertAccessible(ada, dialog);
      await ada.page.keyboard.press('Escape');
    }
    await Promise.all([ada.close(), bob.close()]);
  });
}

check('all is done from the keyboard, and keys of the film belong to the film alone', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  await ada.lobby();
  await ada.$('#create-name').press('Enter');
  await ada.code();
  assert.equal(await ada.$('#room-name').evaluate((heading) => heading === document.activeElement), true);

  await ada.$('#stage').focus();
  await ada.page.keyboard.press('Space');
  await ada.plays();
  await ada.page.keyboard.press('ArrowRight');
  await ada.page.waitForFunction(() => document.getElementById('media').currentTime > 5);
  await ada.page.keyboard.press('m');
  assert.equal(await ada.$('#media').evaluate((media) => media.muted), true);

  await ada.page.keyboard.press('f');
  await ada.page.waitForFunction(() => document.fullscreenElement?.id === 'stage');
  await ada.page.keyboard.press('f');
  await ada.page.waitForFunction(() => document.fullscreenElement === null);

  // In a text these are letters.
  await ada.$('#message').focus();
  await ada.page.keyboard.type('make my film k');
  assert.equal(await ada.$('#message').inputValue(), 'make my film k');
  assert.equal((await ada.film()).paused, false);
  assert.equal(await ada.$('#media').evaluate((media) => media.muted), true);

  // Everything that can be used can be reached, and shows that it has the focus.
  const reached = new Set();
  await ada.$('.skip').focus();
  for (let i = 0; i < 40; ++i) {
    await ada.page.keyboard.press('Tab');
    const { id, seen } = await ada.page.evaluate(() => {
      const { id: name } = document.activeElement;
      return { id: name, seen: getComputedStyle(document.activeElement).outlineStyle !== 'none' };
    });
    if (id) assert.ok(seen, `${id} hides the focus`);
    reached.add(id);
  }
  const usable = 'copy language theme leave stage play seek mute volume change-film share fullscreen mic voice-settings';
  for (const id of `${usable} messages emoji-toggle message send`.split(' '))
    assert.ok(reached.has(id), `${id} cannot be reached`);
  await ada.close();
});

check('a screen reader hears of the connection, of the room, of who comes, and of messages', async () => {
  const ada = await Person.open(server, { name: 'Ada' });
  const bob = await Person.open(server, { name: 'Bob' });
  const code = await ada.creates();
  await ada.page.getByRole('status').getByText('You are in Friday').waitFor();
  await bob.joins(code);
  await ada.page.getByRole('log', { name: 'Chat' }).getByText('Bob came in').waitFor();
  await bob.says('good evening');
  await ada.page.getByRole('log', { name: 'Chat' }).getByText('good evening').waitFor();
  await ada.page.getByRole('slider', { name: 'Position' }).waitFor();
  assert.equal(await ada.$('#seek').getAttribute('aria-valuetext'), '0:00 of 3:12');
  await bob.context.setOffline(true);
  await bob.page.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
  await bob.page.getByRole('status').getByText('Offline').waitFor();
  await bob.context.setOffline(false);
  await bob.page.getByRole('status').getByText('Connected again').waitFor();
  await Promise.all([ada.close(), bob.close()]);
});

check('on a phone a lost connection is told above the film, and the chat stays in reach', async () => {
  const lin = await Person.open(server, { name: '小雨', ...phone });
  await lin.creates();
  await lin.context.setOffline(true);
  await lin.page.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
  await lin.$('#lost').waitFor();
  const bottom = await lin.$('#send').evaluate((button) => innerHeight - button.getBoundingClientRect().bottom);
  assert.ok(bottom >= 0, `${bottom} pixels below the end of the screen`);
  assert.equal(await overflow(lin), 0);
  await lin.context.setOffline(false);
  await lin.$('#link[data-state="connected"]').waitFor();
  await lin.close();
});

check('on a phone of 390 pixels and on a desktop everything fits', async () => {
  const ada = await Person.open(server, { name: 'Ada', colorScheme: 'dark' });
  const lin = await Person.open(server, { name: '小雨', locale: 'zh-CN', colorScheme: 'light', ...phone });
  await lin.lobby();
  assert.equal(await overflow(lin), 0);
  const code = await ada.creates({ name: 'Film night' });
  await lin.joins(code);
  const bob = await Person.open(server, { name: 'Grace' });
  await bob.joins(code);
  await ada.company('Ada*', 'Grace', '小雨');
  await ada.moveTo(74);
  await ada.button('Play').click();
  await ada.says('Everybody on board? 🚂');
  await ada.sees('Everybody on board?');
  await lin.says('晚上好！');
  await ada.sees('晚上好！');
  await bob.says('Popcorn is ready');
  await lin.sees('Popcorn is ready');
  await bob.button('Emoji').click();
  await bob.button('🍿').click();
  await lin.$('.message.emoji').waitFor();
  await bob.button('Mic off').click();
  await ada.$('.member[data-speaking="true"]').waitFor();
  await lin.plays();
  await lin.inStep(40);
  for (const person of [ada, lin]) {
    assert.equal(await overflow(person), 0);
    const outside = await person.page.evaluate(() => {
      const parts = ['#stage', '.controls', '.sync', '#mic', '#members', '#messages', '#message', '#send', '#leave'];
      parts.push('#room-name', '#copy', '#theme', '#language');
      return parts.filter((part) => {
        const box = document.querySelector(part).getBoundingClientRect();
        return box.width < 20 || box.height < 20 || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
      });
    });
    assert.deepEqual(outside, []);
  }
  if (process.env.SCREENSHOTS === '1') {
    const image = (name) => path.join(repository, 'docs/img', name);
    for (const person of [ada, lin]) await person.page.evaluate(() => document.activeElement.blur());
    await ada.page.mouse.move(0, 0);
    await ada.$('.member[data-speaking="true"]').waitFor();
    await ada.page.screenshot({ path: image('demo-desktop.png') });
    await lin.inStep(15);
    await lin.page.screenshot({ path: image('demo-phone.png') });
  }
  await Promise.all([ada.close(), bob.close(), lin.close()]);
});
