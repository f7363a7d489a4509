import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import { DatabaseError } from 'pg';

/**
 * The database did not answer; the cause says why. When the statement was sent, nobody knows whether it was carried out;
 * when not, it was not.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly sent: boolean,
    cause: unknown,
  ) {
    super('the database did not answer', { cause });
  }
}

export const DUPLICATE_KEY = '23505';

/**
 * Runs one statement on a connection of the pool. Unlike `pool.query` it tells a lost answer from an answer, and keeps the
 * connection of a statement that met a duplicate key: where many write, that is an everyday answer, and connecting anew
 * costs more than the statement.
 *
 * @throws NoAnswer; DatabaseError, the database's own answer
 */
export async function ask<Row extends QueryResultRow>(pool: Pool, query: QueryConfig): Promise<Row[]> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw new NoAnswer(false, error);
  }
  // A lent connection that is cut reports it here too, beside the failing query; unheard, it would end the process.
  const heard = (): void => undefined;
  client.on('error', heard);
  let whole = false;
  try {
    const { rows } = await client.query<Row>(query);
    whole = true;
    return rows;
  } catch (error) {
    if (!isAnswer(error)) throw new NoAnswer(true, error);
    whole = error.code === DUPLICATE_KEY;
    throw error;
  } finally {
    client.release(!whole);
    client.off('error', heard);
  }
}

// A server that shuts down, or a pooler that lost it, says so in words of the protocol: it may have written before.
function isAnswer(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !/^(08|57P)/.test(error.code ?? '');
}
