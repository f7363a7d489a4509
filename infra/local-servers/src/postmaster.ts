import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, endProcess, processIdentity, workingFolder } from './processes.js';

/** Fast, orderly shutdown first; then the one that needs recovery; then the one that asks nobody. Together 10 s. */
export const shutdownSteps = [
  ['SIGINT', 7_000],
  ['SIGQUIT', 2_000],
  ['SIGKILL', 1_000],
] as const;

/**
 * The process id of the PostgreSQL that runs on this cluster. Undefined when none does: `postmaster.pid` may be absent,
 * torn, or left by a server that was killed and whose number now belongs to somebody else.
 */
export async function postmasterOf(cluster: string): Promise<number | undefined> {
  const pid = await recordedPid(cluster);
  return pid !== undefined && (await isPostmaster(pid, cluster)) ? pid : undefined;
}

/** Ends a PostgreSQL that a killed start left running on this cluster, in order, and awaits it. */
export async function endOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  const pid = await recordedPid(cluster);
  if (pid === undefined) return;
  if (await isPostmaster(pid, cluster)) {
    log(`a start that was killed left PostgreSQL running here (process ${pid}): stopping it in order`);
    await endProcess(pid, shutdownSteps);
    return;
  }
  // A living process whose command is hidden from us may still be the server: PostgreSQL then judges for itself.
  if (processIdentity(pid) !== undefined && commandLine(pid) === '') return;
  // PostgreSQL takes any process with that number for the server, even unreaped remains. It finds backends that are
  // still on the cluster by their shared memory, without this file.
  log(`removing the stale pid file of a PostgreSQL that was killed (process ${pid})`);
  await rm(pidFile(cluster), { force: true });
}

async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  const command = commandLine(pid);
  if (!/(^|\/)postgres(\s|$)/.test(command)) return false;
  // A postmaster works in its cluster. Where the system hides that, the folder on its command line has to do.
  const folder = workingFolder(pid);
  return folder === undefined ? command.includes(cluster) : folder === (await realpath(cluster));
}

async function recordedPid(cluster: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(pidFile(cluster), 'utf8').catch(() => ''), 10);
  return pid > 1 ? pid : undefined;
}

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
