import type { Pool } from 'pg';
import type { Opened } from './personal.js';

/** An event as it lies in its stream, sealed members as they are. */
export interface EventOfStream {
  readonly stream_id: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly event_id: string;
  opened?: Opened;
}

const COLUMNS = 'e.stream_id, e.revision, e.type, e.version, e.data, e.event_id';

// One look into the index for each stream: as a join, a plan that was made while the log was small would read all of it.
const EVENTS_BEYOND = `
select ${COLUMNS}
from unnest($1::text[], $2::int[]) with ordinality as w (stream_id, revision, nth)
cross join lateral (
  select * from log.events e where e.stream_id = w.stream_id and e.revision > w.revision offset 0
) e
order by w.nth, e.revision`;

// One stream lies in the index in its order: there is nothing to sort.
const EVENTS_OF_ONE = `select ${COLUMNS} from log.events e where e.stream_id = $1 and e.revision > $2 order by e.revision`;

interface Place {
  readonly streamId: string;
  readonly revision: number;
}

/** The events of each of these streams past a revision, in their order; none where nothing was written. */
export async function eventsBeyond(pool: Pool, streams: readonly Place[]): Promise<EventOfStream[][]> {
  const [first] = streams;
  if (first && streams.length === 1) {
    const values = [first.streamId, first.revision];
    return [(await pool.query<EventOfStream>({ name: 'stream-load-one', text: EVENTS_OF_ONE, values })).rows];
  }
  const { rows } = await pool.query<EventOfStream>({
    name: 'stream-load',
    text: EVENTS_BEYOND,
    values: [streams.map(({ streamId }) => streamId), streams.map(({ revision }) => revision)],
  });
  const byStream = Map.groupBy(rows, (row) => row.stream_id);
  return streams.map(({ streamId }) => byStream.get(streamId) ?? []);
}

/** All events of each of these streams, in their order. */
export function eventsOf(pool: Pool, streamIds: readonly string[]): Promise<EventOfStream[][]> {
  return eventsBeyond(
    pool,
    streamIds.map((streamId) => ({ streamId, revision: 0 })),
  );
}
