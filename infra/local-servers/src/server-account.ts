import { execFile, spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server-error.js';

const run = promisify(execFile);

/** The system account a server runs under; undefined for the one we run under ourselves. */
export type ServerAccount = { uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root. Root therefore hands over to the owner of the existing cluster, else to the
 * account `postgres`, which is made when the machine lacks it. Everybody else runs it as themselves.
 * @param cluster folder of the cluster, which need not exist yet
 * @param name account that root hands over to
 * @throws LocalServerError `no-server-account`, or `folder-not-reachable` when the cluster is somebody else's
 */
export async function serverAccount(
  cluster: string,
  log: (line: string) => void,
  name = 'postgres',
): Promise<ServerAccount> {
  const me = process.getuid?.();
  const owner = await stat(cluster).catch(() => undefined);
  if (me !== 0) {
    if (owner === undefined || me === undefined || owner.uid === me) return undefined;
    throw new LocalServerError(
      'folder-not-reachable',
      `The database files in ${cluster} belong to user id ${owner.uid}, and this is user id ${me}. ` +
        `Start as that user (or as root), or choose another folder (ESTAFETTE_DATA).`,
    );
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUp(name)) ?? (await makeAccount(name, log));
}

async function makeAccount(name: string, log: (line: string) => void): Promise<ServerAccount> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  try {
    await run('useradd', [...options, name]);
  } catch (error) {
    throw new LocalServerError(
      'no-server-account',
      `PostgreSQL refuses to run as root, there is no account '${name}' to run it under, and making one failed ` +
        `(${error instanceof Error ? error.message.trim() : String(error)}). ` +
        `Start as an ordinary user, or make the account: useradd ${options.join(' ')} ${name}`,
      { cause: error },
    );
  }
  log(`made the system account '${name}', because PostgreSQL refuses to run as root`);
  const made = await lookUp(name);
  if (made === undefined) throw new LocalServerError('no-server-account', `The new account '${name}' is not there.`);
  return made;
}

async function lookUp(name: string): Promise<ServerAccount> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/**
 * Asks, as the account itself, whether it may pass every folder above the given paths.
 * @throws LocalServerError `folder-not-reachable` naming the first closed folder and what to do
 */
export function requireReach(account: ServerAccount, paths: readonly string[]): void {
  if (account === undefined) return;
  for (const path of paths) {
    const folders = parentsOf(path);
    const check = spawnSync(
      '/bin/sh',
      ['-c', 'for f; do [ -x "$f" ] || { echo "$f"; exit 1; }; done', 'sh', ...folders],
      {
        ...account,
        cwd: '/',
        encoding: 'utf8',
      },
    );
    if (check.status === 0) continue;
    const closed = check.stdout.trim();
    throw new LocalServerError(
      'folder-not-reachable',
      `PostgreSQL refuses to run as root and runs as user id ${account.uid}, which cannot reach ${path}, ` +
        `because ${closed} is closed to it. Let others pass that folder (chmod o+x ${closed}), or put the project and ` +
        `its data (ESTAFETTE_DATA) in a folder open to others, such as /srv, or start as an ordinary user.`,
    );
  }
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [parent] : [...parentsOf(parent), parent];
}
