import {
  createTestDatabase,
  eventually,
  expectRebuildEqualsLive,
  itRebuildsToLive,
  type TestDatabase,
} from '@estafette/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReplicaProcess } from './fixtures/processes.js';
import { asked, METADATA, migrated, Replica, tally, who } from './fixtures/replica.js';
import type { AnyView, Cursor } from './index.js';
import { compareCursors, Cursors, rebuild, RebuildHeldUp, rowsOf, START, viewSubscription } from './index.js';

let database: TestDatabase;
let replica: Replica;

beforeAll(async () => {
  database = await createTestDatabase('views');
  await migrated(database);
});
beforeEach(async () => {
  replica = new Replica(database, { views: [tally, who] });
  await replica.subscriptions.start();
});
afterEach(async () => {
  await replica.close();
});
afterAll(async () => {
  await database.drop();
});

const PERSON = 'b5b0c1f0-6a2e-4a55-9d4c-2f6f0a6f0b11';
let written = 0;

/** Some of everything: rows that many events touch, rows that go and come back, members in every order. */
async function history(events = 60): Promise<Cursor> {
  let cursor: Cursor | null = null;
  for (let nth = written; nth < written + events; nth += 1) {
    const countId = `v-${nth % 9}`;
    const command =
      nth % 29 === 28
        ? ({ type: 'Forget', countId } as const)
        : nth % 13 === 12
          ? ({ type: 'Remark', countId, personId: PERSON, text: `word ${nth}`, tags: ['a', 'b'] } as const)
          : ({
              type: 'Count',
              countId,
              by: ['zoë', 'an', 'b', 'Bo', 'claartje'][nth % 5] ?? '',
              marks: [`m-${nth}`],
            } as const);
    cursor = (await replica.do(command)).cursor ?? cursor;
  }
  written += events;
  return cursor ?? START;
}

async function caughtUp(): Promise<void> {
  expect(await replica.subscriptions.passed(await history(), 10_000)).toBe(true);
}

function rebuildable(view: AnyView) {
  return {
    rows: () => rowsOf(replica.pool, view),
    rebuild: (chunk: number) => rebuild(replica.log, view, { chunk }),
  };
}

describe('rebuild = live', () => {
  for (const view of [tally, who])
    itRebuildsToLive(view.name, async () => {
      await caughtUp();
      return rebuildable(view);
    });

  it.each([1, 7])(
    'also when memory holds but two rows, in chunks of %i: they are written and read back',
    async (chunk) => {
      await caughtUp();
      const written: Promise<number>[] = [];
      const look = async (): Promise<number> => {
        const { rows } = await replica.pool.query<{ n: number }>(
          'select count(*)::int as n from rebuild.count_tally_v1',
        );
        return rows[0]?.n ?? 0;
      };
      for (const view of [tally, who])
        await expectRebuildEqualsLive(
          {
            rows: () => rowsOf(replica.pool, view),
            rebuild: () =>
              rebuild(replica.log, view, {
                chunk,
                rows: 2,
                // Once the table was put in its place it is not there any more.
                progress: () => view === tally && written.push(look().catch(() => 0)),
              }),
          },
          chunk,
        );
      expect(Math.max(...(await Promise.all(written)))).toBeGreaterThan(0);
    },
  );

  it('is not so for a view that counts its own runs: the specs above would catch it', async () => {
    await caughtUp();
    let runs = 0;
    const impure: AnyView = {
      ...tally,
      evolve: (row, event, key) => {
        const next = tally.evolve(row, event, key);
        return next && { ...next, total: (runs += 1) };
      },
    };
    await expect(expectRebuildEqualsLive(rebuildable(impure), 7)).rejects.toThrow(/to deeply equal/);
    await rebuild(replica.log, tally);
  });

  it('keeps the names and kinds of the indexes, however often it is made again', async () => {
    await caughtUp();
    const indexes = async () =>
      (
        await replica.pool.query<{ indexname: string; indexdef: string }>(
          `select indexname, indexdef from pg_indexes where schemaname = 'app' order by 1`,
        )
      ).rows;
    const before = await indexes();
    expect(before.map((row) => row.indexname)).toContain('count_tally_v1_whom');
    await rebuild(replica.log, tally);
    await rebuild(replica.log, tally);
    expect(await indexes()).toEqual(before);
    expect(
      (await replica.pool.query(`select from pg_tables where schemaname in ('rebuild', 'retired')`)).rowCount,
    ).toBe(0);
  });
});

describe('a rebuild while the service writes and its views run', () => {
  it('loses nothing and doubles nothing', async () => {
    await caughtUp();
    const work = { going: true };
    const writing = (async () => {
      while (work.going) await history(10);
    })();
    try {
      for (const chunk of [7, 50]) await rebuild(replica.log, tally, { chunk });
      await Promise.all([rebuild(replica.log, who, { chunk: 20 }), rebuild(replica.log, tally, { chunk: 20 })]);
    } finally {
      work.going = false;
      await writing;
    }
    await caughtUp();
    expect(replica.failures).toEqual([]);
    for (const view of [tally, who]) await expectRebuildEqualsLive(rebuildable(view), 1_000_000);
  });

  it('twice at once: one after the other, both whole', async () => {
    await caughtUp();
    const other = new Replica(database);
    const live = await rowsOf(replica.pool, tally);
    await Promise.all([rebuild(replica.log, tally, { chunk: 5 }), rebuild(other.log, tally, { chunk: 11 })]);
    expect(await rowsOf(replica.pool, tally)).toEqual(live);
    await other.close();
  });

  it('on a pool of one connection does not wait for itself', async () => {
    await caughtUp();
    const narrow = new Replica(database, { connections: 1 });
    expect((await rebuild(narrow.log, tally)).events).toBeGreaterThan(0);
    await narrow.close();
  });

  it('killed in the middle leaves the live view whole, and runs again', async () => {
    await caughtUp();
    const live = await rowsOf(replica.pool, tally);
    const rebuilding = new ReplicaProcess('rebuild', database.runtimeUrl, 1);
    expect(await rebuilding.told()).toEqual({ events: 1 });
    await rebuilding.kill();
    expect(await rowsOf(replica.pool, tally)).toEqual(live);
    await caughtUp();
    await expectRebuildEqualsLive(rebuildable(tally), 100);
  });

  it('gives up clearly when somebody reads in a long transaction; the live table stands and goes on', async () => {
    await caughtUp();
    const live = await rowsOf(replica.pool, tally);
    await asked(database.runtimeUrl, async (reader) => {
      await reader.query('begin');
      await reader.query('select count(*) from app.count_tally_v1');
      await expect(rebuild(replica.log, tally, { lockTimeoutMs: 50 })).rejects.toThrow(RebuildHeldUp);
      await expect(rebuild(replica.log, tally, { lockTimeoutMs: 50 })).rejects.toThrow(/run the rebuild again/);
      expect(await rowsOf(replica.pool, tally)).toEqual(live);
      expect((await replica.pool.query(`select from pg_tables where schemaname = 'rebuild'`)).rowCount).toBe(0);
      await caughtUp();
      await reader.query('rollback');
    });
    await expectRebuildEqualsLive(rebuildable(tally), 100);
  });
});

describe('a view that never ran', () => {
  it('goes on from where its rebuild ended, and applies nothing twice', async () => {
    const fresh = await createTestDatabase('fresh');
    await migrated(fresh);
    const first = new Replica(fresh, { views: [tally] });
    for (let nth = 0; nth < 5; nth += 1) await first.count('x', 'an', `m-${nth}`);
    await rebuild(first.log, tally);
    await first.subscriptions.start();
    const { cursor } = await first.count('x', 'an', 'after');
    expect(await first.subscriptions.passed(cursor ?? START, 5_000)).toBe(true);
    expect(await rowsOf(first.pool, tally)).toEqual([expect.stringContaining('"total": 6')]);
    await first.close();
    await fresh.drop();
  });
});

describe('a batch of a view', () => {
  it('that comes when its cursor was moved writes nothing; none makes what is written after it less durable', async () => {
    const own = await createTestDatabase('batch');
    await migrated(own);
    const one = new Replica(own, { connections: 1 });
    for (const by of ['an', 'bo', 'an']) await one.count('x', by, `${by}-${Math.random()}`);
    await one.do({ type: 'Forget', countId: 'y' });
    const events = await one.readWritten();
    const subscription = viewSubscription(tally);
    if (!('folded' in subscription)) throw new Error('views are folded');
    await new Cursors(one.pool).find(subscription.name);
    const step = { name: subscription.name, from: START, to: events.at(-1)?.cursor ?? START };
    expect(await subscription.folded(one.pool, events, step)).toBe(true);
    const rows = await rowsOf(one.pool, tally);
    expect(rows).toEqual([expect.stringContaining('"total": 3')]);
    // A runner that stood still with this batch in hand.
    expect(await subscription.folded(one.pool, events, step)).toBe(false);
    expect(await rowsOf(one.pool, tally)).toEqual(rows);
    const { rows: settings } = await one.pool.query('show synchronous_commit');
    expect(settings).toEqual([{ synchronous_commit: 'on' }]);
    await one.close();
    await own.drop();
  });
});

describe('rows that a batch wrote', () => {
  it('are not read again for the next one, unless somebody else has moved the cursor: to the same place, even', async () => {
    const own = await createTestDatabase('left');
    await migrated(own);
    const one = new Replica(own);
    const total = async (): Promise<unknown> =>
      (await one.pool.query<{ total: number }>('select total from app.count_tally_v1')).rows[0]?.total;
    const damage = () => one.pool.query('update app.count_tally_v1 set total = 100');
    let at = START;
    /** Gives a view the next event; whether it took it. */
    const next = async (view: ReturnType<typeof viewSubscription>): Promise<boolean> => {
      if (!('folded' in view)) throw new Error('views are folded');
      const events = (await one.readWritten()).filter(({ cursor }) => compareCursors(cursor, at) > 0).slice(0, 1);
      const to = events[0]?.cursor ?? at;
      const moved = await view.folded(one.pool, events, { name: view.name, from: at, to });
      if (moved) at = to;
      return moved;
    };
    const first = viewSubscription(tally);
    await new Cursors(one.pool).find(first.name);
    for (const mark of ['a', 'b', 'c']) await one.count('x', 'an', mark);
    expect(await next(first)).toBe(true);
    await damage();
    expect(await next(first)).toBe(true);
    expect(await total()).toBe(2);
    // Another one reads what lies there, and holds on to that; a rebuild mends it.
    await damage();
    const second = viewSubscription(tally);
    expect(await next(second)).toBe(true);
    expect(await total()).toBe(101);
    await rebuild(one.log, tally);
    expect(await new Cursors(one.pool).find(second.name)).toEqual(at);
    expect(await total()).toBe(3);
    await one.count('x', 'an', 'd');
    expect(await next(second)).toBe(false);
    expect(await next(second)).toBe(true);
    expect(await total()).toBe(4);
    await one.close();
    await own.drop();
  });
});

describe('a view that fails', () => {
  const failing = (name: string, evolve: AnyView['evolve']): AnyView => ({ ...tally, name, evolve });
  const rowOf = (more: object) => ({ countId: 'f', total: 1, byWhom: {}, closed: false, ...more });

  it.each([
    [
      'throws',
      () => {
        throw new Error('a fault in the fold');
      },
      /view count-tally: a fault in the fold/,
    ],
    [
      'gives a value of another type',
      () => rowOf({ total: '1', closed: 'no' }),
      /total must be integer, not string; closed must be boolean/,
    ],
    ['gives what has no column', () => rowOf({ colour: 'red' }), /no column for colour/],
    ['names its row otherwise', () => rowOf({ countId: 'g' }), /names itself g/],
    ['leaves out what may not be missing', () => ({ countId: 'f' }), /null value in column "total"/],
    ['gives a number that its column cannot hold', () => rowOf({ total: 3_000_000_000 }), /out of range/],
    [
      'changes a row in place',
      (row: object | null) => (row === null ? rowOf({}) : Object.assign(row, { total: 2 })),
      /read only/,
    ],
  ] as const)('because it %s stops alone and is reported; others go on', async (_what, evolve, message) => {
    const own = await createTestDatabase('failing');
    await migrated(own);
    const one = new Replica(own, { views: [failing('count-tally', evolve), who] });
    await one.subscriptions.start();
    await one.count('f', 'an', 'first', 'second');
    const { cursor } = await one.count('f', 'an', 'third');
    const [stopped, goes] = one.subscriptions.runners;
    await eventually(() => stopped?.fault !== null && goes?.cursor.position === cursor?.position);
    expect(stopped?.fault?.message).toMatch(message);
    expect(one.failures).toMatchObject([{ name: 'view:count_tally_v1', error: stopped?.fault }]);
    expect(await rowsOf(one.pool, who)).toEqual([expect.stringContaining('"times": 3')]);
    expect(await rowsOf(one.pool, tally)).toEqual([]);
    // Whoever waits for it is told at once.
    expect(await one.subscriptions.passed(cursor ?? START, 60_000)).toBe(false);
    await one.close();
    await own.drop();
  });

  it('because its table is of another make waits for its migration', async () => {
    const own = await createTestDatabase('failing');
    await migrated(own);
    const one = new Replica(own, { views: [{ ...who, name: 'not-there' }] });
    await one.pool.query('create table app.not_there_v1 (who uuid primary key, times numeric, counts jsonb)');
    await one.subscriptions.start();
    const { cursor } = await one.count('f', 'an', 'first');
    await eventually(() => one.failures.length > 0);
    expect(String(one.failures[0]?.error)).toMatch(/who is uuid; use text.*times is numeric.*text column for the key/);
    await one.pool.query('drop table app.not_there_v1');
    await one.pool.query('create table app.not_there_v1 (like app.who_counts_v1 including all)');
    expect(await one.subscriptions.passed(cursor ?? START, 10_000)).toBe(true);
    await one.close();
    await own.drop();
  });
});

describe('a row', () => {
  it('is the same to the fold whether it was just folded or read back', async () => {
    const seen: string[] = [];
    const watching: AnyView = {
      ...tally,
      evolve: (row, event, key) => {
        seen.push(JSON.stringify(row));
        return tally.evolve(row, event, key);
      },
    };
    const facts = await createTestDatabase('rows');
    await migrated(facts);
    const one = new Replica(facts);
    const names = ['z', 'zz', 'a', 'ëé', 'B', '10', '9', 'a.b', '__proto__', '😀', 'constructor'];
    for (const [nth, name] of [...names, ...names.toReversed()].entries())
      await one.store.handle(
        { streamId: 'count-r', decide: () => [{ type: 'Counted', data: { countId: 'r', by: name, mark: `${nth}` } }] },
        { metadata: METADATA },
      );
    expect(await one.readWritten()).toHaveLength(names.length * 2);
    await rebuild(one.log, watching, { chunk: 1 });
    const readBack = seen.splice(0);
    await rebuild(one.log, watching, { chunk: 1_000 });
    expect(seen).toEqual(readBack);
    expect(readBack).toHaveLength(names.length * 2);
    await one.close();
    await facts.drop();
  });
});
