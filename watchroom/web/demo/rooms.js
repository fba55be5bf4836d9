// The view before a room: the public rooms, and the forms to open or join one.

import { $, el, emblem, icon, showError } from './dom.js';
import { errorText, onLanguage, t } from './i18n.js';
import { invitedTo, session } from './session.js';

const refreshEvery = 3000;

export class Rooms {
  #connection;
  #room;
  #timer = null;
  #wanted = null;
  #shown = '';
  #list = [];

  constructor(connection, room) {
    this.#connection = connection;
    this.#room = room;
    $('user-name').value = session.userName;
    $('join-code').value = invitedTo ?? '';
    $('create-form').addEventListener('submit', (event) => this.#create(event));
    $('join-form').addEventListener('submit', (event) => this.#joinByCode(event));
    $('password-form').addEventListener('submit', (event) => this.#joinLocked(event));
    onLanguage(() => this.#draw());
  }

  /** While the view is shown the list is asked for again and again. */
  open() {
    $('create-name').value ||= t('create.suggestion');
    clearTimeout(this.#timer);
    this.#refresh();
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = null;
    $('password-dialog').close();
  }

  async #refresh() {
    this.#timer = setTimeout(() => this.#refresh(), refreshEvery);
    if (document.hidden || !this.#connection.connected) return;
    try {
      this.#list = await this.#connection.request('room:list');
    } catch {
      return;
    }
    this.#draw();
  }

  /** Only when something changed: whoever is on a button of the list stays there. */
  #draw() {
    const rows = this.#list.map((room) => ({
      id: room.id,
      name: room.name,
      locked: Boolean(room.password),
      people: t('lobby.people', { count: room.memberCount, owner: room.ownerName }),
      join: t('lobby.join'),
    }));
    const text = JSON.stringify(rows);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement?.dataset.room;
    $('rooms').replaceChildren(...rows.map((row) => this.#card(row)));
    $('no-rooms').hidden = rows.length > 0;
    if (focused) $('rooms').querySelector(`[data-room="${CSS.escape(focused)}"]`)?.focus();
  }

  #card(row) {
    const lock = row.locked ? icon('lock') : null;
    lock?.removeAttribute('aria-hidden');
    lock?.setAttribute('role', 'img');
    lock?.setAttribute('aria-label', t('lobby.locked'));
    const join = el(
      'button',
      { type: 'button', 'data-room': row.id, 'aria-label': t('lobby.joinThis', { name: row.name }) },
      row.join,
    );
    join.addEventListener('click', () => this.#joinListed(row));
    return el(
      'li',
      { class: 'room-card' },
      emblem(row.name, 'room-mark'),
      el('div', {}, el('h3', {}, row.name, lock), el('p', {}, row.people)),
      join,
    );
  }

  /** The name, or nothing after asking for it. */
  #userName() {
    const name = $('user-name').value.trim();
    session.userName = name;
    if (!name) {
      $('user-name').focus();
      $('user-name').reportValidity();
    }
    return name;
  }

  async #create(event) {
    event.preventDefault();
    const userName = this.#userName();
    if (!userName) return;
    const error = await this.#room.create({
      name: $('create-name').value.trim(),
      password: $('create-password').value || undefined,
      isPublic: $('create-public').checked,
      userName,
    });
    this.#tell('create-error', error);
  }

  async #joinByCode(event) {
    event.preventDefault();
    const roomId = $('join-code').value.trim().toUpperCase();
    this.#tell('join-error', await this.#join(roomId, $('join-password').value));
  }

  async #joinListed(row) {
    if (!this.#userName()) return;
    if (!row.locked) {
      this.#tell('join-error', await this.#join(row.id));
      return;
    }
    this.#wanted = row.id;
    $('password-title').textContent = t('join.passwordFor', { name: row.name });
    $('password').value = '';
    showError($('password-error'));
    $('password-dialog').showModal();
  }

  async #joinLocked(event) {
    event.preventDefault();
    const error = await this.#join(this.#wanted, $('password').value);
    this.#tell('password-error', error);
    if (error) $('password').select();
    else $('password-dialog').close();
  }

  async #join(roomId, password) {
    const userName = this.#userName();
    if (!userName) return 'name';
    return this.#room.join({ roomId, password: password || undefined, userName });
  }

  #tell(place, error) {
    const own = { timeout: t('error.timeout'), name: t('error.name') };
    showError($(place), error ? (own[error] ?? errorText(error)) : null);
  }
}
