// The session of examples/ runs to its end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { within } from '../support/deadlines.mjs';
import { authKey, repository, startRoomd } from '../support/server.mjs';
import { suiteFor } from '../support/suite.mjs';
import { modes } from '../support/watch_client.mjs';

const server = await startRoomd({ IO_THREADS: '2' });
const check = suiteFor(server);

/** Runs examples/session.mjs with the packages installed here: {code, output}. */
async function playSession(environment, args = []) {
  const directory = mkdtempSync(path.join(tmpdir(), 'roomd-session-'));
  const script = path.join(directory, 'session.mjs');
  copyFileSync(path.join(repository, 'examples/session.mjs'), script);
  symlinkSync(path.join(repository, 'tests/interop/node_modules'), path.join(directory, 'node_modules'));
  const run = new Promise((resolve) =>
    execFile(
      process.execPath,
      [script, server.url, ...args],
      { env: { ...process.env, ...environment } },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    ),
  );
  return within(run, () => 'the example').finally(() => rmSync(directory, { recursive: true }));
}

for (const mode of Object.keys(modes)) {
  check(`the example session runs to its end [${mode}]`, async () => {
    const { code, output } = await playSession({ AUTH_KEY: authKey }, ['--transport', mode]);
    assert.equal(code, 0, output);
    assert.match(output, /session complete/);
    assert.equal(output.includes(authKey), false);
  });
}

check('the example session fails with exit code 1 on a wrong key', async () => {
  const { code, output } = await playSession({ AUTH_KEY: 'wrong' });
  assert.equal(code, 1, output);
});
