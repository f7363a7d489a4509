import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeKafka } from './kafka.js';
import { removePostgres } from './postgres.js';
import { processIdentity } from './processes.js';

/** Where a run may have put servers, below its folder. */
const PLACES = {
  postgres: ['postgres', 'region/postgres', 'restored/postgres', 'restored-dump/postgres'],
  kafka: ['kafka'],
};

/**
 * A new folder for what one run needs on disk, below the system's folder for temporary files. A run that was killed leaves
 * its servers running and its folder behind: both go when the next one of its kind starts.
 * @param kind names whose runs these are: `tests`
 */
export async function runFolder(kind: string, log: (line: string) => void = () => undefined): Promise<string> {
  const base = join(tmpdir(), `estafette-${kind}-${process.getuid?.() ?? 'me'}`);
  await mkdir(base, { recursive: true });
  // PostgreSQL runs under another account when we are root.
  await chmod(base, 0o755);
  for (const name of await readdir(base)) {
    if (processIdentity(Number.parseInt(name, 10)) === undefined) await clear(join(base, name), log);
  }
  // Random after the process id: a process may have several, and ids come again.
  const folder = join(base, `${process.pid}-${randomUUID().slice(0, 8)}`);
  await mkdir(folder, { mode: 0o755 });
  return folder;
}

async function clear(folder: string, log: (line: string) => void): Promise<void> {
  log(`removing what a killed run left in ${folder}`);
  // Two runs that start at once may both be clearing: what the other one holds or has removed is no fault.
  await Promise.allSettled([
    ...PLACES.postgres.map((place) => removePostgres(join(folder, place))),
    ...PLACES.kafka.map((place) => removeKafka(join(folder, place))),
  ]);
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
