import type { Pool } from 'pg';
import type { Append } from './append.js';
import { AlreadyDone, ConcurrencyConflict } from './append.js';
import { MOST_ATTEMPTS, pause } from './attempts.js';
import type { Cursor } from './cursor.js';
import { compareCursors } from './cursor.js';
import type { Metadata } from './events.js';
import type { OnceKey } from './once.js';
import type { Decided } from './personal.js';

/** A fact of another service, to be taken over into our own log as it is. */
export interface Fact {
  readonly streamId: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: Metadata;
  readonly once: OnceKey;
}

export interface Followed {
  /** How many had not been taken before. */
  readonly appended: number;
  /** Where the last of them stands in the log. */
  readonly cursor: Cursor | null;
}

/** Fewer than this are taken over in one piece. */
const SHARED_FROM = 100;

/** Takes facts over in bulk. */
export class Facts {
  /** Whether facts come that came before. Mostly they do not, and then nobody looks: their keys tell, at the latest. */
  #repeats = false;

  constructor(
    private readonly pool: Pool,
    private readonly append: (events: readonly Decided[], onces: Append['onces']) => Promise<Cursor | null>,
  ) {}

  /** Each stream's in their order; those that were taken before are passed over. */
  async follow(facts: readonly Fact[]): Promise<Followed> {
    const done = await Promise.allSettled(sharesOf(facts).map((share) => this.#take(share)));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const taken = done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const cursors = taken.flatMap(({ cursor }) => cursor ?? []).toSorted(compareCursors);
    return { appended: taken.reduce((sum, { appended }) => sum + appended, 0), cursor: cursors.at(-1) ?? null };
  }

  async #take(facts: readonly Fact[]): Promise<Followed> {
    const once = onceEach(facts);
    for (let attempt = 1; ; attempt++) {
      const fresh = attempt === 1 && !this.#repeats ? once : await this.#notYetTaken(once);
      if (fresh.length === 0) return { appended: 0, cursor: null };
      try {
        const revisions = await this.#revisions(fresh.map((fact) => fact.streamId));
        const events = fresh.map((fact) => {
          const revision = (revisions.get(fact.streamId) ?? 0) + 1;
          revisions.set(fact.streamId, revision);
          return { streamId: fact.streamId, revision, event: fact, metadata: fact.metadata };
        });
        const onces = fresh.map((fact) => ({ ...fact.once, answer: null }));
        return { appended: events.length, cursor: await this.append(events, onces) };
      } catch (error) {
        const again = error instanceof ConcurrencyConflict || error instanceof AlreadyDone;
        if (!again || attempt === MOST_ATTEMPTS) throw error;
        await pause(attempt);
      }
    }
  }

  async #notYetTaken(facts: readonly Fact[]): Promise<readonly Fact[]> {
    const { rows } = await this.pool.query<Pick<OnceKey, 'scope' | 'key'>>({
      name: 'once-find-many',
      // One look into the index for each: as a join, a plan made while there were few keys would read all of them.
      text: `select w.scope, w.key from unnest($1::text[], $2::text[]) as w (scope, key)
             where (select o.key from log.once_keys o where o.scope = w.scope and o.key = w.key) is not null`,
      values: [facts.map((fact) => fact.once.scope), facts.map((fact) => fact.once.key)],
    });
    this.#repeats = rows.length > 0;
    const taken = new Set(rows.map(nameOf));
    return facts.filter(({ once }) => !taken.has(nameOf(once)));
  }

  async #revisions(streamIds: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ stream_id: string; revision: number }>({
      name: 'stream-revisions',
      text: 'select stream_id, max(revision) as revision from log.events where stream_id = any($1::text[]) group by stream_id',
      values: [[...new Set(streamIds)]],
    });
    return new Map(rows.map((row) => [row.stream_id, row.revision]));
  }
}

/** Many go to the database in two shares side by side, each of whole streams. */
function sharesOf(facts: readonly Fact[]): readonly (readonly Fact[])[] {
  if (facts.length < SHARED_FROM) return [facts];
  const share = new Map<string, number>();
  for (const { streamId } of facts) if (!share.has(streamId)) share.set(streamId, share.size % 2);
  return [0, 1].map((nth) => facts.filter(({ streamId }) => share.get(streamId) === nth));
}

/** The first of each key. */
function onceEach(facts: readonly Fact[]): readonly Fact[] {
  return [...Map.groupBy(facts, ({ once }) => nameOf(once)).values()].flatMap(([first]) => first ?? []);
}

function nameOf({ scope, key }: Pick<OnceKey, 'scope' | 'key'>): string {
  return `${scope}\n${key}`;
}
