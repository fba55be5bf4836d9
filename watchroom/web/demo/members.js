// The list of those who are here: who is the host, whose voice comes how, who is speaking.

import { $, el, emblem, icon } from './dom.js';
import { onLanguage, t } from './i18n.js';

const stateWords = { p2p: 'voice.p2p', relay: 'voice.viaServer', calling: 'voice.calling' };

export class Members {
  #room;
  #voices = new Map();

  constructor(room) {
    this.#room = room;
    room.addEventListener('members', () => this.draw());
    onLanguage(() => this.draw());
  }

  draw() {
    const members = [...this.#room.members.values()];
    for (const id of this.#voices.keys()) {
      if (!this.#room.members.has(id)) this.#voices.delete(id);
    }
    $('member-count').textContent = members.length;
    $('members').replaceChildren(...members.map((member) => this.#row(member)));
  }

  /** `voice` is {state: 'p2p' | 'relay' | 'calling' | 'none', speaking}. */
  showVoice(id, voice) {
    const before = this.#voices.get(id);
    if (before?.state === voice.state && before.speaking === voice.speaking) return;
    this.#voices.set(id, voice);
    const row = $('members').querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (row) this.#fillVoice(row, voice);
  }

  #row(member) {
    const you = member.id === this.#room.myId;
    const row = el(
      'li',
      { class: 'member', 'data-id': member.id, 'data-owner': String(member.isOwner) },
      emblem(member.name, 'avatar'),
      el('span', { class: 'member-name' }, member.name, you && el('span', { class: 'member-you' }, ` ${t('members.you')}`)),
      member.isOwner && el('span', { class: 'badge' }, icon('crown'), el('span', {}, t('members.host'))),
      el('span', { class: 'voice-state' }),
    );
    this.#fillVoice(row, this.#voices.get(member.id) ?? { state: 'none', speaking: false });
    return row;
  }

  #fillVoice(row, { state, speaking }) {
    row.dataset.voice = state;
    row.dataset.speaking = speaking;
    const word = speaking ? 'members.speaking' : stateWords[state];
    row.querySelector('.voice-state').textContent = word ? t(word) : '';
  }
}
