// Starts the program under test as a child process on a free port.
//
// ROOMD_BUILD_DIR  build directory holding the binaries (default build/release)
// ORACLE=1         the fixtures are played by the official Node servers (oracle/) instead of our binaries

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { within } from './deadlines.mjs';
import { leaveNothing } from './leftovers.mjs';

const interop = path.resolve(fileURLToPath(import.meta.url), '../..');
export const repository = path.resolve(interop, '../..');
export const oracle = process.env.ORACLE === '1';

export const buildDirectory = path.resolve(repository, process.env.ROOMD_BUILD_DIR ?? 'build/release');

const announcement = /listening on (?:\S*:)?(\d+)/;

/** One running program. `output` is everything it wrote, stdout and stderr together. */
export class Program {
  output = '';
  #forget;

  constructor(command, args, environment) {
    this.directory = mkdtempSync(path.join(tmpdir(), 'roomd-interop-'));
    this.child = spawn(command, args, {
      cwd: this.directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => this.child.kill('SIGKILL');
    this.#forget = leaveNothing(kill);
    process.once('exit', kill);
    this.exited = new Promise((resolve) => {
      this.child.on('error', (error) => resolve({ code: null, signal: null, error }));
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.exited.then(() => {
      this.#forget();
      process.off('exit', kill);
      rmSync(this.directory, { recursive: true, force: true });
    });
    this.#listenToOutput();
  }

  #listenToOutput() {
    this.listening = new Promise((resolve) => {
      const collect = (chunk) => {
        this.output += chunk;
        const match = announcement.exec(this.output);
        if (match) resolve(Number(match[1]));
      };
      for (const stream of [this.child.stdout, this.child.stderr])
        stream.setEncoding('utf8').on('data', collect);
    });
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get alive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The caller promises to stop it: it is no leftover. */
  adopt() {
    this.#forget();
  }

  /** Waits for the announced port. */
  async ready() {
    const ended = this.exited.then(({ code, error }) => {
      throw new Error(`the program did not start (${error ?? `exit ${code}`}): ${this.output}`);
    });
    ended.catch(() => {});
    this.port = await within(
      Promise.race([this.listening, ended]),
      () => `"listening on" in: ${this.output}`,
    );
    return this;
  }

  /** Sends a signal and waits for the end: {code, signal}. */
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    return within(this.exited, () => `exit after ${signal}`);
  }

  async kill() {
    this.child.kill('SIGKILL');
    return this.exited;
  }
}

// What configures the program comes from the test alone; the machine's part is what it needs to run at all.
const machine = /^(PATH|HOME|TMPDIR|LANG|LD_LIBRARY_PATH|(A|L|T|UB)SAN_OPTIONS|\w+_SYMBOLIZER_PATH)$/;

function cleanEnvironment(own) {
  const inherited = Object.entries(process.env).filter(([name]) => machine.test(name));
  return { ...Object.fromEntries(inherited), ...own };
}

export const roomdBinary = path.join(buildDirectory, 'roomd');

/** A roomd that may fail to start; the caller looks at `exited` and `output`. */
export function spawnRoomd(environment = {}, args = []) {
  return new Program(roomdBinary, args, cleanEnvironment(environment));
}

export const authKey = 'interop-key-5d1f0c';

/** For tests of what a crowd on one address does to the server: nobody is slowed down or refused. */
export const withoutRates = {
  EVENT_RATE: '0',
  SIGNAL_RATE: '0',
  AUDIO_RATE: '0',
  LIST_RATE: '0',
  CREATE_PER_MINUTE: '0',
  FAILED_JOINS_PER_MINUTE: '0',
  ROOM_RELAY_RATE: '0',
  ADDRESS_FACTOR: '0',
  MAX_CONNECTIONS_PER_IP: '10000',
  MAX_ROOMS_PER_IP: '10000',
};

/** A running roomd with the suite's key. */
export function startRoomd(environment = {}, args = []) {
  return spawnRoomd(
    { AUTH_KEY: authKey, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'debug', ...environment },
    args,
  ).ready();
}

/** A running fixture such as "sio_fixture", ours or the official server. On a free port unless `args` say one. */
export function startFixture(name, args = []) {
  const own = [path.join(buildDirectory, 'tests/fixtures', name), []];
  const official = [process.execPath, [path.join(interop, 'oracle', `${name}.mjs`)]];
  const [command, first] = oracle ? official : own;
  const where = args.includes('--port') ? [] : ['--port', '0'];
  return new Program(command, [...first, ...where, ...args], cleanEnvironment({})).ready();
}
