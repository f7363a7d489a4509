import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

interface DirectConnectionOptions {
  readonly connectionString: string;
  readonly heard: (payload: string) => void;
  readonly failed: (error: unknown) => void;
}

export const CHANNEL = 'estafette_log';

/**
 * The one connection of a service that is not pooled: it listens, and holds the advisory locks that make one replica
 * the runner of a subscription. The locks only save work; what fences is the cursor's compare-and-set.
 */
export class DirectConnection {
  #client: Client | null = null;
  #held = new Set<string>();
  #closing = false;

  constructor(readonly options: DirectConnectionOptions) {}

  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.options.connectionString,
      keepAlive: true,
      application_name: 'estafette-direct',
    });
    client.on('notification', (message) => {
      this.options.heard(message.payload ?? '');
    });
    client.on('error', (error) => {
      this.options.failed(error);
    });
    client.on('end', () => {
      this.#held.clear();
      this.#client = null;
      if (!this.#closing) void this.#reopen();
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.#client = client;
  }

  /** Whether this replica holds the lock of that name, or got it now. */
  async tryLock(name: string): Promise<boolean> {
    if (this.#held.has(name)) return true;
    if (!this.#client) return false;
    const { rows } = await this.#client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [name],
    );
    if (rows[0]?.locked) this.#held.add(name);
    return this.#held.has(name);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#client?.end();
  }

  async #reopen(): Promise<void> {
    for (let wait = 50; !this.#closing; wait = Math.min(wait * 2, 2_000)) {
      await delay(wait);
      try {
        await this.open();
        this.options.heard('');
        return;
      } catch (error) {
        this.options.failed(error);
      }
    }
  }
}
