import { createTestDatabase, eventually, type TestDatabase, testPostgres } from '@estafette/test-kit';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { append } from './append.js';
import { ByPosition, byCursor, faultsOf } from './fixtures/followers.js';
import { ReplicaProcess } from './fixtures/processes.js';
import { adminOf, AN_HOUR_MS, asked, METADATA, migrated, Replica, tally } from './fixtures/replica.js';
import type { Fact, Recorded } from './index.js';
import { compareCursors, ConcurrencyConflict, START } from './index.js';

let database: TestDatabase;
let open: Replica[] = [];

function replica(options?: ConstructorParameters<typeof Replica>[1]): Replica {
  const one = new Replica(database, options);
  open.push(one);
  return one;
}

beforeAll(async () => {
  database = await createTestDatabase('log');
  await migrated(database);
});

afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
  await asked(adminOf(database.adminUrl, database.ownerUrl), async (admin) => {
    await admin.query('truncate log.events, log.once_keys, app.cursors, app.count_tally_v1');
    await admin.query('drop table if exists app.collected');
  });
});

afterAll(async () => {
  await database.drop();
});

async function writtenIn(one: Replica): Promise<Set<string>> {
  const { rows } = await one.pool.query<{ event_id: string }>('select event_id from log.events');
  return new Set(rows.map((row) => row.event_id));
}

/** All events, once so many are seen: what others of this cluster are writing hides them for as long. */
async function seen(one: Replica, many: number): Promise<Recorded[]> {
  return eventually(async () => {
    const all = await one.readAll(START, 5_000);
    return all.length === many && all;
  });
}

/** Puts every event into a table, once or not at all: a second time breaks its key. */
async function collecting(one: Replica): Promise<void> {
  await one.pool.query(
    `create table if not exists app.collected
     (nth integer generated always as identity, id uuid primary key, stream_id text, revision integer)`,
  );
  one.subscriptions.add({
    name: 'collect',
    batch: 40,
    within: async (client, events) => {
      await client.query(
        `insert into app.collected (id, stream_id, revision)
         select * from unnest($1::uuid[], $2::text[], $3::int[])`,
        [events.map((e) => e.id), events.map((e) => e.streamId), events.map((e) => e.revision)],
      );
    },
  });
}

async function collected(one: Replica): Promise<{ id: string; streamId: string; revision: number }[]> {
  const { rows } = await one.pool.query<{ id: string; streamId: string; revision: number }>(
    'select id, stream_id as "streamId", revision from app.collected order by nth',
  );
  return rows;
}

function fact(stream: string, id: string): Fact {
  return {
    streamId: stream,
    type: 'nl.estafette.elsewhere.thing-happened.v1',
    data: { id },
    metadata: METADATA,
    once: { scope: 'urn:elsewhere', key: id, digest: '' },
  };
}

describe('32 writers and tailing readers', () => {
  it('nothing is missed, nothing comes twice, revisions rise; a reader by position alone misses', async () => {
    const [a, b, readers] = [replica({ connections: 12 }), replica({ connections: 12 }), replica()];
    await collecting(a);
    await collecting(b);
    await Promise.all([a.subscriptions.start(), b.subscriptions.start()]);
    const followers = [1, 7, 500].map((limit) => byCursor(readers, limit));
    const naive = new ByPosition(readers.pool);

    const elsewhere = new ReplicaProcess('write', database.runtimeUrl, 16, 12, 'elsewhere');
    const handling = Array.from({ length: 14 }, async (_, writer) => {
      for (let nth = 0; nth < 12; nth += 1)
        await (writer % 2 === 0 ? a : b).count(
          `c-${(writer + nth) % 5}`,
          'here',
          `${writer}-${nth}`,
          `${writer}-${nth}+`,
        );
    });
    // Two followers of one upstream, given the same facts in batches that overlap.
    const following = [a, b].map(async (one) => {
      for (let from = 0; from < 120; from += 10)
        await one.store.follow(
          Array.from({ length: 20 }, (_, index) => fact(`count-c-${index % 5}`, `fact-${from + index}`)),
        );
    });
    await Promise.all([...handling, ...following]);
    // A writer that draws its position early and commits late, when the naive reader has gone past.
    await asked(database.runtimeUrl, async (slow) => {
      await slow.query('begin');
      const { rows } = await slow.query<{ position: string }>(
        `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
         values (1, 'count-slow', 1, gen_random_uuid(), 'Closed', 1, '{"countId":"slow"}', $1) returning position`,
        [METADATA],
      );
      await a.count('c-0', 'here', 'while the slow one is open');
      await eventually(() => naive.last > Number(rows[0]?.position));
      await slow.query('commit');
    });
    expect(await elsewhere.told()).toEqual({ written: 192 });
    await elsewhere.end();

    const written = await writtenIn(a);
    expect(written.size).toBe(192 + 14 * 12 * 2 + 130 + 1 + 1);
    await eventually(async () => (await collected(a)).length >= written.size, { timeoutMs: 20_000 });
    expect(faultsOf(await collected(a), written)).toEqual([]);
    for (const follower of followers) expect(faultsOf(await follower.end(), written)).toEqual([]);
    expect(faultsOf(await naive.follower.end(), written).join()).toMatch(/missed/);
    expect([...a.failures, ...b.failures]).toEqual([]);
  });
});

describe('the order of the log', () => {
  it('is by incarnation, transaction id and position as numbers, and the head is its last', async () => {
    const one = replica();
    const places = [
      [1, 9, 7],
      [1, 10, 3],
      [1, 10, 10],
      [1, 99, 2],
      [1, 100, 9],
      [1, 101, 1],
    ] as const;
    for (const [incarnation, transaction, position] of places.toReversed())
      await one.pool.query(
        `insert into log.events
           (position, incarnation, transaction_id, stream_id, revision, event_id, type, version, data, metadata)
         overriding system value
         values ($1, $2, $3::text::xid8, $4, 1, gen_random_uuid(), 'Closed', 1, '{"countId":"x"}', '{}')`,
        [position, incarnation, transaction, `count-${transaction}-${position}`],
      );
    for (const chunk of [1, 2, 100]) {
      const read = await one.readAll(START, chunk);
      expect(read.map(({ cursor }) => [cursor.incarnation, Number(cursor.transactionId), cursor.position])).toEqual(
        places,
      );
    }
    expect(await one.log.head()).toEqual({ incarnation: 1, transactionId: 101n, position: 1 });
  });

  it('is read along its index, however much lies before the cursor', async () => {
    const one = replica({ connections: 1 });
    await one.pool.query(
      `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
       select 1, 'count-' || n, 1, gen_random_uuid(), 'Closed', 1, '{"countId":"x"}', '{}' from generate_series(1, 5000) n`,
    );
    const at = (await seen(one, 5_000)).at(-3)?.cursor ?? START;
    await asked(database.ownerUrl, (owner) => owner.query('analyze log.events'));
    await one.log.read(at, 10);
    const { rows } = await one.pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off) execute "log-read" (${at.incarnation}, '${at.transactionId}', ${at.position}, 10)`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan using events_in_order.*rows=2/);
    expect(plan).not.toMatch(/Sort/);
  });
});

describe('one stream', () => {
  it('64 writers: one winner per revision, every command lands, none twice', async () => {
    const one = replica({ connections: 32 });
    const other = replica({ connections: 32 });
    const writers = Array.from({ length: 64 }, (_, writer) =>
      (writer % 2 === 0 ? one : other).count('busy', `w-${writer}`, `m-${writer}`),
    );
    const outcomes = await Promise.all(writers);
    expect(outcomes.map((outcome) => outcome.revision).sort((x, y) => x - y)).toEqual(
      Array.from({ length: 64 }, (_, index) => index + 1),
    );
    const events = await seen(one, 64);
    expect(events.map((event) => event.revision)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(new Set(events.map((event) => (event.data as { mark: string }).mark)).size).toBe(64);
  });

  it('an append of two events that meets a conflict leaves neither, nor its once-key', async () => {
    const one = replica();
    await one.count('torn', 'an', 'first');
    const ids = ['6f2c0f3e-1b4f-4d5a-9d5e-0d7b0a3c0001', '6f2c0f3e-1b4f-4d5a-9d5e-0d7b0a3c0002'];
    const two = (first: number) => ({
      events: ids.map((id, index) => ({
        id,
        streamId: 'count-torn',
        revision: first + index,
        type: 'Counted',
        version: 1,
        data: { countId: 'torn', by: 'bo', mark: id },
        metadata: METADATA,
      })),
      onces: [{ scope: 'spec', key: 'torn', digest: '', answer: null }],
    });
    // Revision 1 is taken; revision 3 has nothing before it.
    for (const first of [1, 3]) {
      await expect(append(one.pool, two(first))).rejects.toThrow(ConcurrencyConflict);
      expect(await writtenIn(one)).toHaveProperty('size', 1);
      expect((await one.pool.query('select from log.once_keys')).rowCount).toBe(0);
    }
    // The guard: a statement that skips duplicates would have torn it.
    await one.pool.query(
      `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
       select 1, 'count-torn', r, gen_random_uuid(), 'Closed', 1, '{}', '{}' from unnest(array[1, 2]) r on conflict do nothing`,
    );
    expect(await writtenIn(one)).toHaveProperty('size', 2);
  });

  it('two appends that meet on several streams in opposite order both land', async () => {
    const [one, other] = [new Replica(database), new Replica(database)];
    const streams = ['count-x', 'count-z', 'count-y'];
    const write = (by: Replica, order: readonly string[], name: string) =>
      by.store.follow(order.map((stream) => fact(stream, `${name}-${stream}`)));
    // Somebody holds the middle stream, so that both have their first one in hand before they go on.
    await asked(database.runtimeUrl, async (holder) => {
      await holder.query('begin');
      await holder.query(
        `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
         values (1, 'count-z', 1, gen_random_uuid(), 'Closed', 1, '{}', '{}')`,
      );
      const writing = [write(one, streams, 'one'), write(other, streams.toReversed(), 'other')];
      await eventually(async () => {
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect((await one.pool.query(waiting)).rowCount).toBe(2);
      });
      await holder.query('rollback');
      await Promise.all(writing);
    });
    expect(await writtenIn(one)).toHaveProperty('size', 6);
    // A server process has told its statistics once it has ended.
    await Promise.all([one.close(), other.close()]);
    expect(await deadlocks()).toBe(0);
  });
});

async function deadlocks(): Promise<number | undefined> {
  const { pool } = replica({ connections: 1 });
  await eventually(async () => {
    const others = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    expect((await pool.query(others)).rowCount).toBe(0);
  });
  const { rows } = await pool.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.deadlocks;
}

describe('an append stands alone', () => {
  it('takes a pool, and is refused on a connection where somebody left a transaction open that wrote', async () => {
    const one = replica({ connections: 1 });
    type TakesClient = pg.PoolClient extends Parameters<typeof append>[0] ? true : false;
    expect<TakesClient>(false).toBe(false);
    await one.pool.query('begin');
    await one.pool.query('select pg_current_xact_id()');
    await expect(one.count('inside', 'an', 'm')).rejects.toThrow(/must not stand inside transaction/);
    await one.pool.query('rollback');
    await expect(one.count('inside', 'an', 'm')).resolves.toMatchObject({ revision: 1 });
  });

  it('history cannot be changed by the role that the service runs as', async () => {
    const one = replica();
    await one.count('kept', 'an', 'm');
    for (const statement of [
      `update log.events set data = '{}'`,
      'delete from log.events',
      'truncate log.events',
      `update log.once_keys set digest = ''`,
      'delete from log.once_keys',
      'update log.incarnation set number = 9',
      'drop table log.events',
      'alter table log.events disable trigger all',
    ])
      await expect(one.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  });
});

describe('what is written elsewhere in the cluster', () => {
  it('a write transaction open in another database hides events only until it ends, without any poll', async () => {
    const one = replica({ views: [tally], idleMs: AN_HOUR_MS });
    await one.subscriptions.start();
    await asked(testPostgres().adminUrl, async (elsewhere) => {
      await elsewhere.query('begin');
      await elsewhere.query('select pg_current_xact_id()');
      const { cursor } = await one.count('hidden', 'an', 'm');
      expect(cursor).not.toBeNull();
      // Committed, and yet not to be read: something could still come before it.
      expect(await one.readAll()).toEqual([]);
      expect(await one.subscriptions.passed(cursor ?? START, 100)).toBe(false);
      await elsewhere.query('commit');
      expect(await one.subscriptions.passed(cursor ?? START, 5_000)).toBe(true);
    });
    const [event] = (await one.readAll()) as [Recorded];
    expect(compareCursors(event.cursor, one.subscriptions.head)).toBe(0);
    expect((await one.pool.query('select total from app.count_tally_v1')).rows).toEqual([{ total: 1 }]);
  });
});
