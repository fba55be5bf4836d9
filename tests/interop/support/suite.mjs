// Tests against one running program: each gets a time limit, and a failure shows what the program printed.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { patience } from './deadlines.mjs';
import { oracle } from './server.mjs';

const tail = (text, lines = 60) => text.trimEnd().split('\n').slice(-lines).join('\n');

/** One test with a time limit. */
export function check(name, body, options = {}) {
  return test(name, { timeout: 4 * patience, ...options }, body);
}

/** The `check` of a file that tests one program: it must outlive the tests, and a failure shows what it printed. */
export function suiteFor(program) {
  program.adopt();
  after(async () => {
    assert.ok(program.alive, `the program died: ${tail(program.output)}`);
    await program.stop();
  });
  const explained = (body) => async (t) => {
    try {
      await body(t);
    } catch (error) {
      t.diagnostic(`program output:\n${tail(program.output)}`);
      throw error;
    }
  };
  return (name, body, options) => check(name, explained(body), options);
}

/** Skips the test in oracle runs: we promise more than the official server does. */
export const oursOnly = { skip: oracle ? 'deliberately unlike the official server' : false };

/** Tests that run side by side. */
export function together(name, define, concurrency = 4) {
  return describe(name, { concurrency }, define);
}
