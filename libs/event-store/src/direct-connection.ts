import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

interface DirectConnectionOptions {
  readonly connectionString: string;
  readonly heard: (payload: string) => void;
  /** The connection broke: by itself, or with the database. */
  readonly lost: () => void;
  /** Connected again after a break: what was told meanwhile was not heard. */
  readonly reopened: () => void;
  readonly failed: (error: unknown) => void;
}

export const CHANNEL = 'estafette_log';

const LONGEST_WAIT_MS = 2_000;

/**
 * The one connection of a service that is not pooled: it listens, and holds the advisory locks that make one replica
 * the runner of a subscription. The locks only save work; what fences is the cursor's compare-and-set.
 */
export class DirectConnection {
  #client: Client | null = null;
  #held = new Set<string>();
  #closing = false;
  #turn: Promise<unknown> = Promise.resolve();
  #reopening: Promise<void> = Promise.resolve();

  constructor(readonly options: DirectConnectionOptions) {}

  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.options.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      application_name: 'estafette-direct',
    });
    client.on('notification', (message) => {
      this.options.heard(message.payload ?? '');
    });
    client.on('error', (error) => {
      this.options.failed(error);
    });
    const state = { ended: false };
    client.once('end', () => {
      state.ended = true;
      this.#lost(client);
    });
    await client.connect();
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (state.ended) throw new Error('the direct connection ended as soon as it stood');
    this.#client = client;
    if (this.#closing) await client.end();
  }

  /** Whether this replica holds the lock of that name, or got it now. */
  async tryLock(name: string): Promise<boolean> {
    if (this.#held.has(name)) return true;
    return this.#inTurn(async () => {
      const client = this.#client;
      if (!client) return false;
      const { rows } = await client.query<{ locked: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
        [name],
      );
      if (rows[0]?.locked && client === this.#client) this.#held.add(name);
      return this.#held.has(name);
    });
  }

  /** A connection takes one query at a time; many subscriptions share this one. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Lets another replica have the lock. */
  async unlock(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    await this.#inTurn(async () => {
      await this.#client?.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#client?.end();
    await this.#reopening;
  }

  // A connection that never came to stand ends too: only the one in use is worth reopening.
  #lost(client: Client): void {
    if (client !== this.#client) return;
    this.#client = null;
    this.#held.clear();
    if (this.#closing) return;
    this.options.lost();
    this.#reopening = this.#reopen();
  }

  async #reopen(): Promise<void> {
    for (let wait = 50; !this.#closing; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await delay(wait);
      try {
        await this.open();
        this.options.reopened();
        return;
      } catch (error) {
        this.options.failed(error);
      }
    }
  }
}
