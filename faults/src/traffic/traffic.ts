import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@estafette/test-kit';
import type { Chain } from '../chain/chain.js';
import { Seeded } from '../seeded.js';
import type { Cast } from './cast.js';
import { setUp } from './cast.js';
import { Client } from './client.js';
import { playRelay } from './relay-story.js';
import type { Ledger } from './wish.js';

const NOTES = 8;

export interface TrafficOptions {
  /** How many commands there will be at least, about. */
  readonly commands: number;
  /** How many relays go side by side. */
  readonly atOnce?: number;
  readonly seed: number;
  /** How long a person goes on asking without an answer, in milliseconds. */
  readonly patienceMs: number;
  /** How long one request may take before it is sent again, in milliseconds; 40 seconds when absent. */
  readonly answerWithinMs?: number;
  /** How long each player rests after a relay, in milliseconds. */
  readonly pauseMs?: number;
  /** An earlier morning that this one goes on from: the same region, the same ledger. */
  readonly after?: Traffic;
}

/** A busy morning: relays from beginning to end, side by side, until there were so many commands and nobody wants more. */
export class Traffic {
  #wanted = true;
  #over: Promise<void> = Promise.resolve();
  /** What ended it before its time: a command that was refused, or that nobody answered. */
  #failure: string | null = null;

  private constructor(
    readonly client: Client,
    readonly cast: Cast,
    private readonly patienceMs: number,
  ) {}

  /** Sets the region up, and begins. */
  static async start(chain: Chain, options: TrafficOptions): Promise<Traffic> {
    const { after } = options;
    const client = new Client(chain, new Seeded(options.seed), options, after?.ledger);
    const traffic = new Traffic(client, after?.cast ?? (await setUp(client)), options.patienceMs);
    traffic.#over = traffic.#play(options);
    return traffic;
  }

  get ledger(): Ledger {
    return this.client.ledger;
  }

  /** Resolves when it has ended by itself: then something was wrong. */
  get over(): Promise<void> {
    return this.#over;
  }

  /** Awaits a condition, for as long as nobody has given up asking. @throws Error when neither comes about */
  async until(look: () => boolean | Promise<boolean>, timeoutMs = 2 * this.patienceMs): Promise<void> {
    await eventually(async () => (await look()) || this.#failure !== null, { timeoutMs });
  }

  /** Lets no relay begin beyond those that are due, and waits until all have come to their end. @returns what went wrong */
  async finish(): Promise<readonly string[]> {
    this.#wanted = false;
    await this.#over;
    return this.#failure === null ? [] : [`unanswered: ${this.#failure}`];
  }

  async #play({ commands, atOnce = 8, pauseMs = 0 }: TrafficOptions): Promise<void> {
    const due = this.ledger.acknowledged + commands;
    const player = async (): Promise<void> => {
      while (this.#failure === null && (this.#wanted || this.ledger.acknowledged < due))
        await playRelay(this.client, this.cast, NOTES).then(() => delay(pauseMs));
    };
    await Promise.all(
      Array.from({ length: atOnce }, () =>
        player().catch((error: unknown) => {
          this.#failure ??= error instanceof Error ? error.message : String(error);
        }),
      ),
    );
  }
}
