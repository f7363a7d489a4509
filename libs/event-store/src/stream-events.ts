import type { Pool } from 'pg';

/** An event as it lies in its stream, sealed members as they are. */
export interface EventOfStream {
  readonly stream_id: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly event_id: string;
}

// One look into the index for each stream: as a join, a plan that was made while the log was small would read all of it.
const EVENTS_BEYOND = `
select e.stream_id, e.revision, e.type, e.version, e.data, e.event_id
from unnest($1::text[], $2::int[]) with ordinality as w (stream_id, revision, nth)
cross join lateral (
  select * from log.events e where e.stream_id = w.stream_id and e.revision > w.revision offset 0
) e
order by w.nth, e.revision`;

/** The events of each of these streams past a revision, in their order; none where nothing was written. */
export async function eventsBeyond(
  pool: Pool,
  streams: readonly { readonly streamId: string; readonly revision: number }[],
): Promise<EventOfStream[][]> {
  const { rows } = await pool.query<EventOfStream>({
    name: 'stream-load',
    text: EVENTS_BEYOND,
    values: [streams.map(({ streamId }) => streamId), streams.map(({ revision }) => revision)],
  });
  const byStream = Map.groupBy(rows, (row) => row.stream_id);
  return streams.map(({ streamId }) => byStream.get(streamId) ?? []);
}
