import type { ClientBase, Pool } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf, START } from './cursor.js';
import type { Metadata, Recorded } from './events.js';
import type { EventRegistry } from './stream.js';
import { Tail } from './tail.js';

interface EventRow extends CursorRow {
  readonly stream_id: string;
  readonly revision: number;
  readonly event_id: string;
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly metadata: Metadata;
}

// Visible is what no transaction that is still open could yet precede: an older incarnation, or a transaction id
// below the oldest one running. The order names the table's columns: a bare name would be the text in the list, and
// text puts 1000 before 999.
const READ = `
select e.incarnation, e.transaction_id::text, e.position, e.stream_id, e.revision, e.event_id, e.type, e.version,
  e.data, e.metadata
from log.events e
where (e.incarnation, e.transaction_id, e.position) > ($1::int, $2::xid8, $3::bigint)
  and (e.incarnation < (select number from log.incarnation)
       or e.transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
order by e.incarnation, e.transaction_id, e.position
limit $4`;

const HEAD = `
select e.incarnation, e.transaction_id::text, e.position from log.events e
order by e.incarnation desc, e.transaction_id desc, e.position desc limit 1`;

/** Reads a service's log in its order, sealed members as they lie there. */
export class Log {
  readonly #tail = new Tail((after, limit) => this.#read(after, limit, this.pool));

  constructor(
    readonly pool: Pool,
    readonly registry: EventRegistry,
  ) {}

  /**
   * Up to `limit` visible events past the cursor, at least one when there is any.
   * @param via the connection to read on, for whoever holds one already; the pool when absent
   */
  read(after: Cursor, limit: number, via?: Pick<ClientBase, 'query'>): Promise<readonly Recorded[]> {
    return via ? this.#read(after, limit, via) : this.#tail.read(after, limit);
  }

  async #read(after: Cursor, limit: number, via: Pick<ClientBase, 'query'>): Promise<readonly Recorded[]> {
    const { rows } = await via.query<EventRow>({
      name: 'log-read',
      text: READ,
      values: [after.incarnation, after.transactionId.toString(), after.position, limit],
    });
    return rows.map((row) => this.recorded(row));
  }

  /** Where the last written event stands, visible or not. */
  async head(): Promise<Cursor> {
    const { rows } = await this.pool.query<CursorRow>({ name: 'log-head', text: HEAD });
    return rows[0] ? cursorOf(rows[0]) : START;
  }

  /** Which life of the log this is, from 1: another when the data was put into another cluster. */
  async incarnation(): Promise<number> {
    const { rows } = await this.pool.query<{ number: number }>('select number from log.incarnation');
    return rows[0]?.number ?? 1;
  }

  recorded(row: EventRow): Recorded {
    return {
      id: row.event_id,
      streamId: row.stream_id,
      revision: row.revision,
      cursor: cursorOf(row),
      type: row.type,
      data: this.registry.upcast(row.type, row.version, row.data),
      metadata: row.metadata,
    };
  }
}
