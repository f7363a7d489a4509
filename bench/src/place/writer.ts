import { perSecond } from '../measure/pace.js';
import type { Side } from '../measure/rounds.js';
import type { Writing } from '../programs/writing.js';
import type { Child } from './child.js';
import type { Database } from './database.js';
import { connected, mustHold, SERVICE_POOL } from './database.js';
import type { Stage } from './stage.js';
import { MAKE_RAW_EVENTS, RAW_EVENTS } from '../given/raw-events.js';

interface WriterOptions {
  readonly writers: number;
  readonly ms?: number;
  readonly name?: string;
}

const ROUND_MS = 2_000;

/** Writers of single events in a process of their own, and how many they claim to have written. */
export class Writer {
  #claimed = 0;

  private constructor(
    private readonly child: Child<Writing>,
    private readonly options: WriterOptions,
    private readonly name: string,
    /** Looks whether all that was claimed is there. */
    private readonly look: (claimed: number) => Promise<void>,
  ) {}

  /** Ours: one event with its once-key, on the pool that a service has. @param there how many lie in the log already */
  static async appending(stage: Stage, { runtimeUrl }: Database, options: WriterOptions, there = 0): Promise<Writer> {
    const child = await stage.child<Writing>('writing');
    await child.ask('open', { url: runtimeUrl, connections: SERVICE_POOL, how: 'append' });
    const { writers, name = 'append' } = options;
    return new Writer(child, options, `${name}, ${writers} writers on ${SERVICE_POOL} connections`, async (claimed) => {
      await mustHold(runtimeUrl, 'log.events', there + claimed);
      await mustHold(runtimeUrl, 'log.once_keys', there + claimed);
    });
  }

  /** The bare statement, with a connection for each writer. */
  static async raw(stage: Stage, { runtimeUrl }: Database, options: WriterOptions): Promise<Writer> {
    await connected(runtimeUrl, (client) => client.query(MAKE_RAW_EVENTS));
    const { writers } = options;
    const child = await stage.child<Writing>('writing');
    await child.ask('open', { url: runtimeUrl, connections: writers, how: 'raw' });
    return new Writer(child, options, `bare INSERT, ${writers} writers on ${writers} connections`, (claimed) =>
      mustHold(runtimeUrl, RAW_EVENTS, claimed),
    );
  }

  get side(): Side {
    return {
      name: this.name,
      round: async () => {
        const { writers, ms = ROUND_MS } = this.options;
        const done = await this.child.ask('round', { ms, writers });
        this.#claimed += done.operations;
        return perSecond(done);
      },
    };
  }

  /** @throws Error when not all that was claimed is there */
  async check(): Promise<void> {
    await this.look(this.#claimed);
  }
}
