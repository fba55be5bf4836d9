// Looks at /stats and /metrics every few seconds and shows what they say.
//
// The key may come in the fragment (#key=...), which browsers never send; it is kept for this tab.

import { $, el, showError } from './dom.js';
import { label, onLanguage, switchLanguage, t } from './i18n.js';
import { limitsHit, Look, parseMetrics } from './metrics.js';
import { initTheme } from './theme.js';

const lookEvery = 2000;
const keptLooks = 60;
const mostRooms = 200;
const keyPlace = 'roomd.status.key';

const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has('key')) {
  sessionStorage.setItem(keyPlace, fragment.get('key'));
  history.replaceState(null, '', location.pathname);
}

let timer = null;
let link = 'connecting';
let stats = null;
let looks = [];
/** The last values of each figure. */
const past = new Map();

const count = (value) => (value === undefined ? '–' : Math.round(value).toLocaleString('en'));
const perSecond = (value) =>
  value === undefined ? '–' : t('unit.perSecond', { value: value < 10 ? value.toFixed(1) : count(value) });
const bytes = (value) => {
  if (value === undefined) return '–';
  const unit = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), 3);
  return `${(value / 1024 ** unit).toFixed(unit === 0 ? 0 : 1)} ${['B', 'KiB', 'MiB', 'GiB'][unit]}`;
};
const duration = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const first = Math.min(parts.findIndex((part) => part > 0) >>> 0, 3);
  return parts.slice(first, first + 2).map((part, i) => `${part} ${['d', 'h', 'min', 's'][first + i]}`).join(' ');
};
const shortTime = (seconds) => (seconds === Infinity ? '> 1 s' : `${Number((seconds * 1000).toPrecision(2))} ms`);

const svgNames = 'http://www.w3.org/2000/svg';

/** The last minutes of a figure as a line; the figure itself stands beside it. */
function spark(values) {
  const svg = document.createElementNS(svgNames, 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', '0 0 96 34');
  svg.setAttribute('aria-hidden', 'true');
  const most = Math.max(...values, 1e-9);
  const x = (i) => 95 - ((values.length - 1 - i) / (keptLooks - 1)) * 94;
  const points = values.map((value, i) => `${x(i)},${32 - (value / most) * 29}`);
  const line = document.createElementNS(svgNames, 'polyline');
  line.setAttribute('points', points.join(' '));
  svg.append(line);
  return svg;
}

function tile({ name, value, text, note }) {
  const values = past.get(name) ?? [];
  return el(
    'div',
    { class: 'tile', 'data-tile': name },
    el('dt', {}, t(`tile.${name}`)),
    el('dd', {}, text),
    value !== undefined && values.length > 1 && spark(values),
    el('dd', { class: 'note' }, note ?? ''),
  );
}

/** What the tiles show: name, number (for the line), text, note. */
function figures() {
  const look = looks.at(-1);
  const before = looks.at(-2);
  const sum = (name) => look?.sum(name);
  const rate = (name) => look?.rate(name, before);
  const wait = look?.quantile('roomd_hub_turn_seconds', 0.99, looks[0] === look ? undefined : looks[0]);
  const stalled = sum('roomd_connections_stalled');
  const eventsIn = rate('roomd_events_received_total');
  const messagesOut = rate('roomd_messages_sent_total');
  const busy = sum('roomd_hub_busy_ratio');
  const uptime = sum('roomd_uptime_seconds');
  const traffic = (name) => (rate(name) === undefined ? '' : t('note.bytes', { bytes: bytes(rate(name)) }));
  return [
    { name: 'rooms', value: stats.totalRooms, text: count(stats.totalRooms), note: uptime === undefined ? '' : t('note.up', { time: duration(uptime * 1000) }) },
    { name: 'members', value: stats.totalMembers, text: count(stats.totalMembers) },
    { name: 'sockets', value: sum('roomd_sockets'), text: count(sum('roomd_sockets')), note: stalled ? t('note.stalled', { count: count(stalled), bytes: bytes(sum('roomd_queued_bytes')) }) : '' },
    { name: 'eventsIn', value: eventsIn, text: perSecond(eventsIn), note: traffic('roomd_bytes_received_total') },
    { name: 'eventsOut', value: messagesOut, text: perSecond(messagesOut), note: traffic('roomd_bytes_sent_total') },
    { name: 'latency', value: stats.roundTrip, text: `${stats.roundTrip.toFixed(1)} ms`, note: wait === undefined ? t('note.noTurns') : t('note.turns', { p99: shortTime(wait) }) },
    { name: 'busy', value: busy, text: busy === undefined ? '–' : `${Math.round(busy * 100)} %`, note: look ? t('note.busy') : t('note.noMetrics') },
    { name: 'memory', value: sum('process_resident_memory_bytes'), text: bytes(sum('process_resident_memory_bytes')) },
  ];
}

function drawRooms() {
  const rows = [...stats.rooms].sort((a, b) => b.memberCount - a.memberCount).slice(0, mostRooms);
  $('rooms').replaceChildren(
    ...rows.map((room) => {
      const access = [t(room.isPublic ? 'rooms.public' : 'rooms.private'), room.hasPassword && t('rooms.password')];
      return el(
        'tr',
        {},
        el('td', {}, room.name),
        el('td', {}, room.id),
        el('td', {}, count(room.memberCount)),
        el('td', {}, access.filter(Boolean).join(', ')),
        el('td', {}, duration(Date.now() - room.createdAt)),
      );
    }),
  );
  $('no-rooms').hidden = rows.length > 0;
}

function drawLimits() {
  const limits = looks.length > 0 ? limitsHit(looks.at(-1)) : [];
  $('limits').replaceChildren(
    ...limits.map(({ name, value }) => el('tr', {}, el('td', {}, name), el('td', {}, count(value)))),
  );
  $('no-limits').hidden = limits.length > 0;
}

function draw() {
  if (!stats) return;
  $('tiles').replaceChildren(...figures().map(tile));
  drawRooms();
  drawLimits();
  const version = looks.at(-1)?.samples.find(({ name }) => name === 'roomd_build_info')?.labels.version;
  $('version').textContent = version ?? '';
}

function showLink(state) {
  link = state;
  $('link').dataset.state = { live: 'connected', lost: 'reconnecting', draining: 'reconnecting' }[state] ?? state;
  const text = t(`link.${state}`);
  if ($('link-text').textContent !== text) $('link-text').textContent = text;
}

function remember() {
  for (const { name, value } of figures()) {
    if (value === undefined) continue;
    const values = past.get(name) ?? [];
    past.set(name, [...values, value].slice(-keptLooks));
  }
}

function ask(path) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(keyPlace)}` };
  return fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(8000) });
}

/** @return 'live', 'draining', 'lost' or 'refused'. */
async function look() {
  const began = performance.now();
  const statsAnswer = await ask('/stats');
  if (statsAnswer.status === 401) return 'refused';
  if (!statsAnswer.ok) return 'lost';
  const roundTrip = performance.now() - began;
  stats = { ...(await statsAnswer.json()), roundTrip };
  const metrics = await ask('/metrics');
  if (metrics.ok) looks = [...looks, new Look(parseMetrics(await metrics.text()), performance.now())].slice(-keptLooks);
  remember();
  return looks.at(-1)?.sum('roomd_draining') ? 'draining' : 'live';
}

async function refresh() {
  clearTimeout(timer);
  let state = 'lost';
  try {
    if (!document.hidden) state = await look();
  } catch {
    state = 'lost';
  }
  if (state === 'refused') return openGate(t('gate.wrong'));
  if (!document.hidden) showLink(state);
  $('gate').hidden = true;
  $('board').hidden = !stats;
  draw();
  timer = setTimeout(refresh, lookEvery);
}

function openGate(error) {
  sessionStorage.removeItem(keyPlace);
  $('board').hidden = true;
  $('gate').hidden = false;
  showError($('gate-error'), error);
  $('key').focus();
}

$('gate-form').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(keyPlace, $('key').value.trim());
  refresh();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && sessionStorage.getItem(keyPlace)) refresh();
});
$('language').addEventListener('click', switchLanguage);
initTheme();
onLanguage(() => {
  $('language').textContent = t('language.other');
  label($('language'), 'language.switch');
  showLink(link);
  draw();
});

if (sessionStorage.getItem(keyPlace)) refresh();
else openGate(null);
