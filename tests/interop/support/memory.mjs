// What a running program keeps in memory.

import { readFile } from 'node:fs/promises';

/** False for instrumented builds: a sanitizer keeps what was freed. */
export const memoryIsTheProgramsOwn = Number(process.env.INTEROP_SLOWDOWN ?? 1) === 1;

/** Resident bytes of a running program. */
export async function residentBytes(program) {
  const status = await readFile(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
}
