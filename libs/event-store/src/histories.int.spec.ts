import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@estafette/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CountEvent } from './fixtures/count.js';
import { adminOf, asked, METADATA, migrated, Replica } from './fixtures/replica.js';

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createTestDatabase('histories');
  await migrated(database);
  one = new Replica(database);
  other = new Replica(database);
});

afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await database.drop();
});

/** What a command sees of a stream when it decides. */
async function seenBy(replica: Replica, countId: string): Promise<readonly CountEvent[]> {
  let seen: readonly CountEvent[] = [];
  const decide = (history: readonly unknown[]): [] => {
    seen = history as readonly CountEvent[];
    return [];
  };
  await replica.store.handle({ streamId: `count-${countId}`, decide }, { metadata: METADATA });
  return seen;
}

function marksOf(events: readonly CountEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'Counted' ? [event.data.mark] : []));
}

/** Rows of the event's table that were read by statements of this pool. */
function rowsReadBy(replica: Replica): () => number {
  let rows = 0;
  const query = replica.pool.query.bind(replica.pool) as (...asked: unknown[]) => Promise<{ rowCount: number }>;
  Object.assign(replica.pool, {
    query: async (...asked: [{ name?: string }]) => {
      const result = await query(...asked);
      if (asked[0].name?.startsWith('stream-load')) rows += result.rowCount;
      return result;
    },
  });
  return () => rows;
}

it('a command sees what another replica has written meanwhile, and reads that alone', async () => {
  const rows = rowsReadBy(one);
  await one.count('both', 'an', 'a', 'b');
  expect(marksOf(await seenBy(one, 'both'))).toEqual(['a', 'b']);
  await other.count('both', 'bo', 'c');
  expect(marksOf(await seenBy(one, 'both'))).toEqual(['a', 'b', 'c']);
  expect(marksOf(await seenBy(one, 'both'))).toEqual(['a', 'b', 'c']);
  expect(rows()).toBe(3);
});

it('a command sees nothing any more of a person who was erased', async () => {
  const person = randomUUID();
  await one.do({ type: 'Remark', countId: 'erased', personId: person, text: 'Grietje', tags: ['brood'] });
  expect(JSON.stringify(await seenBy(one, 'erased'))).toContain('Grietje');
  expect(JSON.stringify(await seenBy(one, 'erased'))).toContain('Grietje');
  await one.vault.destroy(person);
  expect(JSON.stringify(await seenBy(one, 'erased'))).not.toMatch(/Grietje|brood/);
});

it('a log that was put back under a running service is read from its beginning again', async () => {
  await one.count('back', 'an', 'a', 'b', 'c');
  await seenBy(one, 'back');
  await asked(adminOf(database.adminUrl, database.ownerUrl), (admin) =>
    admin.query(`delete from log.events where stream_id = 'count-back' and revision > 1`),
  );
  expect((await one.count('back', 'an', 'd')).revision).toBe(2);
  expect(marksOf(await seenBy(one, 'back'))).toEqual(['a', 'd']);
});
