import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isReady } from './front-health.js';
import type { Launched, LaunchOptions } from './launched.js';
import type { ProcessList } from './process-list.js';

export interface ProcessOptions extends LaunchOptions {
  /** Where its process is written down while it runs. */
  readonly list: ProcessList;
  readonly say: (line: string) => void;
  /** Breaks the launch off. */
  readonly signal: AbortSignal;
}

const READY_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** With what stops before and after it, all of a region is gone within 10 s. */
const STOP_WITHIN_MS = 6_500;
/** Waited before it is started again: nothing the first time, then longer while it does not stay up. */
const AGAIN_AFTER_MS = { first: 0, next: 1_000, most: 30_000 };
const STAYED_UP_MS = 60_000;
/** Where the services lie, from the sources and from the build alike. */
const services = new URL('../../../../services/', import.meta.url);

/** A service in a process of its own, as it is deployed. When it dies, it is started again. */
export class ServiceProcess implements Launched {
  readonly name: string;
  readonly port: number;
  up = false;
  #child: ChildProcess | undefined;
  #watching: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  private constructor(private readonly options: ProcessOptions) {
    this.name = options.name;
    this.port = options.port;
  }

  /** Launches it, and waits until it is ready. @throws Error when it stops at start */
  static async launch(options: ProcessOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options);
    const ended = service.#spawn();
    try {
      await service.#untilReady(ended, options.signal, READY_WITHIN_MS);
    } catch (error) {
      await service.stop();
      throw error;
    }
    service.#watching = service.#keepUp(ended);
    return service;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#end();
    await this.#watching;
  }

  /** @returns how it ended, once it has */
  #spawn(): Promise<string> {
    const { name, environment, log, list } = this.options;
    const output = openSync(log, 'a');
    const { PATH = '', OTEL_EXPORTER_OTLP_ENDPOINT = '' } = process.env;
    // A group of its own, so that Ctrl-C reaches it through us, in order; the channel tells it when we are gone.
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', fileURLToPath(new URL(`${name}/dist/main.js`, services))],
      {
        env: { PATH, OTEL_EXPORTER_OTLP_ENDPOINT, ...environment },
        stdio: ['ignore', output, output, 'ipc'],
        detached: true,
      },
    );
    closeSync(output);
    const { pid } = child;
    this.#child = child;
    if (pid === undefined) return once(child, 'error').then(([error]) => String(error));
    list.add(name, pid);
    return once(child, 'exit').then(([code, signal]) => {
      this.up = false;
      list.remove(pid);
      return signal === null ? `exit code ${String(code)}` : String(signal);
    });
  }

  async #untilReady(ended: Promise<string>, signal: AbortSignal, withinMs = Infinity): Promise<void> {
    const until = performance.now() + withinMs;
    let how: string | undefined;
    void ended.then((it) => (how = it));
    while (!(await isReady(this.port))) {
      signal.throwIfAborted();
      if (how !== undefined) throw await this.#fault(`stopped at start (${how})`);
      if (performance.now() > until) throw await this.#fault('was not ready within a minute');
      await delay(LOOK_AGAIN_MS);
    }
    this.up = how === undefined;
  }

  async #fault(what: string): Promise<Error> {
    const { name, log } = this.options;
    const said = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').at(-1) ?? '';
    return new Error(`${name} ${what}. Its log, ${log}, ends with:\n${said}`);
  }

  async #keepUp(first: Promise<string>): Promise<void> {
    const stop = this.#stopping.signal;
    const stopped = (): boolean => stop.aborted;
    let ended = first;
    for (let wait = AGAIN_AFTER_MS.first; ;) {
      const began = performance.now();
      const pid = String(this.pid);
      const how = await ended;
      if (stopped()) return;
      if (performance.now() - began > STAYED_UP_MS) wait = AGAIN_AFTER_MS.first;
      const when = wait === 0 ? 'now' : `in ${wait / 1_000} s`;
      this.options.say(`  ${this.name} (process ${pid}) ended (${how}); it is started again ${when}`);
      await delay(wait, undefined, { signal: stop }).catch(() => undefined);
      if (stopped()) return;
      wait = Math.min(Math.max(wait * 2, AGAIN_AFTER_MS.next), AGAIN_AFTER_MS.most);
      ended = this.#spawn();
      await this.#untilReady(ended, stop).then(
        () => {
          this.options.say(`  ${this.name} is there again (process ${String(this.pid)})`);
        },
        () => undefined,
      );
    }
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(kill);
  }
}
