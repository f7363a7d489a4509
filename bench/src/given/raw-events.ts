import type { Pool } from 'pg';
import type { Noted } from './noted.js';

/** A table with the columns and indexes of the log, which nobody but the bare statement writes. */
export const RAW_EVENTS = 'app.raw_events';
export const MAKE_RAW_EVENTS = `create table ${RAW_EVENTS} (like log.events including all)`;

const INSERT = `
insert into ${RAW_EVENTS} (incarnation, stream_id, revision, event_id, type, version, data, metadata)
values (1, $1, $2, $3, $4, $5, $6, $7)`;

/** What everything is held against: one event by one prepared statement, with nothing checked. */
export async function insertRaw(pool: Pool, event: Noted): Promise<void> {
  await pool.query({
    name: 'raw-insert',
    text: INSERT,
    values: [
      event.streamId,
      event.revision,
      event.id,
      event.type,
      event.version,
      JSON.stringify(event.data),
      JSON.stringify(event.metadata),
    ],
  });
}
