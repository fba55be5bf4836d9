// Short messages: on the screen for a moment, or for screen readers alone.

import { $, el } from './dom.js';

const shownFor = 4000;
const mostAtOnce = 3;

export function toast(text) {
  const shown = el('p', { class: 'toast' }, text);
  $('toasts').append(shown);
  while ($('toasts').childElementCount > mostAtOnce) $('toasts').firstElementChild.remove();
  setTimeout(() => shown.remove(), shownFor);
}

export function announce(text) {
  $('announcer').textContent = text;
}
