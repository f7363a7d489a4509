import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalServerError, notReachable } from './local-server-error.js';
import { processIdentity } from './processes.js';

/** Name of the file that says which process uses a folder. */
export const claimFile = 'in-use-by.json';

interface Holder {
  pid: number;
  identity: string;
}

/**
 * Claims a folder for this process, so that two starts never work on one folder. The claim of a process that died is
 * taken over. Returns the function that gives the folder free.
 * @throws LocalServerError `folder-in-use` while a living process holds it
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, claimFile);
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' } satisfies Holder);
  for (;;) {
    if (await place(file, mine)) return () => rm(file, { force: true });
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder !== undefined && processIdentity(holder.pid) === holder.identity) throw inUse(folder, holder.pid);
    await discard(file, text);
  }
}

/** Puts the whole file in its place in one step, or says that another was first. */
async function place(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content).catch((error: unknown) => {
    throw notReachable(dirname(file), 'written', error);
  });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes a dead claim away. Another start may have replaced it since we read it: then it is put back. */
async function discard(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readFile(aside, 'utf8');
  if (taken !== expected) await place(file, taken);
  await rm(aside, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function inUse(folder: string, pid: number): LocalServerError {
  const who = pid === process.pid ? 'this very process' : `process ${pid}`;
  return new LocalServerError(
    'folder-in-use',
    `The data folder ${folder} is in use by ${who}. Stop that one first, or choose another folder (ESTAFETTE_DATA).`,
  );
}
