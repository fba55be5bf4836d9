// What outlives a reload of this tab: the key, and the seat in a room. The name is kept for the next visit.
//
// The key may come in the fragment (#key=...), which browsers never send, and is taken out of the address at once.

const keyPlace = 'roomd.key';
const seatPlace = 'roomd.seat';
const namePlace = 'roomd.name';

const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has('key')) {
  sessionStorage.setItem(keyPlace, fragment.get('key'));
  fragment.delete('key');
  history.replaceState(null, '', `${location.pathname}${fragment.size ? `#${fragment}` : ''}`);
}

/** The room that an invitation (#room=...) names, or nothing. */
export const invitedTo = fragment.get('room')?.toUpperCase() ?? null;

export const session = {
  get key() {
    return sessionStorage.getItem(keyPlace);
  },
  set key(key) {
    if (key) sessionStorage.setItem(keyPlace, key);
    else sessionStorage.removeItem(keyPlace);
  },

  /** {roomId, password, ownerToken, userName} or nothing. */
  get seat() {
    return JSON.parse(sessionStorage.getItem(seatPlace));
  },
  set seat(seat) {
    if (seat) sessionStorage.setItem(seatPlace, JSON.stringify(seat));
    else sessionStorage.removeItem(seatPlace);
  },

  get userName() {
    return localStorage.getItem(namePlace) ?? '';
  },
  set userName(name) {
    localStorage.setItem(namePlace, name);
  },
};
