import type { LogLine } from '../delivery-options.js';
import type { ParkedMessages } from './parked-messages.js';

interface ParkedReplayerOptions {
  readonly parked: ParkedMessages;
  /** Only keys of these are tried. */
  readonly upstreams: readonly string[];
  /** How often is looked for keys that are due, in milliseconds. */
  readonly everyMs?: number;
  readonly log?: LogLine;
}

/** Lets parked keys try again by themselves when their time has come. */
export class ParkedReplayer {
  readonly #options: ParkedReplayerOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopping = true;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: ParkedReplayerOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#stopping) return;
    this.#stopping = false;
    this.#next();
  }

  /** Lets the message at hand end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #next(): void {
    if (this.#stopping) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        this.#next();
      });
    }, this.#options.everyMs ?? 1_000);
  }

  async #look(): Promise<void> {
    try {
      await this.#options.parked.replayDue(this.#options.upstreams, () => !this.#stopping);
    } catch (error) {
      // The database may be away: the next look comes.
      this.#options.log?.('warn', 'parked keys could not be tried', { error });
    }
  }
}
