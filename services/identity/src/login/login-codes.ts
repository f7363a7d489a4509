import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { idOf } from '../storage/adapter.js';
import { fingerprint, keyFor } from '../storage/secrets.js';
import { Rates } from '../storage/rates.js';
import type { Accounts } from './accounts.js';

/** How long a code can be used. */
export const CODE_MINUTES = 10;
/** How often somebody may try, also at the same moment: a chance of 1 in 200,000 per code. */
export const MOST_TRIES = 5;
/** Codes that one address is sent in an hour: what a stranger can make of somebody's mailbox, and of their chances. */
export const MOST_PER_ADDRESS = 5;

export type Asked = { readonly code: string; readonly known: boolean } | 'too-often';
export type Judged = { readonly personId: string } | 'wrong' | 'ended';

/**
 * Codes of six digits that prove a mail address, one for each request under way. An address that nobody has here is treated alike: it
 * gets a code too, which nobody is told.
 */
export class LoginCodes {
  readonly #key: Buffer;
  readonly #rates: Rates;

  constructor(
    private readonly pool: Pool,
    private readonly accounts: Accounts,
    private readonly options: { readonly secret: Buffer; readonly perHour: number },
  ) {
    this.#key = keyFor('codes', options.secret);
    this.#rates = new Rates(pool);
  }

  /** Makes a code in place of an earlier one. @param uid the request under way, which alone can use it */
  async ask(uid: string, email: string): Promise<Asked> {
    const address = this.accounts.markOf(email);
    if (!(await this.#rates.take(`code/${address.toString('base64')}`, MOST_PER_ADDRESS))) return 'too-often';
    const known = (await this.accounts.personAt(address)) !== undefined;
    // Only what is mailed counts: addresses that somebody makes up keep nobody out.
    if (!(await this.#rates.take('codes', this.options.perHour, { counted: known }))) return 'too-often';
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await this.pool.query(
      `INSERT INTO login_codes (interaction, address, code, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(mins => $4))
       ON CONFLICT (interaction) DO UPDATE SET address = EXCLUDED.address, code = EXCLUDED.code, tries = 0,
         expires_at = EXCLUDED.expires_at`,
      [idOf('Interaction', uid), address, this.#markOf(uid, code), CODE_MINUTES],
    );
    return { code, known };
  }

  /** Whether a code was asked for, so that it is time to fill it in. */
  async isAsked(uid: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM login_codes WHERE interaction = $1', [
      idOf('Interaction', uid),
    ]);
    return rowCount === 1;
  }

  /** Judges a code. A try is counted before it is judged, in one statement, so that no more are judged than are allowed. */
  async judge(uid: string, code: string): Promise<Judged> {
    const id = idOf('Interaction', uid);
    const { rows } = await this.pool.query<{ address: Buffer; code: Buffer }>(
      `UPDATE login_codes SET tries = tries + 1 WHERE interaction = $1 AND tries < $2 AND expires_at > now()
       RETURNING address, code`,
      [id, MOST_TRIES],
    );
    const [row] = rows;
    if (!row) return 'ended';
    if (!timingSafeEqual(row.code, this.#markOf(uid, code))) return 'wrong';
    // Once: of two that come with the right code, one is let in.
    const used = await this.pool.query('DELETE FROM login_codes WHERE interaction = $1 AND code = $2', [id, row.code]);
    if (used.rowCount !== 1) return 'ended';
    const personId = await this.accounts.personAt(row.address);
    return personId === undefined ? 'wrong' : { personId };
  }

  #markOf(uid: string, code: string): Buffer {
    return fingerprint(this.#key, uid, code);
  }
}
