import type { Pool, PoolClient } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf, START } from './cursor.js';

/** What a batch does to its reader's cursor. */
export interface Step {
  readonly name: string;
  readonly from: Cursor;
  readonly to: Cursor;
}

/**
 * Compare-and-set, by {@link stepValues}. Its transaction does not wait for the disk: a crash of the database may take a
 * batch back, cursor and rows together, and its reader is given it again.
 */
export const MOVE = `
update app.cursors
set incarnation = $2, transaction_id = $3::text::xid8, position = $4, moved_at = clock_timestamp()
from (select set_config('synchronous_commit', 'off', true)) as soon
where name = $1 and (incarnation, transaction_id, position) = ($5::int, $6::text::xid8, $7::bigint)`;

export function stepValues({ name, from, to }: Step): readonly unknown[] {
  return [
    name,
    to.incarnation,
    to.transactionId.toString(),
    to.position,
    from.incarnation,
    from.transactionId.toString(),
    from.position,
  ];
}

/** The saved cursors of a service's readers, by name. */
export class Cursors {
  constructor(readonly pool: Pool) {}

  /** Where this reader stands; a new one stands at the start. */
  async find(name: string): Promise<Cursor> {
    const { rows } = await this.pool.query<CursorRow>({
      name: 'cursor-find',
      text: 'select incarnation, transaction_id::text, position from app.cursors where name = $1',
      values: [name],
    });
    if (rows[0]) return cursorOf(rows[0]);
    await this.pool.query(
      `insert into app.cursors (name, incarnation, transaction_id, position) values ($1, $2, $3::text::xid8, $4)
       on conflict (name) do nothing`,
      [name, START.incarnation, START.transactionId.toString(), START.position],
    );
    return START;
  }

  /** Moves a cursor by compare-and-set; false when another runner moved it. */
  async move(client: Pool | PoolClient, step: Step): Promise<boolean> {
    const { rowCount } = await client.query({ name: 'cursor-move', text: MOVE, values: [...stepValues(step)] });
    return rowCount === 1;
  }

  /**
   * Moves a cursor back before the first event, to the nth place there, so that its reader is given everything again. Who
   * has a batch of it in hand then fails to move it, even if it stood before the first event already.
   *
   * @param nth from 1, another each time
   */
  async rewind(name: string, nth: number): Promise<void> {
    await this.pool.query(
      `insert into app.cursors (name, incarnation, transaction_id, position) values ($1, $2, $3::text::xid8, $4)
       on conflict (name) do update set incarnation = excluded.incarnation, transaction_id = excluded.transaction_id,
         position = excluded.position, moved_at = clock_timestamp()`,
      [name, START.incarnation, START.transactionId.toString(), -nth],
    );
  }
}
