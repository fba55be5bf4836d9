// Shows the state of the connection: in words at the top, in a strip when it is lost, and to screen readers.

import { $ } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { announce } from './notice.js';

export function initLink(connection) {
  let shown = connection.state;
  let wasLost = false;

  function show() {
    const { state, attempt } = connection;
    const lost = state === 'reconnecting' || state === 'offline';
    $('link').dataset.state = state;
    $('link-text').textContent = t(`link.${state}`);
    $('lost').hidden = !lost;
    $('lost-text').textContent = state === 'offline' ? t('link.noNetwork') : t('link.lost', { attempt });
    if (state !== shown && lost) announce(t(`link.${state}`));
    if (state === 'connected' && wasLost) announce(t('link.back'));
    wasLost = lost || (wasLost && state !== 'connected');
    shown = state;
    showLatency();
  }

  function showLatency() {
    const { roundTrip } = connection.clock;
    const known = connection.connected && roundTrip !== undefined;
    $('link-latency').textContent = known ? t('link.latency', { ms: Math.round(roundTrip) }) : '';
  }

  connection.addEventListener('state', show);
  connection.addEventListener('pulse', showLatency);
  $('try-now').addEventListener('click', () => connection.tryNow());
  onLanguage(show);
}
