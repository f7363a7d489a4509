import { randomBytes, randomUUID } from 'node:crypto';
import type { ChallengeEvent } from '@estafette/challenges';
import { challenge } from '@estafette/challenges';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { relay } from './relay.js';

interface Row {
  readonly streamId: string;
  readonly revision: number;
  readonly event: ChallengeEvent;
}

/** So many challenges are under way at once: what is written next may be of any of them. */
const AT_ONCE = 200;
const NOTES_IN_LEG = 4;
const ROWS_IN_STATEMENT = 1_000;

const INSERT = `
insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
select 1, * from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::smallint[], $6::jsonb[], $7::jsonb[])`;

/**
 * Fills a log with relays from their posting to their end, their events mixed as those of a region are. Texts are boxes
 * that nobody can open: views never look inside. Written past the store, since it is read that is measured.
 *
 * @returns how many events there are
 */
export async function fillRelays(pool: Pool, challenges: number): Promise<number> {
  const random = randomFrom(1);
  const running: Row[][] = [];
  let [begun, written, rows]: [number, number, Row[]] = [0, 0, []];
  for (;;) {
    while (running.length < AT_ONCE && begun < challenges) {
      running.push(rowsOf(uuidv7()));
      begun++;
    }
    const nth = Math.floor(random() * running.length);
    const row = running[nth]?.shift();
    if (row) rows.push(row);
    if (running[nth]?.length === 0) running.splice(nth, 1);
    if (rows.length === ROWS_IN_STATEMENT || running.length === 0) {
      await write(pool, rows);
      written += rows.length;
      rows = [];
    }
    if (running.length === 0) return written;
  }
}

function rowsOf(id: string): Row[] {
  return relay(id, NOTES_IN_LEG).map((event, index) => ({
    streamId: `${challenge.name}-${id}`,
    revision: index + 1,
    event,
  }));
}

async function write(pool: Pool, rows: readonly Row[]): Promise<void> {
  const ids = rows.map(() => uuidv7());
  const metadata = { at: new Date().toISOString(), by: randomUUID(), for: randomUUID(), membership: randomUUID() };
  await pool.query({
    name: 'fill',
    text: INSERT,
    values: [
      rows.map((row) => row.streamId),
      rows.map((row) => row.revision),
      ids,
      rows.map((row) => row.event.type),
      rows.map(() => 1),
      rows.map((row, index) => JSON.stringify(sealed(row, ids[index] ?? ''))),
      rows.map(() => JSON.stringify(metadata)),
    ],
  });
}

/** The data with a box where its personal members were. */
function sealed({ streamId, event }: Row, id: string): unknown {
  const { personal } = challenge.events[event.type] as { personal?: (data: object) => readonly Member[] };
  const data: unknown = structuredClone(event.data);
  for (const { path, of } of personal?.(event.data) ?? []) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const owner = steps.reduce((value, step) => value[step] as Owner, data as Owner);
    const text = owner[last];
    if (typeof text !== 'string') continue;
    const box = randomBytes(28 + text.length).toString('base64');
    owner[last] = { sealed: of, at: `${streamId}/${id}/${path}`, box };
  }
  return data;
}

type Owner = Record<string, unknown>;

interface Member {
  readonly path: string;
  readonly of: string;
}

/** A small generator of numbers in [0, 1), the same for every run (mulberry32, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
