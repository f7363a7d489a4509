import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removePostgres } from '@estafette/local-servers';
import type { Stage } from './stage.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Below the ports that the system hands out by itself. */
const BASES = [10_000, 30_000] as const;
/** `USER_HZ`, in which Linux tells processor time to programs (proc(5)). */
const TICKS_PER_SECOND = 100;

/** `npm start` in a folder of its own: all services in one process, the demo played. npm itself is not there. */
export class Region {
  private constructor(readonly pid: number) {}

  static async start(stage: Stage): Promise<Region> {
    if (!existsSync('/proc/self/stat')) throw new Error('this is read from /proc, which this system does not have');
    const data = join(stage.place.folder, 'region');
    stage.after(async () => {
      await removePostgres(join(data, 'postgres'));
      await rm(data, { recursive: true, force: true });
    });
    const child = spawn(process.execPath, [...stage.profileArguments, join(root, 'tools', 'start.mjs')], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', ESTAFETTE_DATA: data, ESTAFETTE_PORT: String(randomInt(...BASES)) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const ended = once(child, 'exit');
    stage.after(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    let said = '';
    const ready = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (/^ready http/m.test(said)) resolve();
        });
      }
    });
    const over = await Promise.race([ready.then(() => false), ended.then(() => true)]);
    if (over || child.pid === undefined) throw new Error(`the region did not start. It said:\n${said}`);
    return new Region(child.pid);
  }

  /** What of the process lies in memory now (RSS), in MB. */
  get memory(): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1024;
  }

  /** Processor time that it took so far, user and system, in seconds. */
  get processorTime(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }
}
