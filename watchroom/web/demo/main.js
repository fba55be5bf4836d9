// Puts the page together: which view is shown, and who hears of what.

import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { $, showError } from './dom.js';
import { iceText, keepIceText } from './ice.js';
import { errorText, label, onLanguage, switchLanguage, t } from './i18n.js';
import { initLink } from './link.js';
import { Members } from './members.js';
import { announce, toast } from './notice.js';
import { Player, testFilmAddress } from './player.js';
import { Room } from './room.js';
import { Rooms } from './rooms.js';
import { Screen } from './screen.js';
import { session } from './session.js';
import { Sync } from './sync.js';
import { initTheme } from './theme.js';
import { Voice } from './voice.js';

const connection = new Connection();
const room = new Room(connection);
const rooms = new Rooms(connection, room);
const player = new Player();
const sync = new Sync(connection, room, player);
const members = new Members(room);
const chat = new Chat(connection, room);
const voice = new Voice(connection, room, members);
const screen = new Screen(connection, room);

/** gate, lobby or room; the focus goes along, so that a screen reader hears where it is. */
function show(view) {
  if (document.body.dataset.view === view && !$(view).hidden) return;
  document.body.dataset.view = view;
  for (const name of ['gate', 'lobby', 'room']) $(name).hidden = name !== view;
  $('bar-room').hidden = $('leave').hidden = view !== 'room';
  if (view === 'lobby') rooms.open();
  else rooms.close();
  const firstWords = { gate: 'key', lobby: 'lobby-title', room: 'room-name' };
  $(firstWords[view]).focus({ preventScroll: true });
  scrollTo(0, 0);
}

function initGate() {
  $('gate-form').addEventListener('submit', (event) => {
    event.preventDefault();
    session.key = $('key').value.trim();
    showError($('gate-error'));
    connection.open(session.key);
  });
  connection.addEventListener('state', () => {
    if (connection.state !== 'refused') return;
    session.key = null;
    show('gate');
    showError($('gate-error'), t('gate.wrong'));
    $('key').select();
  });
  connection.addEventListener('ready', async () => {
    if (!session.seat) return show('lobby');
    const error = await room.comeBack();
    if (error === 'timeout' && !room.inside) show('lobby');
  });
}

function nameRoom() {
  if (!room.inside) return;
  const { id, name } = room.info;
  $('room-name').textContent = name;
  $('room-code').textContent = id;
  label($('copy'), 'room.code', { code: id });
  document.title = `${name} · roomd`;
}

function onEntered({ room: info, again }) {
  const known = !$('room').hidden;
  show('room');
  nameRoom();
  members.draw();
  $('change-film').hidden = !room.isOwner;
  if (!known) {
    chat.clear();
    chat.note(t('chat.hello', { name: info.name }));
    announce(t('room.entered', { name: info.name }));
  }
  sync.enter(info.currentState, again);
  voice.enter(again);
  screen.enter(info.currentState);
}

function onMembers({ joined, left }) {
  $('change-film').hidden = !room.isOwner;
  if (joined && joined.id !== room.myId) {
    chat.note(t('members.joined', { name: joined.name }));
    sync.tell();
  }
  if (left && left.id !== room.myId) chat.note(t('members.left', { name: left.name }));
}

const farewells = { owner_left: 'room.closed', gone: 'room.gone' };

function onLeft({ reason }) {
  voice.leave();
  screen.leave();
  sync.leave();
  document.title = 'roomd';
  show('lobby');
  if (farewells[reason]) toast(t(farewells[reason]));
}

function initRoom() {
  room.addEventListener('entered', ({ detail }) => onEntered(detail));
  room.addEventListener('members', ({ detail }) => onMembers(detail));
  room.addEventListener('left', ({ detail }) => onLeft(detail));
  screen.addEventListener('sharing', ({ detail: sharing }) => {
    $('stage').parentElement.querySelector('.controls').dataset.off = sharing;
    if (sharing) sync.suspend();
    else sync.resume();
  });
  connection.on('state:cleared', () => {
    if (room.inside) toast(t('room.hostAway'));
  });
  $('copy').addEventListener('click', async () => {
    const invitation = `${location.origin}${location.pathname}#room=${room.info.id}`;
    try {
      await navigator.clipboard.writeText(invitation);
      toast(t('room.copied'));
    } catch {
      // Only secure pages may copy.
      toast(invitation);
    }
  });
  $('leave').addEventListener('click', () => {
    // Alone, or as a guest, nobody else is sent away.
    if (room.isOwner && room.others.length > 0) $('leave-dialog').showModal();
    else room.leave();
  });
  $('leave-really').addEventListener('click', () => {
    $('leave-dialog').close();
    room.leave();
  });
}

function initFilmDialog() {
  $('change-film').addEventListener('click', () => $('film-dialog').showModal());
  $('film-test').addEventListener('click', () => {
    $('film-dialog').close();
    sync.change(testFilmAddress);
  });
  $('film-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const address = $('film-url').value.trim();
    if (!/^https?:\/\/./.test(address)) return toast(t('film.badUrl'));
    $('film-dialog').close();
    sync.change(address);
  });
}

function initVoiceDialog() {
  $('voice-settings').addEventListener('click', () => {
    $('ice').value = iceText();
    $('voice-dialog').showModal();
  });
  $('voice-form').addEventListener('submit', () => keepIceText($('ice').value));
}

initTheme();
initLink(connection);
initGate();
initRoom();
initFilmDialog();
initVoiceDialog();
for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}
$('language').addEventListener('click', switchLanguage);
onLanguage(() => {
  $('language').textContent = t('language.other');
  label($('language'), 'language.switch');
  nameRoom();
});
addEventListener('unhandledrejection', ({ reason }) => toast(errorText(String(reason?.message ?? reason))));

if (session.key) connection.open(session.key);
else show('gate');
