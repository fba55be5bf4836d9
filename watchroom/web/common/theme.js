// Dark or light: the system's choice, until the button makes another.

import { $, setIcon } from './dom.js';
import { label, onLanguage } from './i18n.js';

const stored = 'roomd.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

const chosen = () => localStorage.getItem(stored);
const isDark = () => (chosen() ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark';

function show() {
  if (chosen()) document.documentElement.dataset.theme = chosen();
  setIcon($('theme').firstElementChild, isDark() ? 'sun' : 'moon');
  label($('theme'), isDark() ? 'theme.toLight' : 'theme.toDark');
}

export function initTheme() {
  $('theme').addEventListener('click', () => {
    localStorage.setItem(stored, isDark() ? 'light' : 'dark');
    show();
  });
  systemIsDark.addEventListener('change', show);
  onLanguage(show);
}
