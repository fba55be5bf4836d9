// What runs inside of the demo page, in whatever browser: given to it as functions, so they use nothing from here.

/** {at, now, paused}: where the film is, in seconds, and when that was, on the machine's clock in ms. */
export function filmPosition() {
  const media = document.getElementById('media');
  return { at: media.currentTime, now: performance.timeOrigin + performance.now(), paused: media.paused };
}

/** Whether the page itself says that it is closer to the others than that. */
export function saysInStep(limit) {
  const { ms: shown } = document.getElementById('drift').dataset;
  return shown !== '' && Math.abs(Number(shown)) < limit;
}

/** Before the page's own scripts: keeps its peer connections where the test finds them. */
export function rememberConnections() {
  const connections = (globalThis.connections = []);
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...values) {
      super(...values);
      connections.push(this);
    }
  };
}
