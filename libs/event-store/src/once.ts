import { DomainError } from '@estafette/decider';
import type { Pool } from 'pg';

/**
 * What makes a repeat have no second effect. For HTTP: scope is person, organisation and route, key is the
 * `Idempotency-Key`, digest is the SHA-256 over the request. For messages: scope is the source, key is the id.
 */
export interface OnceKey {
  readonly scope: string;
  readonly key: string;
  readonly digest: string;
}

/** What was answered the first time; plain JSON, no personal data. */
export type StoredAnswer = Readonly<Record<string, string | number>>;

/** The answer stored under this key, `null` when the key is new; another digest under the same key is refused. */
export async function findOnce(pool: Pool, once: OnceKey): Promise<{ answer: StoredAnswer | null } | null> {
  const { rows } = await pool.query<{ digest: string; answer: StoredAnswer | null }>({
    name: 'once-find',
    text: 'select digest, answer from log.once_keys where scope = $1 and key = $2',
    values: [once.scope, once.key],
  });
  const [row] = rows;
  if (!row) return null;
  if (row.digest !== once.digest) {
    throw new DomainError(
      'idempotency-key-reused',
      'This Idempotency-Key was used before for another request. Repeat that request unchanged, or use a new key.',
    );
  }
  return { answer: row.answer };
}
