import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from './postgres.js';
import { dropDatabase, provisionDatabase, type ProvisionedDatabase } from './provision.js';

let parent: string;
let server: PostgresServer;
let challenges: ProvisionedDatabase;
let clients: pg.Client[] = [];

const passwords = { ownerPassword: `owner's "word" @/:?%`, runtimePassword: 'runtime' };

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'estafette-provision-'));
  await chmod(parent, 0o755);
  server = await startPostgres({ dataDir: join(parent, 'data'), fast: true });
  challenges = await provisionDatabase(server.adminUrl, { service: 'challenges', ...passwords });
  const owner = await connect(challenges.ownerUrl);
  await owner.query(
    'CREATE TABLE log.events (position bigserial PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY, what text)',
  );
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  clients = [];
});

afterAll(async () => {
  await server.stop();
  await rm(parent, { recursive: true, force: true });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

const denied = { code: '42501' };

describe('the runtime role', () => {
  it('reads and adds to the log', async () => {
    const runtime = await connect(challenges.runtimeUrl);
    await runtime.query(`INSERT INTO log.events (what) VALUES ('posted')`);
    expect((await runtime.query('SELECT what FROM log.events')).rows).toContainEqual({ what: 'posted' });
  });

  it.each([
    `UPDATE log.events SET what = 'changed'`,
    'DELETE FROM log.events',
    'TRUNCATE log.events',
    'DROP TABLE log.events',
    'ALTER TABLE log.events ADD COLUMN more text',
    'CREATE TABLE log.mine (a int)',
    `SELECT setval('log.events_position_seq', 1)`,
    'SELECT * FROM log.events FOR UPDATE',
    'CREATE TABLE public.mine (a int)',
    'CREATE SCHEMA mine',
    'CREATE ROLE friend',
    'SET ROLE challenges_owner',
  ])('may not: %s', async (sql) => {
    const runtime = await connect(challenges.runtimeUrl);
    await expect(runtime.query(sql)).rejects.toMatchObject(denied);
  });

  it('owns app, rebuild and retired, and moves tables between them', async () => {
    const runtime = await connect(challenges.runtimeUrl);
    await runtime.query(`
      CREATE TABLE rebuild.board (id int); INSERT INTO rebuild.board VALUES (1);
      ALTER TABLE rebuild.board SET SCHEMA app; ALTER TABLE app.board SET SCHEMA retired; DROP TABLE retired.board`);
  });

  it('can ask what the incarnation of a log needs: system identifier and timeline', async () => {
    const runtime = await connect(challenges.runtimeUrl);
    const { rows } = await runtime.query(
      'SELECT system_identifier, timeline_id FROM pg_control_system(), pg_control_checkpoint()',
    );
    expect(rows).toHaveLength(1);
  });
});

describe('a database', () => {
  it('is closed to the roles of another service', async () => {
    const other = await provisionDatabase(server.adminUrl, { service: 'education-partners', ...passwords });
    await connect(other.runtimeUrl);
    const stranger = new URL(other.runtimeUrl);
    stranger.pathname = '/challenges';
    await expect(connect(stranger.href)).rejects.toMatchObject(denied);
    const strangeOwner = new URL(other.ownerUrl);
    strangeOwner.pathname = '/challenges';
    await expect(connect(strangeOwner.href)).rejects.toMatchObject(denied);
  });

  it('is provisioned again without loss, with the new passwords', async () => {
    const first = await provisionDatabase(server.adminUrl, { service: 'validation', ...passwords });
    await (await connect(first.ownerUrl)).query('CREATE TABLE log.kept AS SELECT 1 AS a');
    const again = await provisionDatabase(server.adminUrl, {
      service: 'validation',
      ownerPassword: 'a',
      runtimePassword: 'b',
    });
    expect((await (await connect(again.runtimeUrl)).query('SELECT a FROM log.kept')).rows).toEqual([{ a: 1 }]);
    await expect(connect(first.runtimeUrl)).rejects.toMatchObject({ code: '28P01' });
  });

  it('is provisioned by several starts at once', async () => {
    const options = { service: 'credentials', ...passwords };
    const all = await Promise.all(Array.from({ length: 4 }, () => provisionDatabase(server.adminUrl, options)));
    for (const { runtimeUrl } of all) await connect(runtimeUrl);
  });

  it('goes with its roles, also while somebody is connected', async () => {
    const gone = await provisionDatabase(server.adminUrl, { service: 'user', database: 'order', ...passwords });
    const client = await connect(gone.runtimeUrl);
    client.on('error', () => undefined);
    await dropDatabase(server.adminUrl, 'order');
    await dropDatabase(server.adminUrl, 'order');
    const admin = await connect(server.adminUrl);
    expect((await admin.query(`SELECT FROM pg_roles WHERE rolname LIKE 'order%'`)).rowCount).toBe(0);
    expect((await admin.query(`SELECT FROM pg_database WHERE datname = 'order'`)).rowCount).toBe(0);
  });

  it.each(['postgres', 'template1', 'pg_service', 'public', '', 'Upper', '9lives', 'a"; DROP ROLE x', 'x'.repeat(58)])(
    'cannot be called %j',
    async (service) => {
      await expect(provisionDatabase(server.adminUrl, { service, ...passwords })).rejects.toMatchObject({
        code: 'bad-name',
      });
    },
  );
});
