import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Tasks } from '../programs/serve.js';

type Waiting = PromiseWithResolvers<unknown>;

/** A program of the benches in a process of its own, and what it is asked. */
export class Child<Known extends Tasks> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #ended: Promise<unknown>;
  #last = 0;

  private constructor(program: string, execArgv: readonly string[]) {
    const file = fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url));
    // A group of its own: Ctrl-C reaches it through us, in order. It ends with us: its channel closes.
    this.#process = fork(file, {
      execArgv: [...execArgv],
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (answer: Answer) => {
      this.#take(answer);
    });
    this.#ended = once(this.#process, 'exit').then(([code, signal]) => {
      this.#failAll(new Error(`${program} ended by itself (${String(signal ?? code)})`));
    });
    this.#ready.promise.catch(() => undefined);
  }

  /** @param program the name of a file in `programs/`; its tasks are the type argument */
  static async start<Known extends Tasks>(program: string, execArgv: readonly string[]): Promise<Child<Known>> {
    const child = new Child<Known>(program, execArgv);
    await child.#ready.promise;
    return child;
  }

  /** @throws Error with what the task threw */
  async ask<Name extends keyof Known & string>(
    task: Name,
    given: Parameters<Known[Name]>[0],
  ): Promise<Awaited<ReturnType<Known[Name]>>> {
    const id = ++this.#last;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#process.send({ id, task, given });
    return (await waiting.promise) as Awaited<ReturnType<Known[Name]>>;
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended;
  }

  #take(answer: Answer): void {
    if ('ready' in answer) {
      this.#ready.resolve(undefined);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('fault' in answer) waiting?.reject(new Error(answer.fault));
    else waiting?.resolve(answer.result);
  }

  #failAll(error: Error): void {
    this.#ready.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
