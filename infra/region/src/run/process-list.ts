import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, endProcess, processIdentity } from '@estafette/local-servers';
import { z } from 'zod';

const listSchema = z.array(z.object({ name: z.string(), pid: z.number().int(), identity: z.string() }));
type Listed = z.infer<typeof listSchema>[number];

const SHUTDOWN_STEPS = [
  ['SIGTERM', 8_000],
  ['SIGKILL', 1_500],
] as const;

/**
 * The service processes of a region, written down as they come and go: so a start after one that was killed knows what
 * that one left running. Written synchronously, since a kill may come at any moment.
 */
export class ProcessList {
  readonly #listed = new Map<number, Listed>();

  constructor(private readonly folder: string) {}

  add(name: string, pid: number): void {
    this.#listed.set(pid, { name, pid, identity: processIdentity(pid) ?? '' });
    this.#write();
  }

  remove(pid: number): void {
    this.#listed.delete(pid);
    this.#write();
  }

  #write(): void {
    const file = fileIn(this.folder);
    writeFileSync(`${file}.new`, JSON.stringify([...this.#listed.values()]));
    renameSync(`${file}.new`, file);
  }
}

/** Ends the service processes that a killed start left running, in order. Only for who may use the folder. */
export async function endOrphanedServices(folder: string, say: (line: string) => void): Promise<void> {
  const orphans = listed(folder).filter(
    // Start time and command: never somebody else who got the number later.
    ({ pid, identity }) => processIdentity(pid) === identity && commandLine(pid).includes('main.js'),
  );
  if (orphans.length === 0) return;
  const names = orphans.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  say(`a start that was killed left services running here: stopping ${names}`);
  await Promise.all(orphans.map(({ pid }) => endProcess(pid, SHUTDOWN_STEPS)));
}

function listed(folder: string): readonly Listed[] {
  try {
    return listSchema.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch {
    // Absent, or of a start that never came to write it.
    return [];
  }
}

function fileIn(folder: string): string {
  return join(folder, 'service-processes.json');
}
