// The configuration: what is refused, shown and masked.

import assert from 'node:assert/strict';

import { within } from '../support/deadlines.mjs';
import { authKey, spawnRoomd, startRoomd } from '../support/server.mjs';
import { suiteFor, together } from '../support/suite.mjs';
import { WatchClient } from '../support/watch_client.mjs';

const server = await startRoomd();
const check = suiteFor(server);

/** A program that is expected to end by itself: {code, output}. */
async function ended(environment, args) {
  const program = spawnRoomd(environment, args);
  const { code } = await within(program.exited, () => `the end; it printed ${program.output}`);
  return { code, output: program.output, lines: program.output.trim().split('\n') };
}

together('configuration', () => {
  check('the program refuses to start without AUTH_KEY, and says so', async () => {
    for (const environment of [{}, { AUTH_KEY: '' }, { AUTH_KEY: '   ' }, { AUTH_KEY: '""' }]) {
      const { code, lines } = await ended({ PORT: '0', ...environment });
      assert.equal(code, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], /AUTH_KEY/);
    }
  });

  const refusals = [
    [{ PORT: 'abc' }, [], /PORT.*abc/],
    [{ PORT: '70000' }, [], /PORT.*70000/],
    [{ PORT: '-1' }, [], /PORT.*-1/],
    [{ IO_THREADS: 'many' }, [], /IO_THREADS.*many/],
    [{ LOG_LEVEL: 'loud' }, [], /LOG_LEVEL.*loud/],
    [{ OWNER_LEAVE: 'explode' }, [], /OWNER_LEAVE.*explode/],
    [{ MEMBER_PLAYBACK: 'some' }, [], /MEMBER_PLAYBACK.*some/],
    [{ EMPTY_ROOM_GRACE_MS: '1.5s' }, [], /EMPTY_ROOM_GRACE_MS.*1\.5s/],
    [{ OWNER_STATE_TIMEOUT_MS: '-5' }, [], /OWNER_STATE_TIMEOUT_MS.*-5/],
    [{ OWNER_ROOM_TIMEOUT_MS: 'x' }, [], /OWNER_ROOM_TIMEOUT_MS.*x/],
    [{}, ['--no-such-flag'], /--no-such-flag/],
    [{}, ['stray'], /stray/],
    [{}, ['--port'], /--port/],
    [{}, ['--port', 'abc'], /--port.*abc/],
  ];
  for (const [environment, args, line] of refusals) {
    check(
      `the program refuses ${JSON.stringify(environment)} ${args.join(' ')} with one line naming it`,
      async () => {
        const { code, lines } = await ended({ AUTH_KEY: 'k', PORT: '0', ...environment }, args);
        assert.equal(code, 1);
        assert.equal(lines.length, 1, lines.join('\n'));
        assert.match(lines[0], line);
      },
    );
  }

  check('--help and --version answer without a key', async () => {
    const help = await ended({}, ['--help']);
    assert.equal(help.code, 0);
    for (const name of [
      'PORT',
      'HOST',
      'AUTH_KEY',
      'ALLOWED_ORIGINS',
      'LOG_LEVEL',
      'IO_THREADS',
      'OWNER_LEAVE',
      'MEMBER_PLAYBACK',
      'EMPTY_ROOM_GRACE_MS',
      'OWNER_STATE_TIMEOUT_MS',
      'OWNER_ROOM_TIMEOUT_MS',
    ]) {
      assert.match(help.output, new RegExp(`\\b${name}\\b`));
    }
    const version = await ended({}, ['--version']);
    assert.equal(version.code, 0);
    assert.match(version.output, /\d+\.\d+\.\d+/);
  });

  check(
    '--print-config shows what is in force and masks the key; a flag wins over the environment',
    async () => {
      const { code, output } = await ended({ AUTH_KEY: 'hush-hush-77', PORT: '4001', OWNER_LEAVE: 'keep' }, [
        '--print-config',
        '--port',
        '4002',
      ]);
      assert.equal(code, 0);
      assert.match(output, /\b4002\b/);
      assert.doesNotMatch(output, /\b4001\b/);
      assert.match(output, /OWNER_LEAVE.*keep/);
      assert.doesNotMatch(output, /hush-hush-77/);
    },
  );

  check('a port that is taken is one clear line and exit code 1', async () => {
    const { code, output } = await ended({ AUTH_KEY: 'k', HOST: '127.0.0.1', PORT: String(server.port) });
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(String(server.port)));
  });

  check('a key in quotes and blanks is the key without them', async () => {
    const program = await startRoomd({ AUTH_KEY: ` "${authKey}' ` });
    const client = await WatchClient.connect(program, 'websocket');
    assert.deepEqual(await client.request('room:list'), []);
    client.close();
    await program.stop();
  });
});
