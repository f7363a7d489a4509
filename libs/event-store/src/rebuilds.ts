import type { Log } from './log.js';
import { rebuild, rebuildLockOf } from './rebuild.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';

/** The last rebuild of a view, by whichever replica. Instants are ISO 8601. */
export interface LastRebuild {
  readonly startedAt: string;
  /** Null while it runs, and when the process that ran it is gone. */
  readonly endedAt: string | null;
  readonly running: boolean;
  /** Events of the log that it has read so far. */
  readonly events: number;
  /** How long it took or has been taking, in milliseconds. */
  readonly ms: number;
  /** Why it came to nothing: the live table then stands as it was. Null when it did not. */
  readonly fault: string | null;
}

interface RebuildRow {
  readonly view_table: string;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly running: boolean;
  readonly events: string;
  readonly ms: number;
  readonly fault: string | null;
}

// An advisory lock of one bigint is told by its two halves.
const LAST = `
select r.view_table, r.started_at, r.ended_at, r.events, r.fault, l.running,
  (extract(epoch from coalesce(r.ended_at, clock_timestamp()) - r.started_at) * 1000)::float8 as ms
from app.rebuilds r
join unnest($1::text[], $2::text[]) as w (view_table, lock) using (view_table)
cross join lateral (
  select exists (
    select from pg_locks
    where locktype = 'advisory' and granted and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())
      and (classid::bigint << 32) | objid::bigint = hashtextextended(w.lock, 0)
  ) as running
) l`;

const BEGUN = `
insert into app.rebuilds (view_table, started_at) values ($1, clock_timestamp())
on conflict (view_table) do update set started_at = excluded.started_at, ended_at = null, events = 0, fault = null`;

const ENDED = `
update app.rebuilds set ended_at = clock_timestamp(), events = coalesce($2, events), fault = $3 where view_table = $1`;

/** While a swap waits for those who read the table, those who come later wait too; and a service that stops waits for it. */
const SWAP_WITHIN_MS = 3_000;
const STOPPED = 'The service was stopped. Run the rebuild again.';
const BROKEN_OFF = 'The process that ran it is gone. Run the rebuild again.';

/** Rebuilds views of a running service on demand, one at a time each, and remembers what came of it. */
export class Rebuilds {
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** @param failed told of each that came to nothing */
  constructor(
    readonly log: Log,
    readonly failed: (view: string, error: unknown) => void = () => undefined,
  ) {}

  /**
   * Begins to rebuild a view; what comes of it is told by {@link last}.
   * @throws RebuildRunning when that is under way already, here or in another replica
   */
  async begin(view: AnyView, options: { readonly chunk?: number } = {}): Promise<void> {
    const begun = Promise.withResolvers<undefined>();
    const run = this.#run(view, options, () => {
      begun.resolve(undefined);
    });
    this.#running.add(run);
    const gone = run.finally(() => this.#running.delete(run));
    // Before it has begun, its failure is the caller's; from then on it is recorded.
    gone.catch(() => undefined);
    await Promise.race([begun.promise, gone]);
  }

  /** By the names of the views' tables, for those that were rebuilt at least once. */
  async last(views: readonly AnyView[]): Promise<ReadonlyMap<string, LastRebuild>> {
    const { rows } = await this.log.pool.query<RebuildRow>(LAST, [views.map(tableOf), views.map(rebuildLockOf)]);
    return new Map(rows.map((row) => [row.view_table, lastRebuildOf(row)]));
  }

  /** Breaks off those that run here, each after the chunk at hand. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error(STOPPED));
    await Promise.allSettled(this.#running);
  }

  async #run(view: AnyView, options: { readonly chunk?: number }, begun: () => void): Promise<void> {
    const record = new RebuildRecord(this.log.pool, tableOf(view));
    const around = async (work: () => Promise<number>): Promise<number> => {
      await record.begun();
      begun();
      try {
        const events = await work();
        await record.ended(events);
        return events;
      } catch (error) {
        await record.failed(error);
        throw error;
      }
    };
    const progress = (events: number): void => {
      record.read(events);
    };
    try {
      await rebuild(this.log, view, {
        ...options,
        alone: true,
        around,
        progress,
        signal: this.#stopping.signal,
        lockTimeoutMs: SWAP_WITHIN_MS,
      });
    } catch (error) {
      if (!record.isBegun) throw error;
      this.failed(view.name, error);
    }
  }
}

/** What is kept of one rebuild. It is written while the lock is held, so nobody else writes the row. */
class RebuildRecord {
  isBegun = false;
  /** One after the other, so that an earlier number never follows a later one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly pool: Log['pool'],
    readonly table: string,
  ) {}

  async begun(): Promise<void> {
    await this.pool.query(BEGUN, [this.table]);
    this.isBegun = true;
  }

  /** Progress is only told: losing it costs nothing. */
  read(events: number): void {
    const tell = (): Promise<unknown> =>
      this.pool.query('update app.rebuilds set events = $2 where view_table = $1', [this.table, events]);
    this.#last = this.#last.then(tell).catch(() => undefined);
  }

  async ended(events: number): Promise<void> {
    await this.#last;
    await this.pool.query(ENDED, [this.table, events, null]);
  }

  async failed(error: unknown): Promise<void> {
    await this.#last;
    await this.pool.query(ENDED, [this.table, null, error instanceof Error ? error.message : String(error)]);
  }
}

function lastRebuildOf({ started_at, ended_at, running, events, ms, fault }: RebuildRow): LastRebuild {
  return {
    startedAt: started_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    running: running && ended_at === null,
    events: Number(events),
    ms: Math.round(ms),
    fault: fault ?? (ended_at === null && !running ? BROKEN_OFF : null),
  };
}
