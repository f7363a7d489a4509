import { createTestDatabase } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresAdapter } from './adapter.js';
import { openDatabase } from './database.js';
import { Rates } from './rates.js';
import { sweep } from './sweep.js';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase('identity');
  // Instances start together on a new database.
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase(database.runtimeUrl, pino({ level: 'silent' }))));
  pool = opened[0] as Pool;
  await Promise.all(opened.slice(1).map((one) => one.end()));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const kind = (name: string): PostgresAdapter => new PostgresAdapter(name, pool);
const codes = () => kind('AuthorizationCode');
const grants = () => kind('Grant');
const count = async (where: string): Promise<number> =>
  (await pool.query(`SELECT FROM kept WHERE ${where}`)).rowCount ?? 0;

describe('what is kept', () => {
  it('comes back as it was, by what its holder shows, and as no other kind', async () => {
    await kind('Session').upsert(
      'shown',
      { kind: 'Session', jti: 'shown', uid: 'u', accountId: undefined, loginTs: 5 },
      60,
    );
    expect(await kind('Session').find('shown')).toEqual({ kind: 'Session', jti: 'shown', uid: 'u', loginTs: 5 });
    expect(await kind('Interaction').find('shown')).toBeUndefined();
    expect(await kind('Session').findByUid('u')).toMatchObject({ uid: 'u' });
    expect(await kind('Session').findByUid('u')).not.toHaveProperty('jti');
    await kind('Session').destroy('shown');
    expect(await kind('Session').find('shown')).toBeUndefined();
  });

  it('is gone when its time is over, and then thrown away', async () => {
    await kind('Interaction').upsert('short', { kind: 'Interaction', jti: 'short' }, 60);
    expect(await kind('Interaction').find('short')).toBeDefined();
    await pool.query("UPDATE kept SET expires_at = now() - interval '1 second' WHERE kind = 'Interaction'");
    expect(await kind('Interaction').find('short')).toBeUndefined();
    expect(await sweep(pool)).toBe(1);
    expect(await count("kind = 'Interaction'")).toBe(0);
  });
});

describe('a code', () => {
  it('is taken once of forty who come at once, and then its grant is over with all that rests on it', async () => {
    await grants().upsert('g', { kind: 'Grant', jti: 'g', clientId: 'app.x' }, 600);
    await codes().upsert('c', { kind: 'AuthorizationCode', jti: 'c', grantId: 'g' }, 60);
    await kind('RefreshToken').upsert('r', { kind: 'RefreshToken', jti: 'r', grantId: 'g' }, 60);
    const taken = await Promise.allSettled(Array.from({ length: 40 }, () => codes().consume('c')));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      taken.filter((one) => one.status === 'rejected' && (one.reason as Error).name === 'InvalidGrant'),
    ).toHaveLength(39);
    expect(await grants().find('g')).toBeUndefined();
    expect(await kind('RefreshToken').find('r')).toBeUndefined();
    // Nor can the one who took it keep anything on that grant any more.
    await expect(
      kind('RefreshToken').upsert('s', { kind: 'RefreshToken', jti: 's', grantId: 'g' }, 60),
    ).rejects.toThrow('invalid_grant');
  });

  it('that was taken is told so, and one that is too old is not taken', async () => {
    await grants().upsert('h', { kind: 'Grant', jti: 'h' }, 600);
    await codes().upsert('d', { kind: 'AuthorizationCode', jti: 'd', grantId: 'h' }, 60);
    expect(await codes().find('d')).not.toHaveProperty('consumed');
    await codes().consume('d');
    expect(await codes().find('d')).toMatchObject({ consumed: expect.any(Number) });
    await codes().upsert('e', { kind: 'AuthorizationCode', jti: 'e', grantId: 'h' }, 60);
    await pool.query("UPDATE kept SET expires_at = now() WHERE kind = 'AuthorizationCode'");
    await expect(codes().consume('e')).rejects.toThrow('invalid_grant');
  });

  it('of another grant stays when one grant is revoked', async () => {
    for (const id of ['i', 'j']) {
      await grants().upsert(id, { kind: 'Grant', jti: id }, 600);
      await codes().upsert(`code-${id}`, { kind: 'AuthorizationCode', jti: `code-${id}`, grantId: id }, 60);
    }
    await codes().revokeByGrantId('i');
    expect([await codes().find('code-i'), await codes().find('code-j')]).toEqual([undefined, expect.anything()]);
    await grants().destroy('j');
    expect(await codes().find('code-j')).toBeUndefined();
  });
});

describe('an application', () => {
  it('that nobody lets do anything goes after 90 days, and stays as long as somebody does', async () => {
    for (const id of ['app.used', 'app.unused']) await kind('Client').upsert(id, { client_id: id });
    await grants().upsert('k', { kind: 'Grant', jti: 'k', clientId: 'app.used' }, 365 * 86_400);
    const later = async (days: number): Promise<void> => {
      await pool.query(`UPDATE kept SET expires_at = expires_at - interval '${days} days'`);
      await sweep(pool);
    };
    await later(89);
    expect(await count("kind = 'Client'")).toBe(2);
    await later(2);
    expect([await kind('Client').find('app.used'), await kind('Client').find('app.unused')]).toEqual([
      { client_id: 'app.used' },
      undefined,
    ]);
  });
});

describe('a bound', () => {
  it('lets through just so many of all that come at once', async () => {
    const rates = new Rates(pool);
    const answers = await Promise.all(Array.from({ length: 30 }, () => rates.take('thing', 7)));
    expect(answers.filter(Boolean)).toHaveLength(7);
    expect(await rates.take('other', 7)).toBe(true);
  });

  it('answers whoever is not counted as it would whoever is', async () => {
    const rates = new Rates(pool);
    const ask = (counted: boolean) => rates.take('alike', 2, { counted });
    expect([await ask(false), await ask(false), await ask(true), await ask(false), await ask(true)]).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    expect([await ask(false), await ask(true), await ask(false), await ask(true)]).toEqual(
      Array.from({ length: 4 }, () => false),
    );
    await pool.query("UPDATE rates SET since = since - interval '1 hour'");
    expect(await ask(true)).toBe(true);
  });
});
