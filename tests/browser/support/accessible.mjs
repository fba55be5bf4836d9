// The rules for accessible pages, as far as a program can check them.

import assert from 'node:assert/strict';

import axe from 'axe-core';

/** What is shown breaks none of axe-core's rules. */
export async function assertAccessible(person, what) {
  const found = await person.page.evaluate(`${axe.source}; axe.run(document, { resultTypes: ['violations'] })`);
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(told, [], what);
}
