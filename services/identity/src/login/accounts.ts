import type { Pool } from 'pg';
import { fingerprint, keyFor } from '../storage/secrets.js';

export type Registered = 'added' | 'changed' | 'taken';

/** Which mail address is which person. The address itself is kept nowhere: only who is given it again can tell that it is the same. */
export class Accounts {
  readonly #key: Buffer;

  constructor(
    private readonly pool: Pool,
    secret: Buffer,
  ) {
    this.#key = keyFor('addresses', secret);
  }

  /** What an address is kept as, whatever its case. */
  markOf(email: string): Buffer {
    return fingerprint(this.#key, email.toLowerCase());
  }

  async personAt(address: Buffer): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ person_id: string }>('SELECT person_id FROM accounts WHERE address = $1', [
      address,
    ]);
    return rows[0]?.person_id;
  }

  async has(personId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM accounts WHERE person_id = $1', [personId]);
    return rowCount === 1;
  }

  /** Gives a person an address, in place of the one they had. An address that is another person's stays theirs. */
  async put(personId: string, email: string): Promise<Registered> {
    try {
      const { rows } = await this.pool.query<{ added: boolean }>(
        `INSERT INTO accounts (address, person_id) VALUES ($1, $2)
         ON CONFLICT (person_id) DO UPDATE SET address = EXCLUDED.address RETURNING xmax = 0 AS added`,
        [this.markOf(email), personId],
      );
      return rows[0]?.added === true ? 'added' : 'changed';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'taken';
      throw error;
    }
  }

  /** Forgets a person: the address, every session, and all that they let applications do. */
  async remove(personId: string): Promise<void> {
    await this.pool.query(
      `WITH account AS (DELETE FROM accounts WHERE person_id = $1 RETURNING address),
         codes AS (DELETE FROM login_codes WHERE address IN (SELECT address FROM account))
       DELETE FROM kept WHERE account_id = $1`,
      [personId],
    );
  }
}

const UNIQUE_VIOLATION = '23505';
