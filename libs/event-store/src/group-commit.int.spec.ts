import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Append } from './append.js';
import { append } from './append.js';
import type { Wish } from './fixtures/members.js';
import { aKey, anEvent, inWords, membered, tampered, written } from './fixtures/members.js';
import { ReplicaProcess } from './fixtures/processes.js';
import { asked, migrated } from './fixtures/replica.js';
import type { Cursor } from './index.js';
import { GroupCommit } from './index.js';

const stream = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'own'),
  off: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1, 2) }),
  events: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }) }),
});

const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    streams: fc.uniqueArray(stream, { maxLength: 3, selector: ({ name }) => name }),
    keys: fc.uniqueArray(fc.constantFrom('k', 'l', 'm', 'own', 'own too'), { maxLength: 2 }),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constant('none' as const) },
      { weight: 1, arbitrary: fc.constantFrom('nul' as const, 'number' as const, 'id' as const) },
    ),
    then: fc.oneof(
      { weight: 8, arbitrary: fc.constant('at once' as const) },
      { weight: 3, arbitrary: fc.constant('next turn' as const) },
      { weight: 1, arbitrary: fc.constant('all answered' as const) },
    ),
  }),
  { minLength: 2, maxLength: 24 },
);

let together: TestDatabase;
let alone: TestDatabase;
const pools: pg.Pool[] = [];

function poolOf(database: TestDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: database.runtimeUrl, max: 9 });
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  [together, alone] = await Promise.all([createTestDatabase('together'), createTestDatabase('alone')]);
  await Promise.all([together, alone].map(migrated));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await Promise.all([together.drop(), alone.drop()]);
});

/** The places of a member's events in the log, as its answer should tell them. */
async function places(pool: pg.Pool, member: Append | undefined): Promise<unknown[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select incarnation, transaction_id::text as "transactionId", position::int from log.events
     where event_id = any($1::uuid[]) order by stream_id collate "C", revision`,
    [member?.events.map((event) => event.id)],
  );
  return rows;
}

const asPlaces = (cursors: readonly Cursor[]): unknown[] =>
  cursors.map((cursor) => ({ ...cursor, transactionId: cursor.transactionId.toString() }));

let runs = 0;

/** The same members, in the order in which they come: one after another by the plain append, and in groups. */
async function answersAreThose(plain: pg.Pool, grouping: pg.Pool, all: readonly Wish[], groups: number): Promise<void> {
  const run = `run-${(runs += 1)}-`;
  const members: Append[] = [];
  const expected: string[] = [];
  for (const [nth, wish] of all.entries()) {
    const member = await membered(plain, run, nth, wish);
    members.push(member);
    expected.push(await inWords(append(plain, member)));
  }
  const group = Array.from({ length: groups }, () => new GroupCommit(grouping));
  const answers: Promise<string>[] = [];
  const cursors: Promise<readonly Cursor[]>[] = [];
  for (const [nth, member] of members.entries()) {
    const answer = group[nth % groups]?.append(member) ?? Promise.resolve([]);
    answers.push(inWords(answer));
    cursors.push(answer.catch(() => []));
    const then = all[nth]?.then;
    if (then === 'next turn') await nextTurn();
    if (then === 'all answered') await Promise.all(answers);
  }
  expect(await Promise.all(answers)).toEqual(expected);
  expect(await written(grouping, run)).toEqual(await written(plain, run));
  for (const [nth, told] of (await Promise.all(cursors)).entries())
    if (told.length > 0) expect(asPlaces(told)).toEqual(await places(grouping, members[nth]));
}

const check = (plain: pg.Pool, grouping: pg.Pool, groups = 1): Promise<void> =>
  fc.assert(
    fc.asyncProperty(wishes, (all) => answersAreThose(plain, grouping, all, groups)),
    { numRuns: 60, endOnFailure: true },
  );

describe('each member gets the answer that it would have got alone, in the order of their coming', () => {
  it('whoever else is in its group', async () => {
    await check(poolOf(alone), poolOf(together));
  });

  // The guard: groups that are broken in one way each.
  it.each([
    ['the versions are not checked', [/where first\.revision - 1 <>[^]*?, 0\)/, 'where false']],
    ['a refused member leaves its key', ['and o.member not in (select member from refused)', '']],
    ['events are written in another order than told', ['order by e.nth', 'order by e.nth desc']],
  ] as const)('which is seen when %s', async (_name, [what, by]) => {
    let broken = 0;
    const grouping = tampered(poolOf(together), (query, next) => {
      const text = query.text.replace(what, by);
      if (text !== query.text) broken += 1;
      return next({ ...query, text });
    });
    await expect(check(poolOf(alone), grouping)).rejects.toThrow();
    expect(broken).toBeGreaterThan(0);
  });

  it('which is seen when they come to two that know nothing of each other', async () => {
    await expect(check(poolOf(alone), poolOf(together), 2)).rejects.toThrow();
  });

  it('which is seen when the error of one is given to all', async () => {
    let first: Error | null = null;
    let given = 0;
    const grouping = tampered(poolOf(together), async (query, next) => {
      if (query.name !== 'append-group' && first) {
        given += 1;
        throw first;
      }
      if (query.name !== 'append-group') return next(query);
      first = null;
      return next(query).catch((error: unknown) => {
        first = error as Error;
        throw error;
      });
    });
    await expect(check(poolOf(alone), grouping)).rejects.toThrow();
    expect(given).toBeGreaterThan(0);
  });
});

describe('a group', () => {
  const one = (streamId: string, key = streamId): Append => ({
    events: [anEvent(streamId, 1)],
    onces: [aKey(streamId.replace(/-.*/, ''), key)],
  });

  it('writes the others when one meets a conflict and one repeats a key; what holds a NUL splits it', async () => {
    const pool = poolOf(together);
    const sizes: number[] = [];
    const group = new GroupCommit(pool, (members) => sizes.push(members));
    await append(pool, one('mixed-taken', 'mixed-before'));
    const conflict = { ...one('mixed-taken', 'mixed-unused'), events: [anEvent('mixed-taken', 1, 'again')] };
    const members = [one('mixed-a'), conflict, one('mixed-b', 'mixed-before'), one('mixed-c')];
    const ahead = { ...one('mixed-ahead'), events: [anEvent('mixed-ahead', 2)] };
    expect(await Promise.all([...members, ahead].map((member) => inWords(group.append(member))))).toEqual([
      '1 written',
      'ConcurrencyConflict ',
      'AlreadyDone ',
      '1 written',
      'ConcurrencyConflict ',
    ]);
    expect(sizes).toEqual([5]);
    const nul = { events: [{ ...anEvent('mixed-nul', 1), data: { text: '\u0000' } }], onces: [aKey('mixed', 'nul')] };
    const more = [one('mixed-d'), conflict, nul, one('mixed-e', 'mixed-before'), one('mixed-f')];
    expect(await Promise.all(more.map((member) => inWords(group.append(member))))).toEqual([
      '1 written',
      'ConcurrencyConflict ',
      'error 22P05',
      'AlreadyDone ',
      '1 written',
    ]);
    expect(sizes).toEqual([5, 5]);
    expect(await written(pool, 'mixed')).toMatchObject({
      events: ['a', 'c', 'd', 'f', 'taken'].map((name) => ({ stream_id: `mixed-${name}`, revision: 1 })),
      keys: ['a', 'before', 'c', 'd', 'f'].map((name) => ({ key: `mixed-${name}` })),
    });
  });

  it('is of those that wait: one goes at once, those that come meanwhile go together, a large one by itself', async () => {
    const sizes: number[] = [];
    const group = new GroupCommit(poolOf(together), (members) => sizes.push(members));
    const first = group.append(one('wait-1'));
    await nextTurn();
    const large = { events: Array.from({ length: 200 }, (_, nth) => anEvent('wait-large', nth + 1)), onces: [] };
    await Promise.all([first, ...['wait-2', 'wait-3'].map((name) => group.append(one(name))), group.append(large)]);
    expect(sizes).toEqual([1, 2, 1]);
    await Promise.all(Array.from({ length: 100 }, (_, nth) => group.append(one(`wait-many-${nth}`))));
    expect(sizes.slice(3)).toEqual([64, 36]);
  });

  it('takes along all whose revision was written meanwhile: where many write to one stream, two statements tell them', async () => {
    const sizes: number[] = [];
    const group = new GroupCommit(poolOf(together), (members) => sizes.push(members));
    const asks = Array.from({ length: 40 }, (_, nth) =>
      inWords(group.append({ events: [anEvent('hot-1', 1, `${nth}`)], onces: [aKey('hot', `${nth}`)] })),
    );
    expect(await Promise.all(asks)).toEqual(['1 written', ...Array.from({ length: 39 }, () => 'ConcurrencyConflict ')]);
    expect(sizes).toEqual([1, 39]);
  });

  it('that has to wait does not hold up those that touch nothing of it', async () => {
    const group = new GroupCommit(poolOf(together));
    await asked(together.runtimeUrl, async (holder) => {
      await holder.query('begin');
      await holder.query(`insert into log.once_keys (scope, key, digest) values ('held', 'held-1', '')`);
      const waiting = inWords(group.append(one('held-1')));
      await nextTurn();
      expect(await inWords(group.append(one('held-2')))).toBe('1 written');
      await holder.query('rollback');
      expect(await waiting).toBe('1 written');
    });
  });

  it('is refused on a connection where somebody left a transaction open that wrote, and its members go elsewhere', async () => {
    const pool = poolOf(together);
    await pool.query('begin');
    await pool.query('select pg_current_xact_id()');
    const group = new GroupCommit(pool);
    const answers = ['inside-1', 'inside-2'].map((name) => inWords(group.append(one(name))));
    expect(await Promise.all(answers)).toEqual(['1 written', '1 written']);
    // That connection is gone, and nothing stands in its transaction.
    const { rows } = await pool.query<{ id: string | null }>('select pg_current_xact_id_if_assigned()::text as id');
    expect(rows).toEqual([{ id: null }]);
  });
});

describe('two processes with groups of the same streams in opposite order', () => {
  it('wait for each other instead of deadlocking, and all is written', async () => {
    const processes = ['up', 'down'].map((name) => new ReplicaProcess('groups', together.runtimeUrl, 12, 15, name));
    for (const process of processes) expect(await process.told()).toBe('ready');
    for (const process of processes) process.say('go');
    for (const process of processes) expect(await process.told()).toEqual({ handled: 180, faults: [] });
    await Promise.all(processes.map((process) => process.end()));
    const { rows } = await poolOf(together).query<{ events: number; last: number }>(
      `select count(*)::int as events, max(revision) as last from log.events where starts_with(stream_id, 'count-g-')`,
    );
    expect(rows).toEqual([{ events: 360, last: 30 }]);
  });

  it.each([
    ['waits', 'order by e.nth', 0],
    ['deadlocks when one writes in another order', 'order by e.nth desc', 1],
  ])('%s', async (name, order, deadlocks) => {
    const database = await createTestDatabase('crossing');
    await migrated(database);
    const others = [0, 1].map(() => new pg.Pool({ connectionString: database.runtimeUrl }));
    const [straight, crossing] = others as [pg.Pool, pg.Pool];
    tampered(crossing, (query, next) => next({ ...query, text: query.text.replace('order by e.nth', order) }));
    const write = (pool: pg.Pool, streams: readonly string[], by: string): Promise<string[]> => {
      const group = new GroupCommit(pool);
      return Promise.all(streams.map((id) => inWords(group.append({ events: [anEvent(id, 1, by)], onces: [] }))));
    };
    const streams = ['x', 'y', 'z'].map((stream) => `${name}-${stream}`);
    // Somebody holds the middle stream, so that both have their first one in hand before they go on.
    const answers = await asked(database.runtimeUrl, async (holder) => {
      await holder.query('begin');
      await holder.query(
        `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
         values (1, $1, 1, gen_random_uuid(), 'Closed', 1, '{}', '{}')`,
        [streams[1]],
      );
      const writing = [write(straight, streams, 'one'), write(crossing, streams.toReversed(), 'other')];
      await eventually(async () => {
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect((await straight.query(waiting)).rowCount).toBe(2);
      });
      await holder.query('rollback');
      return Promise.all(writing);
    });
    // Every stream has one winner, and the other is told of a conflict: never of a deadlock.
    for (const [nth] of streams.entries())
      expect([answers[0]?.[nth], answers[1]?.toReversed()[nth]].toSorted()).toEqual([
        '1 written',
        'ConcurrencyConflict ',
      ]);
    // A server process has told its statistics once it has ended.
    await Promise.all(others.map((pool) => pool.end()));
    await asked(database.runtimeUrl, (client) =>
      eventually(async () => {
        const { rows } = await client.query<{ deadlocks: number; open: number }>(
          `select deadlocks::int, numbackends as open from pg_stat_database where datname = current_database()`,
        );
        expect(rows).toEqual([{ deadlocks, open: 1 }]);
      }),
    );
    await database.drop();
  });
});
