import { createTestDatabase, eventually, type TestDatabase, testPostgres } from '@estafette/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReplicaProcess } from './fixtures/processes.js';
import { AN_HOUR_MS, asked, METADATA, migrated, Replica, tally, who } from './fixtures/replica.js';
import type { Cursor, Subscription } from './index.js';
import { rowsOf, START } from './index.js';

let database: TestDatabase;
let open: Replica[] = [];

function replica(options?: ConstructorParameters<typeof Replica>[1]): Replica {
  const one = new Replica(database, options);
  open.push(one);
  return one;
}

beforeEach(async () => {
  database = await createTestDatabase('subscriptions');
  await migrated(database);
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
  await database.drop();
});

async function counted(one: Replica, times: number, countId = 'x'): Promise<Cursor> {
  let cursor: Cursor | null = null;
  for (let nth = 0; nth < times; nth += 1)
    ({ cursor } = await one.count(countId, 'an', `${countId}-${nth}-${performance.now()}`));
  return cursor ?? START;
}

async function totalOf(one: Replica, countId = 'x'): Promise<unknown> {
  const { rows } = await one.pool.query<{ total: number }>('select total from app.count_tally_v1 where count_id = $1', [
    countId,
  ]);
  return rows[0]?.total;
}

/** Cuts connections of a replica by what they last asked or are called. */
async function cut(which: string): Promise<number> {
  return asked(database.adminUrl, async (admin) => {
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and pid <> pg_backend_pid() and ${which}`,
      [new URL(database.runtimeUrl).pathname.slice(1)],
    );
    return rowCount ?? 0;
  });
}

/** Until each was seen to doubt its views because of what is done: it does not last. */
async function inDoubt(replicas: readonly Replica[], what: () => Promise<unknown>): Promise<void> {
  const seen = replicas.map(async (one) => {
    while (await one.subscriptions.caughtUp(0)) await new Promise((resolve) => setImmediate(resolve));
  });
  await what();
  await Promise.all(seen);
}

const leads = (one: Replica) => one.subscriptions.runners[0]?.leads === true;

describe('a database that crashed', () => {
  it('may take a batch of a view back: whoever reads waits until the view has it again', async () => {
    const one = replica({ views: [tally], idleMs: AN_HOUR_MS });
    await one.subscriptions.start();
    expect(await one.subscriptions.passed(await counted(one, 3), 10_000)).toBe(true);
    expect(await one.subscriptions.caughtUp(0)).toBe(true);
    // As a crash leaves it, whose last commit of a view had not come to the disk: cursor and rows go back together.
    await asked(database.runtimeUrl, async (client) => {
      await client.query(`update app.cursors set incarnation = 0, transaction_id = '0', position = 0`);
      await client.query('delete from app.count_tally_v1');
    });
    await inDoubt([one], () => cut(`application_name = 'estafette-direct'`));
    expect(await one.subscriptions.caughtUp(10_000)).toBe(true);
    expect(await totalOf(one)).toBe(3);
  });

  it('leaves nobody waiting when nothing was lost', async () => {
    const [a, b] = [replica({ views: [tally] }), replica({ views: [tally] })];
    await Promise.all([a.subscriptions.start(), b.subscriptions.start()]);
    expect(await a.subscriptions.passed(await counted(a, 3), 10_000)).toBe(true);
    await inDoubt([a, b], () => cut(`application_name = 'estafette-direct'`));
    for (const one of [a, b]) expect(await one.subscriptions.caughtUp(10_000)).toBe(true);
  });
});

describe('two replicas', () => {
  it('run the same view: applied once, and both know when it has passed', async () => {
    const [a, b] = [replica({ views: [tally] }), replica({ views: [tally], idleMs: AN_HOUR_MS })];
    await Promise.all([a.subscriptions.start(), b.subscriptions.start()]);
    const [one, other] = await Promise.all([counted(a, 30), counted(b, 30)]);
    for (const cursor of [one, other])
      for (const replica of [a, b]) expect(await replica.subscriptions.passed(cursor, 10_000)).toBe(true);
    expect(await totalOf(a)).toBe(60);
    expect([leads(a), leads(b)].filter(Boolean)).toHaveLength(1);
  });

  it('are not fenced by the lock but by the cursor: with both forced to run, still once', async () => {
    // A cursor that is said to stand still at once lets the one without the lock run all the time as well.
    const both = [replica({ views: [tally], stalledMs: -1 }), replica({ views: [tally], stalledMs: -1 })] as const;
    await Promise.all(both.map((one) => one.subscriptions.start()));
    const cursors = await Promise.all(both.map((one) => counted(one, 60)));
    for (const cursor of cursors) expect(await both[0].subscriptions.passed(cursor, 10_000)).toBe(true);
    expect(await totalOf(both[0])).toBe(120);
    expect(both.flatMap((one) => one.failures)).toEqual([]);
  });

  it('when the connection that holds the lock is cut, one of the two goes on; nothing is lost', async () => {
    const [a, b] = [replica({ views: [tally] }), replica({ views: [tally] })];
    await a.subscriptions.start();
    await b.subscriptions.start();
    // Each has one connection, also after it was cut: not many.
    const bothListen = () =>
      eventually(async () => {
        const { rowCount } = await a.pool.query(
          `select from pg_stat_activity where application_name = 'estafette-direct' and datname = current_database()`,
        );
        expect(rowCount).toBe(2);
      });
    await eventually(() => leads(a));
    await counted(a, 5);
    for (let round = 0; round < 3; round += 1) {
      await bothListen();
      expect(await cut(`application_name = 'estafette-direct'`)).toBe(2);
      const cursor = await counted(b, 5);
      expect(await b.subscriptions.passed(cursor, 10_000)).toBe(true);
    }
    expect(await totalOf(a)).toBe(20);
    await bothListen();
  });

  it('when the process that runs is killed, the standby takes over what lies there', async () => {
    const runs = new ReplicaProcess('run', database.runtimeUrl);
    expect(await runs.told()).toBe('ready');
    const standby = replica({ views: [tally] });
    await standby.subscriptions.start();
    const first = await counted(standby, 3);
    expect(await standby.subscriptions.passed(first, 10_000)).toBe(true);
    expect(leads(standby)).toBe(false);
    const [, cursor] = await Promise.all([runs.kill(), counted(standby, 3)]);
    expect(await standby.subscriptions.passed(cursor, 10_000)).toBe(true);
    await eventually(() => leads(standby));
    expect(await totalOf(standby)).toBe(6);
  });

  it('a runner that hangs with the lock in hand is overtaken, and what it then writes is refused', async () => {
    let stuck: () => void = () => undefined;
    let hanging = false;
    const hang = (): Subscription => ({
      name: 'slow',
      before: async () => {
        if (hanging) return;
        hanging = true;
        await new Promise<void>((resolve) => {
          stuck = resolve;
        });
      },
    });
    const [a, b] = [replica({ stalledMs: 300 }), replica({ stalledMs: 300 })];
    const [first, second] = [a.subscriptions.add(hang()), b.subscriptions.add(hang())];
    await a.subscriptions.start();
    await counted(a, 1);
    await eventually(() => hanging);
    await b.subscriptions.start();
    const cursor = await counted(b, 3);
    await eventually(() => second.cursor.position === cursor.position);
    expect(second.leads).toBe(false);
    stuck();
    await eventually(() => first.cursor.position === cursor.position);
    expect(first.fault ?? second.fault).toBeNull();
  });
});

describe('a subscription', () => {
  it('of the kind `before` repeats what was applied when the cursor could not move', async () => {
    const seen: number[][] = [];
    let failures = 2;
    const one = replica();
    one.subscriptions.add({
      name: 'publish',
      before: (events) => {
        seen.push(events.map((event) => event.revision));
        if ((failures -= 1) >= 0) return Promise.reject(new Error('the other side is away'));
        return Promise.resolve();
      },
    });
    await counted(one, 2);
    await one.subscriptions.start();
    await eventually(() => seen.length === 3);
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(one.failures.map((failure) => failure.name)).toEqual(['publish', 'publish']);
  });

  it('of the kind `before` repeats elsewhere when its replica ended between applying and moving', async () => {
    const seen: string[] = [];
    const dying = replica();
    dying.subscriptions.add({
      name: 'publish',
      before: async (events) => {
        seen.push(...events.map((event) => event.id));
        await dying.pool.query(`alter table app.cursors rename to cursors_away`);
      },
    });
    await counted(dying, 2);
    await dying.subscriptions.start();
    await eventually(() => dying.failures.length > 0);
    await dying.subscriptions.stop();
    await dying.pool.query(`alter table app.cursors_away rename to cursors`);
    const next = replica();
    next.subscriptions.add({
      name: 'publish',
      before: (events) => {
        seen.push(...events.map((event) => event.id));
        return Promise.resolve();
      },
    });
    await next.subscriptions.start();
    await eventually(() => seen.length >= 4);
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
  });

  it('survives having its connection cut in the middle of a batch', async () => {
    const one = replica({ views: [tally] });
    let cuts = 3;
    one.subscriptions.add({
      name: 'cut',
      within: async (client) => {
        await client.query('select 1 as in_the_middle');
        if ((cuts -= 1) >= 0) expect(await cut(`query like '%in_the_middle' and state like 'idle in%'`)).toBe(1);
        await client.query('select 1');
      },
    });
    await one.subscriptions.start();
    const cursor = await counted(one, 3);
    expect(await one.subscriptions.passed(cursor, 10_000)).toBe(true);
    expect(cuts).toBeLessThan(0);
    expect(one.failures.filter((failure) => failure.name === 'cut')).toHaveLength(3);
    expect(await totalOf(one)).toBe(3);
  });

  it('halts when a stream does not rise by one, also across batches', async () => {
    const one = replica({ views: [who] });
    one.subscriptions.add({ name: 'small', batch: 1, before: () => Promise.resolve() });
    await counted(one, 2);
    await one.subscriptions.start();
    // As if somebody had written by another way, past the check of the append.
    await one.pool.query(
      `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
       values (1, 'count-x', 4, gen_random_uuid(), 'Closed', 1, '{"countId":"x"}', $1)`,
      [METADATA],
    );
    await counted(one, 1, 'y');
    await eventually(() => one.subscriptions.runners.every((runner) => runner.fault !== null));
    for (const runner of one.subscriptions.runners)
      expect(runner.fault).toMatchObject({ name: 'LogWentBackwards', message: 'count-x: revision 4 came after 2' });
  });

  it('ends the batch at hand before it stops', async () => {
    let begun = false;
    let ended = false;
    let release: () => void = () => undefined;
    const one = replica();
    one.subscriptions.add({
      name: 'long',
      within: async (client) => {
        begun = true;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        await client.query('select 1');
        ended = true;
      },
    });
    const cursor = await counted(one, 1);
    await one.subscriptions.start();
    await eventually(() => begun);
    const stopping = one.subscriptions.stop();
    release();
    await stopping;
    expect(ended).toBe(true);
    const { rows } = await one.pool.query('select position::int from app.cursors');
    expect(rows).toEqual([{ position: cursor.position }]);
  });

  it('asks the database next to nothing while nothing is written', async () => {
    const both = [replica({ views: [tally, who] }), replica({ views: [tally, who] })];
    await Promise.all(both.map((one) => one.subscriptions.start()));
    const cursor = await counted(both[0] ?? replica(), 5);
    for (const one of both) expect(await one.subscriptions.passed(cursor, 10_000)).toBe(true);
    let queries = 0;
    for (const { pool } of both) {
      const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
      Object.assign(pool, {
        query: (...args: unknown[]) => {
          queries += 1;
          return query(...args);
        },
      });
    }
    // Three seconds pass in which nothing happens.
    const until = performance.now() + 3_000;
    await eventually(() => performance.now() >= until);
    // Two replicas poll every 5 s: one look and a few reads each.
    expect(queries).toBeLessThan(20);
  });
});

describe('a new view over a log that has history', () => {
  it('is told to be building until it has reached what was there when it started', async () => {
    const before = replica();
    await asked(testPostgres().adminUrl, async (elsewhere) => {
      await elsewhere.query('begin');
      await elsewhere.query('select pg_current_xact_id()');
      // Hidden from every reader while that transaction is open.
      await before.count('new', 'an', 'm');
      const one = replica({ views: [tally] });
      await one.subscriptions.start();
      expect(one.subscriptions.building).toEqual(['view:count_tally_v1']);
      await elsewhere.query('commit');
      await eventually(() => one.subscriptions.building.length === 0);
    });
    // It has run before: that it lies behind for a moment does not make it new.
    const again = replica({ views: [tally] });
    await before.count('new', 'an', 'n');
    await again.subscriptions.start();
    expect(again.subscriptions.building).toEqual([]);
  });
});

describe('migrations', () => {
  it('run once when several replicas start together', async () => {
    const fresh = await createTestDatabase('together');
    await Promise.all([migrated(fresh), migrated(fresh), migrated(fresh)]);
    const one = new Replica(fresh);
    await one.count('x', 'an', 'm');
    expect(await rowsOf(one.pool, tally)).toEqual([]);
    await one.close();
    await fresh.drop();
  });
});
