// The pages over HTTP: every file that one asks for is there, and the demo only when it is switched on. tests/browser
// looks at them.

import assert from 'node:assert/strict';

import { request } from '../support/raw_http.mjs';
import { startRoomd } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';

const server = await startRoomd({ DEMO: '1' });
const check = suiteFor(server);

/** What a file of the page loads: stylesheets, scripts, pictures, modules. */
function references(page, text) {
  const found = [
    ...text.matchAll(/(?:href|src)="(\/[^"#]+)/g),
    ...text.matchAll(/(?:from |import\()'(\.?\/[^']+)'/g),
    ...text.matchAll(/addModule\('([^']+)'/g),
  ];
  return found.map(([, name]) => name.replace(/^\.\//, `${page}/`));
}

together('pages', () => {
  check('every file that a page needs is served', async () => {
    const seen = new Set(['/demo', '/status']);
    for (const name of seen) {
      const page = name.startsWith('/status') ? '/status' : '/demo';
      const { status, body } = await request(server.port, 'GET', name);
      // Built without npm, the server has no client to serve.
      if (name.startsWith('/socket.io/')) continue;
      assert.equal(status, 200, name);
      for (const next of references(page, body)) seen.add(next);
    }
    assert.ok(seen.has('/status/metrics.js'));
    assert.ok(seen.has('/demo/main.js') && seen.has('/demo/relay_worklet.js') && seen.has('/demo/style.css'));
    assert.ok(seen.has('/socket.io/socket.io.esm.min.js'));
  });

  check('no markup brings a script or a style of its own', async () => {
    const pages = await Promise.all(['/demo', '/status'].map((page) => request(server.port, 'GET', page)));
    for (const { body } of pages) assert.doesNotMatch(body, /<style|<script(?![^>]* src=)| style=| on[a-z]+=/);
  });

  check('without DEMO there is none', async () => {
    const production = await startRoomd();
    for (const name of ['/demo', '/demo/', '/demo/main.js'])
      assert.equal((await request(production.port, 'GET', name)).status, 404);
    await production.stop();
  });
});
