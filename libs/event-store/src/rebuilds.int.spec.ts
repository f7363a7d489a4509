import { createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import type { PoolClient } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrated, Replica, tally, who } from './fixtures/replica.js';
import type { AnyView, LastRebuild } from './index.js';
import { RebuildRunning, Rebuilds, rowsOf, tableOf } from './index.js';

let database: TestDatabase;
let replica: Replica;
let rebuilds: Rebuilds;
const failures: string[] = [];

beforeEach(async () => {
  database = await createTestDatabase('rebuilds');
  await migrated(database);
  replica = new Replica(database, { views: [tally, who] });
  await replica.subscriptions.start();
  rebuilds = new Rebuilds(replica.log, (view, error) => failures.push(`${view}: ${String(error)}`));
  await replica.count('a', 'an', ...Array.from({ length: 30 }, (_, nth) => String(nth)));
  expect(await replica.subscriptions.passed(await replica.log.head(), 10_000)).toBe(true);
});
afterEach(async () => {
  failures.length = 0;
  await rebuilds.stop();
  await replica.close();
  await database.drop();
});

const last = async (view: AnyView, by = rebuilds): Promise<LastRebuild> => {
  const found = (await by.last([tally, who])).get(tableOf(view));
  if (!found) throw new Error(`${view.name} was never rebuilt`);
  return found;
};
const over = (view: AnyView): Promise<LastRebuild> =>
  eventually(async () => {
    const found = await last(view);
    expect(found.running).toBe(false);
    return found;
  });
const broken: AnyView = {
  ...tally,
  evolve: () => {
    throw new Error('this fold always throws');
  },
};

/** Somebody who reads the live table for long: a rebuild comes as far as the swap, and waits there. */
const reading = async (work: (reader: PoolClient) => Promise<void>): Promise<void> => {
  const reader = await replica.pool.connect();
  await reader.query('begin');
  await reader.query('select from app.count_tally_v1 limit 1');
  try {
    await work(reader);
  } finally {
    await reader.query('rollback');
    reader.release();
  }
};

describe('a rebuild on demand', () => {
  it('is begun, tells how far it is, and what came of it', async () => {
    expect(await rebuilds.last([tally, who])).toEqual(new Map());
    const live = await rowsOf(replica.pool, tally);
    await reading(async () => {
      await rebuilds.begin(tally, { chunk: 10 });
      await eventually(async () => {
        expect(await last(tally)).toMatchObject({ running: true, events: 30, endedAt: null, fault: null });
      });
    });
    const { ms, endedAt, startedAt, ...rest } = await over(tally);
    expect(rest).toEqual({ running: false, events: 30, fault: null });
    expect(Date.parse(endedAt ?? '') - Date.parse(startedAt)).toBeGreaterThanOrEqual(0);
    expect(ms).toBeGreaterThan(0);
    expect(await rowsOf(replica.pool, tally)).toEqual(live);
  });

  it('is refused while one of the same view runs, here or in another replica; another view is not', async () => {
    const other = new Rebuilds(replica.log);
    await reading(async () => {
      await rebuilds.begin(tally);
      await expect(rebuilds.begin(tally)).rejects.toThrow(RebuildRunning);
      await expect(other.begin(tally)).rejects.toThrow(RebuildRunning);
      await other.begin(who);
      await over(who);
      expect(await last(tally, other)).toMatchObject({ running: true, fault: null });
    });
    await over(tally);
    await other.begin(tally);
    await over(tally);
    expect(failures).toEqual([]);
  });

  it('waits for one that has told its end and is still tidying up', async () => {
    const before = await replica.pool.connect();
    const lock = [`estafette:rebuild:${tableOf(tally)}`];
    await before.query('select pg_advisory_lock(hashtextextended($1, 0))', lock);
    const begun = rebuilds.begin(tally);
    await eventually(async () => {
      const { rowCount } = await replica.pool.query(
        `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      expect(rowCount).toBe(1);
    });
    await before.query('select pg_advisory_unlock(hashtextextended($1, 0))', lock);
    before.release();
    await begun;
    expect(await over(tally)).toMatchObject({ fault: null, events: 30 });
  });

  it('that fails says why, and leaves the live table as it was', async () => {
    const live = await rowsOf(replica.pool, tally);
    await rebuilds.begin(broken);
    expect(await over(tally)).toMatchObject({ fault: 'view count-tally: this fold always throws' });
    await eventually(() => failures.length > 0);
    expect(failures).toEqual(['count-tally: ViewFailed: view count-tally: this fold always throws']);
    expect(await rowsOf(replica.pool, tally)).toEqual(live);
    await rebuilds.begin(tally);
    expect(await over(tally)).toMatchObject({ fault: null, events: 30 });
  });

  it('is broken off when the service stops, and says so', async () => {
    let folded = 0;
    const stopped = new Rebuilds(replica.log);
    const slow: AnyView = {
      ...tally,
      evolve: (row, event, key) => {
        folded++;
        // The stop comes in the middle of the first chunk.
        if (folded === 5) void stopped.stop();
        return tally.evolve(row, event, key);
      },
    };
    await stopped.begin(slow, { chunk: 10 });
    expect(await over(tally)).toMatchObject({ fault: expect.stringMatching(/stopped.*again/) as string, events: 10 });
    expect(folded).toBe(10);
    // What came of it is told before it has tidied up.
    await stopped.stop();
    const { rows } = await replica.pool.query("select from pg_tables where schemaname = 'rebuild'");
    expect(rows).toHaveLength(0);
  });

  it('whose process is gone is not told of as running', async () => {
    // What a killed process leaves: a row without an end, and no lock.
    await replica.pool.query("insert into app.rebuilds (view_table, started_at) values ('count_tally_v1', now())");
    expect(await last(tally)).toMatchObject({
      running: false,
      endedAt: null,
      fault: expect.stringMatching(/gone.*again/) as string,
    });
  });
});
