import type { Pool } from 'pg';
import type { Cursor, CursorRow } from './cursor.js';
import { cursorOf, START } from './cursor.js';
import type { Metadata, Recorded } from './events.js';
import type { EventRegistry } from './stream.js';

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
// below the oldest one running.
const READ = `
select incarnation, transaction_id::text, position, stream_id, revision, event_id, type, version, data, metadata
from log.events
where (incarnation, transaction_id, position) > ($1::int, $2::xid8, $3::bigint)
  and (incarnation < (select number from log.incarnation)
       or transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
order by incarnation, transaction_id, position
limit $4`;

const HEAD = `
select incarnation, transaction_id::text, position from log.events
order by incarnation desc, transaction_id desc, position desc limit 1`;

/** Reads a service's log in its order, sealed members as they lie there. */
export class Log {
  constructor(
    readonly pool: Pool,
    readonly registry: EventRegistry,
  ) {}

  /** Up to `limit` visible events past the cursor. */
  async read(after: Cursor, limit: number): Promise<Recorded[]> {
    const { rows } = await this.pool.query<EventRow>({
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
