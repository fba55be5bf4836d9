// What people say. Text goes into text nodes only, and only so many messages are kept.

import { $, el } from './dom.js';
import { language, t } from './i18n.js';

const kept = 300;
const emojis = ['😀', '😂', '🥹', '😍', '😮', '😢', '😱', '🤔', '👍', '👏', '🙌', '🎉', '❤️', '🔥', '🍿', '🎬'];
const columns = 8;
/** Within this time the name is not said again. */
const followsWithin = 120_000;

export class Chat {
  #connection;
  #room;
  #last = null;

  constructor(connection, room) {
    this.#connection = connection;
    this.#room = room;
    connection.on('chat:message', (message) => this.#show(message));
    $('composer').addEventListener('submit', (event) => this.#send(event));
    this.#makeEmojis();
  }

  clear() {
    this.#last = null;
    $('messages').replaceChildren();
  }

  /** A line about the room rather than from somebody. */
  note(text) {
    this.#last = null;
    this.#append(el('p', { class: 'notice' }, text));
  }

  #send(event) {
    event.preventDefault();
    const content = $('message').value.trim();
    // While the connection is lost the text stays in the field.
    if (!content || !this.#connection.connected) return;
    this.#connection.emit('chat:message', { content, type: 'text' });
    $('message').value = '';
  }

  #show({ userId, userName, content, type, timestamp }) {
    if (!this.#room.inside) return;
    const own = userId === this.#room.myId;
    const follows = this.#last?.userId === userId && timestamp - this.#last.timestamp < followsWithin;
    this.#last = { userId, timestamp };
    const time = new Date(timestamp).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
    const kind = [own && 'own', follows && 'follows', type === 'emoji' && 'emoji'].filter(Boolean);
    this.#append(
      el(
        'div',
        { class: ['message', ...kind].join(' ') },
        el('p', { class: 'message-from' }, el('b', {}, userName), ` ${time}`),
        el('p', { class: 'message-text' }, content),
      ),
    );
  }

  /** Whoever has scrolled up stays there. */
  #append(element) {
    const list = $('messages');
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    list.append(element);
    while (list.childElementCount > kept) list.firstElementChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  #makeEmojis() {
    const buttons = emojis.map((emoji, index) => {
      const button = el('button', { type: 'button', tabindex: index === 0 ? '0' : '-1' }, emoji);
      button.addEventListener('click', () => this.#pick(emoji));
      return button;
    });
    $('emojis').append(...buttons);
    $('emojis').addEventListener('keydown', (event) => this.#moveIn(buttons, event));
    $('emoji-toggle').addEventListener('click', () => this.#open($('emojis').hidden));
    document.addEventListener('click', ({ target }) => {
      if (!$('composer').contains(target)) this.#open(false, false);
    });
    $('composer').addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !$('emojis').hidden) this.#open(false);
    });
  }

  #moveIn(buttons, event) {
    const ways = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const next = buttons[buttons.indexOf(document.activeElement) + ways[event.key]];
    if (!next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  #open(open, focus = true) {
    if ($('emojis').hidden === !open) return;
    $('emojis').hidden = !open;
    $('emoji-toggle').setAttribute('aria-expanded', open);
    if (!focus) return;
    if (open) $('emojis').querySelector('[tabindex="0"]').focus();
    else $('emoji-toggle').focus();
  }

  /** Into what is being written; alone it is sent as it is. */
  #pick(emoji) {
    const field = $('message');
    this.#open(false, false);
    field.focus();
    if (field.value) field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
    else this.#connection.emit('chat:message', { content: emoji, type: 'emoji' });
  }
}
