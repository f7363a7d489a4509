import { createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import { DomainError } from '@estafette/decider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count } from './fixtures/count.js';
import { ReplicaProcess } from './fixtures/processes.js';
import { asked, METADATA, migrated, Replica } from './fixtures/replica.js';
import { part, partFrom, PreconditionFailed } from './index.js';

let database: TestDatabase;
let one: Replica;

beforeAll(async () => {
  database = await createTestDatabase('once');
  await migrated(database);
  one = new Replica(database);
});

afterAll(async () => {
  await one.close();
  await database.drop();
});

async function revisionsOf(countId: string): Promise<number[]> {
  const { rows } = await one.pool.query<{ revision: number }>(
    'select revision from log.events where stream_id = $1 order by revision',
    [`count-${countId}`],
  );
  return rows.map((row) => row.revision);
}

const mark = (countId: string, ...marks: string[]) => ({ type: 'Count', countId, by: 'an', marks }) as const;

describe('a once-key', () => {
  it('at the same time in two processes: one effect, and the same answer to both', async () => {
    const processes = [1, 2].map(() => new ReplicaProcess('once', database.runtimeUrl, 'both', 'm', 'both-key'));
    for (const process of processes) expect(await process.told()).toBe('ready');
    // Somebody holds the key, so that both have decided and stand before it at the same moment.
    await asked(database.runtimeUrl, async (holder) => {
      await holder.query('begin');
      await holder.query(`insert into log.once_keys (scope, key, digest) values ('spec', 'both-key', 'one')`);
      for (const process of processes) process.say('go');
      await eventually(async () => {
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect((await one.pool.query(waiting)).rowCount).toBe(2);
      });
      await holder.query('rollback');
    });
    const answers = (await Promise.all(processes.map((process) => process.told()))) as Record<string, unknown>[];
    await Promise.all(processes.map((process) => process.end()));
    expect(await revisionsOf('both')).toEqual([1, 2]);
    const first = answers.find((answer) => answer['repeated'] === null);
    const second = answers.find((answer) => answer['repeated'] !== null);
    expect(first).toMatchObject({ revision: 2, appended: 2 });
    expect(second).toMatchObject({ appended: 0, repeated: { status: 201, etag: '"2"' } });
  });

  it('at the same time many times over on streams that others write to as well: one effect', async () => {
    const asks = Array.from({ length: 20 }, () =>
      one.store.handle(
        { streamId: 'count-many', decide: () => [{ type: 'Closed', data: { countId: 'many' } }] },
        { metadata: METADATA, once: { scope: 'spec', key: 'many', digest: '' }, answer: () => ({ status: 201 }) },
      ),
    );
    const others = Array.from({ length: 20 }, (_, nth) =>
      one.store.handle(
        { streamId: 'count-many', decide: () => [{ type: 'Forgotten', data: { countId: 'many' } }] },
        { metadata: METADATA, once: { scope: 'spec', key: `other-${nth}`, digest: '' } },
      ),
    );
    const outcomes = await Promise.all(asks);
    await Promise.all(others);
    expect(outcomes.filter((outcome) => outcome.repeated === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.repeated?.['status'] === 201)).toHaveLength(19);
    expect(await revisionsOf('many')).toHaveLength(21);
  });

  it('is recorded for a wish that was already true', async () => {
    await one.do(mark('noop', 'm'));
    const first = await one.do(mark('noop', 'm'), { key: 'noop' });
    expect(first).toEqual({ revision: 1, appended: 0, repeated: null, cursor: null });
    await one.do(mark('noop', 'n'));
    expect(await one.do(mark('noop', 'm'), { key: 'noop' })).toMatchObject({ repeated: { status: 200, etag: '"1"' } });
  });

  it('is refused for another request', async () => {
    await one.do(mark('other', 'm'), { key: 'other' });
    for (const again of [mark('other', 'm'), mark('other', 'n'), mark('elsewhere', 'n')])
      await expect(one.do(again, { key: 'other', digest: 'two' })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    expect(await revisionsOf('other')).toEqual([1]);
    expect(await revisionsOf('elsewhere')).toEqual([]);
  });

  it('gives its first answer also when the rules would refuse by now', async () => {
    await one.do(mark('shut', 'm'), { key: 'shut' });
    await one.do({ type: 'Close', countId: 'shut' });
    await expect(one.do(mark('shut', 'n'))).rejects.toMatchObject({ code: 'count-closed' });
    // The decider refuses this very request now, and yet it was done.
    const refusing = { streamId: 'count-shut', decide: (): never => refused() };
    const options = { metadata: METADATA, once: { scope: 'spec', key: 'shut', digest: 'one' } };
    expect(await one.store.handle(refusing, options)).toMatchObject({ repeated: { status: 201 } });
  });

  it('is not kept by a refusal: the rules decide again', async () => {
    await one.do({ type: 'Close', countId: 'later' });
    await expect(one.do(mark('later', 'm'), { key: 'later' })).rejects.toThrow(DomainError);
    const { rowCount } = await one.pool.query(`select from log.once_keys where key = 'later'`);
    expect(rowCount).toBe(0);
  });

  it('comes before If-Match, which a repeat can no longer meet', async () => {
    const ask = (ifMatch: number, key: string) =>
      one.store.handle(part(count, 'match', mark('match', key)), {
        metadata: METADATA,
        ifMatch,
        once: { scope: 'match', key, digest: '' },
        answer: ({ revision }) => ({ etag: `"${revision}"` }),
      });
    expect(await ask(0, 'a')).toMatchObject({ revision: 1 });
    expect(await ask(0, 'a')).toMatchObject({ repeated: { etag: '"1"' } });
    await expect(ask(0, 'b')).rejects.toThrow(PreconditionFailed);
    await expect(ask(0, 'b')).rejects.toMatchObject({ revision: 1 });
    expect(await ask(1, 'b')).toMatchObject({ revision: 2 });
  });
});

function refused(): never {
  throw new DomainError('never-now', 'Not any more.');
}

describe('If-Match', () => {
  it('lets one of many at once through, and tells the others where the stream stands', async () => {
    await one.do(mark('race', 'first'));
    const asks = Array.from({ length: 12 }, (_, nth) =>
      one.store.handle(part(count, 'race', mark('race', `m-${nth}`)), { metadata: METADATA, ifMatch: 1 }),
    );
    const settled = await Promise.allSettled(asks);
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of settled)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ name: 'PreconditionFailed', revision: 2 });
    expect(await revisionsOf('race')).toEqual([1, 2]);
  });
});

describe('a command that takes facts from elsewhere', () => {
  it('is made from the state that is decided on, and made again when somebody else wrote first', async () => {
    const seen: number[] = [];
    const counting = partFrom(count, 'facts', async ({ marks }) => {
      seen.push(marks.size);
      // Somebody else writes between this load and its append.
      if (seen.length === 1)
        await one.store.handle(part(count, 'facts', mark('facts', 'other')), { metadata: METADATA });
      return mark('facts', `after-${marks.size}`);
    });
    await one.store.handle(counting, { metadata: METADATA });
    expect(seen).toEqual([0, 1]);
    expect((await one.store.load(count, 'facts')).state.marks).toEqual(new Set(['other', 'after-1']));
  });
});

describe('a command on several streams', () => {
  it('is written as a whole or not at all, also when it meets others', async () => {
    const both = (name: string) =>
      one.store.handle([part(count, 'left', mark('left', name)), part(count, 'right', mark('right', name))], {
        metadata: METADATA,
      });
    await Promise.all(Array.from({ length: 16 }, (_, nth) => both(`m-${nth}`)));
    expect(await revisionsOf('left')).toHaveLength(16);
    expect(await revisionsOf('right')).toHaveLength(16);
    const unique = (nth: number) =>
      one.store.handle(
        [
          part(count, `owner-${nth}`, mark(`owner-${nth}`, 'm')),
          {
            streamId: 'count-unique',
            decide: (history) => {
              if (history.length > 0) throw new DomainError('taken', 'Choose another.');
              return [{ type: 'Closed', data: { countId: 'unique' } }];
            },
          },
        ],
        { metadata: METADATA },
      );
    const settled = await Promise.allSettled([1, 2, 3, 4].map(unique));
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const { rowCount } = await one.pool.query(`select from log.events where stream_id like 'count-owner-%'`);
    expect(rowCount).toBe(1);
  });

  it('names each stream once', async () => {
    const twice = [part(count, 'same', mark('same', 'a')), part(count, 'same', mark('same', 'b'))];
    await expect(one.store.handle(twice, { metadata: METADATA })).rejects.toThrow(/different streams/);
  });
});
