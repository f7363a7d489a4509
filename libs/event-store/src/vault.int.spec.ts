import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count } from './fixtures/count.js';
import { asked, METADATA, migrated, Replica, tally } from './fixtures/replica.js';
import type { Sealed } from './index.js';
import { isSealed, KeyVault, part, START } from './index.js';

let database: TestDatabase;
let one: Replica;

beforeAll(async () => {
  database = await createTestDatabase('vault');
  await migrated(database);
  one = new Replica(database, { views: [tally] });
  await one.subscriptions.start();
});
afterAll(async () => {
  await one.close();
  await database.drop();
});

const WORDS = 'Grietje vond de gist te oud';

async function remarked(countId: string, personId: string, text = WORDS, tags: string[] = ['eerste', 'tweede']) {
  const { cursor } = await one.do({ type: 'Remark', countId, personId, text, tags });
  expect(await one.subscriptions.passed(cursor ?? START, 10_000)).toBe(true);
}

async function remarksOf(countId: string, replica = one): Promise<readonly unknown[]> {
  return (await replica.store.load(count, countId)).state.remarks;
}

/** Every table of the database, searched as text. Gives the names of those that hold the words. */
async function tablesWith(words: string): Promise<string[]> {
  const { rows } = await one.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const found = await Promise.all(
    rows.map(async ({ name }) => {
      const { rowCount } = await one.pool.query(`select from ${name} t where strpos(t::text, $1) > 0 limit 1`, [words]);
      return rowCount ? [name] : [];
    }),
  );
  return found.flat();
}

describe('what is personal', () => {
  it('is read back by the decider, and lies nowhere in plain', async () => {
    const person = randomUUID();
    await remarked('plain', person);
    expect(await remarksOf('plain')).toEqual([{ text: WORDS, tags: ['eerste', 'tweede'] }]);
    for (const words of [WORDS, 'Grietje', 'eerste']) expect(await tablesWith(words)).toEqual([]);
    // The search finds what is planted, and whose it is, which is no secret.
    expect(await tablesWith(person)).toEqual(
      expect.arrayContaining(['app.count_tally_v1', 'app.vault_keys', 'log.events']),
    );
    await one.pool.query(`insert into app.who_counts_v1 values ($1, 1, '[]')`, [WORDS]);
    expect(await tablesWith('Grietje')).toEqual(['app.who_counts_v1']);
    await one.pool.query('delete from app.who_counts_v1');
  });

  it('is sealed anew each time, so that equal words do not show', async () => {
    await remarked('anew', randomUUID(), 'ja', ['ja', 'ja']);
    const boxes = sealedOf(await row('anew')).map((sealed) => sealed.box);
    expect(new Set(boxes).size).toBe(3);
  });

  it('is refused when its ciphertext was moved to another stream, event, member or person', async () => {
    const [person, other] = [randomUUID(), randomUUID()];
    await remarked('mine', person);
    await remarked('mine', person);
    await remarked('yours', other);
    const [first, second] = await stored('mine');
    const [foreign] = await stored('yours');
    const moves: [string, unknown, RegExp][] = [
      ['another stream', { ...first, remark: foreign?.remark }, /was sealed for count-yours/],
      ['another event', { ...first, remark: second?.remark }, /was sealed for count-mine/],
      [
        'another member',
        { ...first, remark: { ...first?.remark, text: first?.remark.tags[0] } },
        /remark\.text was sealed for/,
      ],
      [
        'another place in a list',
        { ...first, remark: { ...first?.remark, tags: first?.remark.tags.toReversed() } },
        /was sealed for/,
      ],
      ['another person', changed(first, (text) => ({ ...text, sealed: other })), /unable to authenticate/],
      [
        'other words',
        changed(first, (text) => ({ ...text, box: foreign?.remark.text.box ?? '' })),
        /unable to authenticate/,
      ],
    ];
    for (const [what, data, message] of moves) {
      await asOwner('mine', 1, data);
      // One that has not read this stream yet.
      const reader = new Replica(database);
      await expect(remarksOf('mine', reader), what).rejects.toThrow(message);
      await reader.close();
    }
    await asOwner('mine', 1, first);
    expect(await remarksOf('mine')).toHaveLength(2);
  });

  it('that is still sealed is not taken into another event, where it could never be opened', async () => {
    await remarked('from', randomUUID());
    const [data] = await stored('from');
    const command = { type: 'Count', countId: 'to', by: data?.remark.text as never, marks: ['m'] } as const;
    await expect(one.store.handle(part(count, 'to', command), { metadata: METADATA })).rejects.toThrow(
      /open it with the vault/,
    );
  });
});

interface StoredRemark {
  readonly remark: { readonly text: Sealed; readonly tags: readonly Sealed[] };
}

async function stored(countId: string): Promise<StoredRemark[]> {
  const { rows } = await one.pool.query<{ data: StoredRemark }>(
    'select data from log.events where stream_id = $1 order by revision',
    [`count-${countId}`],
  );
  return rows.map((found) => found.data);
}

function changed(data: StoredRemark | undefined, by: (text: Sealed) => Sealed): unknown {
  return data && { ...data, remark: { ...data.remark, text: by(data.remark.text) } };
}

async function asOwner(countId: string, revision: number, data: unknown): Promise<void> {
  await asked(database.ownerUrl, (owner) =>
    owner.query('update log.events set data = $3 where stream_id = $1 and revision = $2', [
      `count-${countId}`,
      revision,
      data,
    ]),
  );
}

async function row(countId: string): Promise<unknown> {
  const { rows } = await one.pool.query<{ remark: unknown }>(
    'select last_remark as remark from app.count_tally_v1 where count_id = $1',
    [countId],
  );
  return rows[0]?.remark;
}

function sealedOf(value: unknown): Sealed[] {
  if (isSealed(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sealedOf) : [];
}

describe('an erased person', () => {
  it('leaves a tombstone: nothing opens, nothing is sealed, repeating changes nothing', async () => {
    const [person, other] = [randomUUID(), randomUUID()];
    await remarked('erased', person);
    await remarked('erased', other, 'van een ander');
    await one.vault.destroy(person);
    expect(await remarksOf('erased')).toEqual([
      { text: '', tags: ['', ''] },
      { text: 'van een ander', tags: ['eerste', 'tweede'] },
    ]);
    expect(
      await one.vault.open({ said: (await stored('erased')).map((data) => data.remark.text) }, '(gewist)'),
    ).toEqual({
      said: ['(gewist)', 'van een ander'],
    });
    await expect(remarked('erased', person)).rejects.toMatchObject({ code: 'person-erased' });
    await expect(one.vault.keysToSeal([other, person])).rejects.toMatchObject({ code: 'person-erased' });
    await one.vault.destroy(person);
    const { rows } = await one.pool.query(
      'select wrapped_key, destroyed_at is not null as destroyed from app.vault_keys where person_id = $1',
      [person],
    );
    expect(rows).toEqual([{ wrapped_key: null, destroyed: true }]);
    // Another replica that never held the key sees the same.
    const fresh = new Replica(database);
    expect(await remarksOf('erased', fresh)).toHaveLength(2);
    await expect(fresh.vault.keysToSeal([person])).rejects.toMatchObject({ code: 'person-erased' });
    await fresh.close();
  });

  it('may be erased before anything was ever sealed', async () => {
    const person = randomUUID();
    const other = randomUUID();
    await remarked('never', other);
    await one.vault.destroy(person);
    await expect(remarked('never', person)).rejects.toMatchObject({ code: 'person-erased' });
    expect(await one.vault.erasedAmong([other, person, randomUUID()])).toEqual(new Set([person]));
  });

  it('is the same person however the id is written', async () => {
    const person = randomUUID();
    await remarked('case', person.toUpperCase());
    await remarked('case', person);
    expect(await remarksOf('case')).toHaveLength(2);
    const fresh = new Replica(database);
    expect(await remarksOf('case', fresh)).toEqual(await remarksOf('case'));
    await fresh.close();
    await one.vault.destroy(person.toUpperCase());
    await expect(remarked('case', person)).rejects.toMatchObject({ code: 'person-erased' });
  });
});

describe('keys', () => {
  it('are made once for a person, also by many at once in any order', async () => {
    const persons = Array.from({ length: 8 }, () => randomUUID());
    const vaults = Array.from({ length: 6 }, () => new KeyVault(one.pool, Buffer.alloc(32, 7)));
    const made = await Promise.all(
      vaults.map((vault, nth) => vault.keysToSeal(nth % 2 === 0 ? persons : persons.toReversed())),
    );
    for (const person of persons)
      expect(new Set(made.map((keys) => keys.get(person)?.export().toString('hex'))).size).toBe(1);
  });

  it('do not open under the key of another installation, and say so', async () => {
    const person = randomUUID();
    await remarked('wrong', person);
    const wrong = new Replica(database, { installationKey: Buffer.alloc(32, 8) });
    await expect(remarksOf('wrong', wrong)).rejects.toThrow(/vault key does not open .* start with the vault key/);
    await wrong.close();
    expect(() => new KeyVault(one.pool, Buffer.alloc(16))).toThrow(/must be 32 bytes/);
  });

  it('make names by which a value is found and not guessed', () => {
    const other = new KeyVault(one.pool, Buffer.alloc(32, 8));
    const name = one.vault.lookupName('kvk', '12345678');
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(new KeyVault(one.pool, Buffer.alloc(32, 7)).lookupName('kvk', '12345678')).toBe(name);
    for (const differs of [
      other.lookupName('kvk', '12345678'),
      one.vault.lookupName('kvk', '12345679'),
      one.vault.lookupName('mail', '12345678'),
    ])
      expect(differs).not.toBe(name);
  });
});
