import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const hasProc = existsSync('/proc/self/stat');

/**
 * What tells a process from a later one that got the same number: its start time and the boot it belongs to.
 * Undefined when there is no such process, or only its unreaped remains.
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (!hasProc) {
      const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold spaces and brackets itself: read on after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

/** The command line of a process, arguments parted by spaces; empty when it is gone or hidden. */
export function commandLine(pid: number): string {
  try {
    if (!hasProc) return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The folder a process works in; undefined where the system does not tell. */
export function workingFolder(pid: number): string | undefined {
  try {
    return hasProc ? readlinkSync(`/proc/${pid}/cwd`) : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that has gone meanwhile is no fault. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends a process by one signal after another, each with its time in milliseconds, until it is gone.
 * Returns the name of the signal that did it, or undefined when it was gone already.
 * Rejects when it outlives them all.
 */
export async function endProcess(
  pid: number,
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<NodeJS.Signals | undefined> {
  const identity = processIdentity(pid);
  const gone = (): boolean => identity === undefined || processIdentity(pid) !== identity;
  if (gone()) return undefined;
  for (const [name, patience] of steps) {
    signal(pid, name);
    const until = Date.now() + patience;
    while (Date.now() < until) {
      await delay(10);
      if (gone()) return name;
    }
  }
  throw new Error(`Process ${pid} does not end. End it by hand: kill -9 ${pid}`);
}
