import type { Pool } from 'pg';
import { eventually } from '../eventually.js';
import type { TestService } from '../test-service.js';

/** What the spec of consumers needs of a booted service. */
export interface ConsumingService {
  readonly url: string;
  readonly held: {
    readonly pool: Pool;
    readonly log: { head(): Promise<unknown> };
    readonly subscriptions: { passed(cursor: never, withinMs: number): Promise<boolean> };
  };
  close(): Promise<void>;
}

/** All that stands in a service's log and views, without what differs from one run to the next. */
export interface Effect {
  /** By stream and revision. */
  readonly log: readonly { readonly cause: string | null; readonly event: string }[];
  /** Rows of all views as text, with the name of the table in front. */
  readonly views: readonly string[];
}

/** Waits until every message that was told has been taken in, or lies parked. */
export async function delivered({
  running,
  feeds,
}: Pick<TestService<ConsumingService>, 'running' | 'feeds'>): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await running.held.pool.query<{ upstream: string; cursor: string }>(
        'select upstream, cursor from app.feed_cursors',
      );
      const read = new Map(rows.map(({ upstream, cursor }) => [upstream, cursor]));
      return Object.entries(feeds.cursors()).every(([upstream, cursor]) => read.get(upstream) === cursor);
    },
    { timeoutMs: 30_000 },
  );
}

/** Whether all of it was taken in, nothing lies parked, and the views have seen it. */
export async function settled(service: Pick<TestService<ConsumingService>, 'running' | 'feeds'>): Promise<boolean> {
  await delivered(service);
  const { pool, log, subscriptions } = service.running.held;
  const { rows } = await pool.query<{ key: string; cause: string | null }>(
    'select key, cause from app.parked_messages order by key, nth',
  );
  const [first] = rows;
  if (first) throw new Error(`${rows.length} messages lie parked; ${first.key}: ${first.cause ?? 'not tried'}`);
  return subscriptions.passed((await log.head()) as never, 10_000);
}

/** Reads log and views. @param random members, and kinds of streams, that differ from one run to the next */
export async function effectOf({ held: { pool } }: ConsumingService, random: readonly string[] = []): Promise<Effect> {
  const log = await pool.query<{ cause: string | null; event: object }>(
    `select metadata->'cause'->>'id' as cause,
       jsonb_build_object('stream', stream_id, 'revision', revision, 'type', type, 'data', data) as event
     from log.events order by stream_id, revision`,
  );
  const tables = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'app' and tablename ~ '_v[0-9]+$' order by 1`,
  );
  const views = await Promise.all(
    tables.rows.map(async ({ name }) => {
      const { rows } = await pool.query<{ row: object }>(`select to_jsonb(t) as row from app."${name}" t`);
      return rows.map(({ row }) => `${name} ${JSON.stringify(row, lasting(random))}`).sort();
    }),
  );
  return {
    // Sorted by what is left: the names of some streams are random too.
    log: log.rows
      .map(({ cause, event }) => ({ cause, event: JSON.stringify(event, lasting(random)) }))
      .toSorted((one, other) => compare(nameIn(one.event), nameIn(other.event)) || compare(one.cause, other.cause)),
    views: views.flat(),
  };
}

const compare = (one: string | null, other: string | null): number =>
  (one ?? '') < (other ?? '') ? -1 : one === other ? 0 : 1;

/** The stream and the revision of an event that was written as text. */
function nameIn(event: string): string {
  const { stream, revision } = JSON.parse(event) as { stream: string; revision: number };
  return `${stream} ${String(revision).padStart(9, '0')}`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Leaves out instants, sealed texts (each is sealed anew), random members, and ids of streams of random kinds. */
function lasting(random: readonly string[]): (name: string, value: unknown) => unknown {
  return (name, value) => {
    if (random.includes(name)) return '(random)';
    const kind = name === 'stream' && random.find((one) => String(value).startsWith(`${one}-`));
    if (kind) return `${kind}-(random)`;
    if (typeof value === 'string' && INSTANT.test(value)) return '(instant)';
    if (typeof value === 'object' && value !== null && 'sealed' in value && 'box' in value) return '(sealed)';
    return value;
  };
}
