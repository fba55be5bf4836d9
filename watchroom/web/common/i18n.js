// English and Chinese: the browser's language, or what was chosen. Marked elements of the document follow a switch.

import { commonWords } from './common_words.js';
import { words } from './words.js';

const stored = 'roomd.language';
const listeners = new Set();
let current = localStorage.getItem(stored) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

export const language = () => current;

/** The words for a key, with its {names} filled in. */
export function t(key, values = {}) {
  const find = (language) => words[language]?.[key] ?? commonWords[language]?.[key];
  const text = find(current) ?? find('en') ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** data-i18n is the text, data-i18n-label the name and tooltip, data-i18n-placeholder the placeholder. */
function translate(root) {
  for (const element of root.querySelectorAll('[data-i18n]')) element.textContent = t(element.dataset.i18n);
  for (const element of root.querySelectorAll('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset.i18nLabel));
    if (element.tagName === 'BUTTON') element.title = t(element.dataset.i18nLabel);
  }
  for (const element of root.querySelectorAll('[data-i18n-placeholder]')) {
    element.placeholder = t(element.dataset.i18nPlaceholder);
  }
}

/** Runs now and after every switch. */
export function onLanguage(listener) {
  listeners.add(listener);
  listener();
}

function apply() {
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
  translate(document);
  for (const listener of listeners) listener();
}

export function switchLanguage() {
  current = current === 'zh' ? 'en' : 'zh';
  localStorage.setItem(stored, current);
  apply();
}

/** Names a button: for screen readers, and as its tooltip. */
export function label(button, key, values) {
  button.setAttribute('aria-label', t(key, values));
  button.title = t(key, values);
}

// The server's own words for what went wrong are Chinese.
const errors = {
  房间不存在: 'error.noRoom',
  密码错误: 'error.password',
  创建房间失败: 'error.create',
  加入房间失败: 'error.join',
  '尝试次数过多，请稍后再试': 'error.tooMany',
};

export const errorText = (error) => (errors[error] ? t(errors[error]) : error);

apply();
