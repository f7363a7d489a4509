import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const STOPS_WITHIN_MS = 12_000;
/** From the build of the benches to that of the services. */
const services = new URL('../../../services/', import.meta.url);

/** What a service tells about itself, as far as it matters here. */
interface Details {
  readonly subscriptionsBehind?: readonly string[];
}

/** A service in a process of its own, as it is deployed. */
export class ServiceProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  constructor(
    readonly name: string,
    environment: Readonly<Record<string, string>>,
    nodeArguments: readonly string[],
  ) {
    this.url = `http://127.0.0.1:${environment['PORT'] ?? ''}`;
    const main = fileURLToPath(new URL(`${name}/dist/main.js`, services));
    // It stops when the channel closes, and so outlives nobody.
    this.#child = spawn(process.execPath, [...nodeArguments, '--enable-source-maps', main], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4_000)));
    }
    this.#ended = once(this.#child, 'exit');
  }

  /** Resolves once it takes requests and its views hold all that lies in its log. @throws Error with what it said last */
  async ready(): Promise<void> {
    const until = performance.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      const over = this.#child.exitCode !== null || this.#child.signalCode !== null;
      if (over || performance.now() > until)
        throw new Error(`${this.name} ${over ? 'stopped at start' : 'was not ready in time'}. It said:\n${this.#said}`);
      await delay(LOOK_AGAIN_MS);
    }
  }

  async stop(): Promise<void> {
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOPS_WITHIN_MS);
    this.#child.kill('SIGTERM');
    await this.#ended;
    clearTimeout(kill);
  }

  async #isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
      const { subscriptionsBehind } = ((await answer.json()) as { details?: Details }).details ?? {};
      return answer.ok && subscriptionsBehind?.length === 0;
    } catch {
      return false;
    }
  }
}
