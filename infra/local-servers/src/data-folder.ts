import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { claimFile } from './folder-claim.js';
import { LocalServerError, notReachable } from './local-server-error.js';

/** Marks a folder as ours and says how it is laid out. */
export const markerFile = 'estafette.json';

/** The layout that this code reads and writes. Raise it when an older Estafette could not use the folder any more. */
export const layout = 1;

/**
 * Makes the folder, with what lies above it, unless it is there. Folders that we make are open for passing, whatever
 * the umask, because root runs the servers under another account.
 */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw notReachable(folder, 'made', error);
  });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await chmod(made, 0o755);
    if (made === first) return;
  }
}

/**
 * Refuses a folder that is not ours, or that a newer Estafette laid out. An absent or empty one is fine.
 * @returns whether the folder carries our marker already
 * @throws LocalServerError `foreign-folder`, `newer-folder`, `folder-not-reachable`
 */
export async function inspectFolder(folder: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'ENOTDIR') throw foreign(folder, 'it is a file, not a folder');
    throw notReachable(folder, 'read', error);
  }
  // A start that was killed between its claim and its marker leaves the claim alone behind.
  if (names.every((name) => name.startsWith(claimFile))) return false;
  if (!names.includes(markerFile)) throw foreign(folder, `it holds other files and no ${markerFile}`);
  const text = await readFile(join(folder, markerFile), 'utf8').catch((error: unknown) => {
    throw notReachable(join(folder, markerFile), 'read', error);
  });
  const found = readLayout(text);
  if (found === undefined) throw foreign(folder, `its ${markerFile} cannot be read`);
  if (found > layout) {
    throw new LocalServerError(
      'newer-folder',
      `The data folder ${folder} was made by a newer Estafette (layout ${found}, this one knows ${layout}). ` +
        `Start the newer version, or choose another folder (ESTAFETTE_DATA).`,
    );
  }
  return true;
}

/** Writes the marker. */
export function markFolder(folder: string): Promise<void> {
  return writeFile(join(folder, markerFile), `${JSON.stringify({ layout })}\n`);
}

/**
 * The password of the cluster's administrator, kept in a file that only the starting user reads.
 * @param create whether it may be made, which only suits a cluster that is still to be made
 */
export async function adminPassword(folder: string, create: boolean): Promise<string> {
  const file = join(folder, 'admin-password');
  if (create) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new LocalServerError(
      'foreign-folder',
      `The data folder ${folder} has a database but ${file} is missing or closed to this user, so nobody can log in. ` +
        `Put the file back, start as the user who made it, or empty the folder (--fresh).`,
      { cause: error },
    );
  }
}

/**
 * Refuses a cluster of another PostgreSQL version, newer or older.
 * @param ours the major version of our binaries, such as 18
 * @returns whether there is a cluster
 */
export async function inspectCluster(cluster: string, ours: number): Promise<boolean> {
  if ((await stat(cluster).catch(() => undefined)) === undefined) return false;
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '');
  const found = Number.parseInt(text, 10);
  if (Number.isNaN(found)) throw foreign(cluster, 'it has no readable PG_VERSION');
  if (found === ours) return true;
  const way =
    found > ours
      ? 'Start the newer Estafette that made it'
      : `Dump it with the Estafette that made it, and restore it into a new folder`;
  throw new LocalServerError(
    found > ours ? 'newer-folder' : 'other-version',
    `The database in ${cluster} is of PostgreSQL ${found}, and this Estafette brings ${ours}. ` +
      `${way}, or choose another folder (ESTAFETTE_DATA).`,
  );
}

function readLayout(text: string): number | undefined {
  try {
    const marker = JSON.parse(text) as { layout?: unknown } | null;
    return typeof marker?.layout === 'number' ? marker.layout : undefined;
  } catch {
    return undefined;
  }
}

function foreign(folder: string, why: string): LocalServerError {
  return new LocalServerError(
    'foreign-folder',
    `${folder} is not a data folder of Estafette: ${why}. Nothing was changed there. ` +
      `Choose an empty or new folder (ESTAFETTE_DATA).`,
  );
}
