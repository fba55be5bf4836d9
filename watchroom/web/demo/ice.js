// The ICE servers that voice and screen use: none on one's own network, STUN or TURN elsewhere. Kept in this browser.

const place = 'roomd.ice';

export const iceText = () => localStorage.getItem(place) ?? '';

export function keepIceText(text) {
  localStorage.setItem(place, text);
}

/** A line is "stun:host", or "turn:host name password"; others are ignored. */
export function iceServers() {
  return iceText()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([url]) => /^(stuns?|turns?):[^\s]+$/.test(url))
    .map(([urls, username, credential]) => (username && credential ? { urls, username, credential } : { urls }));
}
