import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A place in a built file that is replaced as it is loaded: a mechanism, broken on purpose. */
export interface Edit {
  /** How the file's path ends: `event-store/dist/append.js`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export type Point =
  | 'before-append'
  | 'after-append'
  | 'before-facts'
  | 'after-facts'
  | 'before-issue'
  | 'after-issue'
  | 'before-part-done'
  | 'before-board-moves'
  | 'after-view-batch'
  | 'in-rebuild'
  | 'before-publish'
  | 'after-publish'
  | 'before-feed-cursor'
  | 'before-offset-commit';

/** What is wrong inside the process, from its start on. */
export interface Inside {
  readonly edits?: readonly Edit[];
  /** It sends itself a signal the nth time that it stands at this point: SIGKILL, or SIGSTOP. */
  readonly at?: { readonly point: Point; readonly nth: number; readonly signal?: 'SIGKILL' | 'SIGSTOP' };
  /** How far its clock is ahead, in milliseconds. */
  readonly clockMs?: number;
  /** How often it collects its garbage and tells what it keeps, in milliseconds. */
  readonly collectEveryMs?: number;
}

interface Options {
  readonly name: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
  readonly inside?: Inside;
}

const READY_WITHIN_MS = 120_000;
const LOOK_AGAIN_MS = 25;
const services = new URL('../../../services/', import.meta.url);
const preload = new URL('../preloads/preload.mjs', import.meta.url);

/** One replica of a service, as it is deployed: the built program in a process of its own. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** What it kept in memory after its last garbage collection, in MB; null where it tells nothing of it. */
  keptMb: number | null = null;
  /** Each end: its code, or the signal that made it. */
  readonly ends: string[] = [];
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: Options) {
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} was not started`);
    return pid;
  }

  get runs(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the process that runs now has ended. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /**
   * Starts it, and waits until it takes requests.
   * @param more what this one run has wrong inside, on top of what every run has
   * @throws Error when it ends instead, with the last of its log
   */
  async start(more: Inside = {}): Promise<void> {
    this.spawn(more);
    await this.untilReady();
  }

  /** Starts it, and waits for nothing; as {@link start} otherwise. */
  spawn(more: Inside = {}): void {
    const { inside = {} } = this.options;
    const edits = [...(inside.edits ?? []), ...(more.edits ?? [])];
    const output = openSync(this.options.log, 'a');
    const { PATH = '', NODE_COMPILE_CACHE = '', OTEL_EXPORTER_OTLP_ENDPOINT = '' } = process.env;
    const child = spawn(
      process.execPath,
      ['--import', preload.href, fileURLToPath(new URL(`${this.name}/dist/main.js`, services))],
      {
        env: {
          ...{ PATH, NODE_COMPILE_CACHE, OTEL_EXPORTER_OTLP_ENDPOINT },
          ...this.options.environment,
          ESTAFETTE_FAULT: JSON.stringify({ ...inside, ...more, edits }),
        },
        // The channel lets it end by itself when whoever tests is gone.
        stdio: ['ignore', output, output, 'ipc'],
      },
    );
    closeSync(output);
    child.on('message', (told: { keptMb?: number }) => (this.keptMb = told.keptMb ?? null));
    this.#child = child;
    this.#ended = once(child, 'exit').then(([code, signal]) => {
      this.ends.push(String(signal ?? code));
    });
  }

  async untilReady(): Promise<void> {
    const child = this.#child;
    for (const until = performance.now() + READY_WITHIN_MS; ;) {
      // Only while ours runs: another one could have taken its port.
      if ((await this.isReady()) && this.runs) return;
      if (child !== this.#child || !this.runs || performance.now() > until)
        throw new Error(
          `${this.name} is not ready (${this.runs ? 0 : (this.ends.at(-1) ?? '')}):\n${await this.lastWords()}`,
        );
      await delay(LOOK_AGAIN_MS);
    }
  }

  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** Sends a signal to this one process, and no other. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Sends a signal and waits for the end. @returns how long that took, in milliseconds */
  async end(name: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    if (!this.runs) return 0;
    const began = performance.now();
    this.signal(name);
    await this.#ended;
    return performance.now() - began;
  }

  /** Whether it stands still after SIGSTOP. */
  get stopped(): boolean {
    return this.runs && /^State:\s+T/m.test(statusOf(this.pid));
  }

  /** Its memory that is not swapped out, in MB. */
  get residentMb(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(statusOf(this.pid))?.[1] ?? 0) / 1_024;
  }

  /** The lines of its log that hold these words, of all its runs. */
  async said(words: string): Promise<readonly string[]> {
    const log = await readFile(this.options.log, 'utf8').catch(() => '');
    return log.split('\n').filter((line) => line.includes(words));
  }

  async lastWords(lines = 15): Promise<string> {
    const log = await readFile(this.options.log, 'utf8').catch(() => '');
    const said = log.trimEnd().split('\n');
    // Whoever waits for it asks so often that nothing else would be seen.
    return said
      .filter((line) => !line.includes('/health/ready'))
      .slice(-lines)
      .join('\n');
  }
}

function statusOf(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}
