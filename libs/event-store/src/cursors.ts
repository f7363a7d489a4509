import type { Pool, PoolClient } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf, START } from './cursor.js';

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
  async move(client: Pool | PoolClient, name: string, from: Cursor, to: Cursor): Promise<boolean> {
    const { rowCount } = await client.query({
      name: 'cursor-move',
      text: `update app.cursors
             set incarnation = $2, transaction_id = $3::text::xid8, position = $4, moved_at = clock_timestamp()
             where name = $1 and (incarnation, transaction_id, position) = ($5::int, $6::text::xid8, $7::bigint)`,
      values: [
        name,
        to.incarnation,
        to.transactionId.toString(),
        to.position,
        from.incarnation,
        from.transactionId.toString(),
        from.position,
      ],
    });
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
