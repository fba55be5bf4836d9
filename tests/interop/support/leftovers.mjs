// What a failed test leaves open: closed at the end of the file, or node would wait for it.

import { after } from 'node:test';

const open = new Set();

/** `close` is called at the end of the file, unless the returned function was called before. */
export function leaveNothing(close) {
  open.add(close);
  return () => open.delete(close);
}

after(() => open.forEach((close) => close()));
