import pg from 'pg';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { eventually } from './eventually.js';
import { createTestDatabase, kafkaAvailable, testKafka, testPostgres, type TestDatabase } from './servers.js';

let databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  databases = [];
});

async function fresh(service?: string): Promise<TestDatabase> {
  const database = await createTestDatabase(service);
  databases.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('gives each of several callers at once a database and roles of its own', async () => {
    const all = await Promise.all(['challenges', 'challenges', 'education-partners'].map(fresh));
    for (const { ownerUrl } of all)
      await ask(ownerUrl, 'CREATE TABLE log.events AS SELECT current_database()::text AS own');
    const seen = await Promise.all(all.map(({ runtimeUrl }) => ask(runtimeUrl, 'SELECT own FROM log.events')));
    expect(new Set(seen.flat()).size).toBe(3);
    const [one, two] = all;
    const stranger = new URL(one?.runtimeUrl ?? '');
    stranger.pathname = new URL(two?.runtimeUrl ?? '').pathname;
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  });

  it('drops what it made, also while somebody is connected', async () => {
    const { drop, runtimeUrl, adminUrl } = await fresh('validation');
    const client = new pg.Client({ connectionString: runtimeUrl });
    client.on('error', () => undefined);
    await client.connect();
    await drop();
    const name = new URL(runtimeUrl).username;
    const left = `SELECT datname FROM pg_database WHERE datname = '${name}' UNION SELECT rolname FROM pg_roles WHERE rolname LIKE '${name}%'`;
    expect(await ask(adminUrl, left)).toEqual([]);
  });

  it('uses the one PostgreSQL of the run', async () => {
    expect(await ask(testPostgres().adminUrl, 'SELECT 1')).toEqual([1]);
    expect(inject('estafetteServers').postgres).toBe(testPostgres().adminUrl);
  });
});

describe.skipIf(!kafkaAvailable())('testKafka', () => {
  it('gives the same listening broker to all who ask at once', async () => {
    const all = await Promise.all([testKafka(), testKafka(), testKafka()]);
    expect(new Set(all.map(({ brokers }) => brokers)).size).toBe(1);
    const [host = '', port] = all[0].brokers.split(':');
    await eventually(async () => {
      const socket = connect(Number(port), host);
      await once(socket, 'connect');
      socket.destroy();
    });
  });

  it('is not given to whoever does not know the path', async () => {
    const { kafkaDesk } = inject('estafetteServers');
    expect((await fetch(new URL('/', kafkaDesk), { method: 'POST' })).status).toBe(404);
    expect((await fetch(kafkaDesk)).status).toBe(404);
  });
});
