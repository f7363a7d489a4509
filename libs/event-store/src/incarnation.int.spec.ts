import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, provisionDatabase, removePostgres, startPostgres } from '@estafette/local-servers';
import { createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminOf, asked, migrated, raised, Replica, tally } from './fixtures/replica.js';
import { compareCursors, rowsOf, START } from './index.js';

const EVENTS = 40;
let folder: string;
let newCluster: PostgresServer;
let old: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'estafette-incarnation-'));
  // PostgreSQL may have to run as another user.
  await chmod(folder, 0o755);
  newCluster = await startPostgres({ dataDir: join(folder, 'data'), fast: true });
  old = await createTestDatabase('incarnation');
  await migrated(old);
});

afterAll(async () => {
  await old.drop();
  await newCluster.stop();
  await removePostgres(join(folder, 'data'));
  await rm(folder, { recursive: true, force: true });
});

const TABLES = [
  'log.incarnation',
  'log.events',
  'log.once_keys',
  'app.cursors',
  'app.count_tally_v1',
  'app.who_counts_v1',
];

/** What dump and restore do: every row as it stands, transaction ids included, and the sequence. */
async function restoredInto(name: string): Promise<{ ownerUrl: string; runtimeUrl: string }> {
  const passwords = { ownerPassword: 'owner', runtimePassword: 'runtime' };
  const urls = await provisionDatabase(newCluster.adminUrl, { service: name, ...passwords });
  await migrated(urls);
  await asked(adminOf(old.adminUrl, old.ownerUrl), async (from) => {
    await asked(adminOf(newCluster.adminUrl, urls.ownerUrl), async (to) => {
      await to.query('truncate log.incarnation');
      for (const table of TABLES) {
        const { rows } = await from.query<{ all: string }>(
          `select coalesce(jsonb_agg(t), '[]')::text as all from ${table} t`,
        );
        await to.query(
          `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
          [rows[0]?.all],
        );
      }
      await to.query(
        `select setval(pg_get_serial_sequence('log.events', 'position'), (select max(position) from log.events))`,
      );
    });
  });
  return urls;
}

describe('a log that was copied into another cluster, where transaction ids are lower', () => {
  it('shows all its events only once the incarnation was raised; then nothing is missed or doubled', async () => {
    // Well ahead of where a new cluster begins.
    await asked(old.adminUrl, async (admin) => {
      await admin.query(`do $$ begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end $$`);
    });
    const before = new Replica(old, { views: [tally] });
    for (let nth = 0; nth < EVENTS; nth += 1) await before.count(`c-${nth % 4}`, 'an', `m-${nth}`);
    await before.close();

    const urls = await restoredInto('restored');
    const unaware = new Replica(urls, { views: [tally] });
    expect(await unaware.readAll()).toEqual([]);
    await unaware.close();

    expect(await raised(urls.ownerUrl)).toEqual({ number: 2, raised: true });
    expect(await raised(urls.ownerUrl)).toEqual({ number: 2, raised: false });
    const after = new Replica(urls, { views: [tally] });
    try {
      const copied = await after.readAll();
      expect(copied).toHaveLength(EVENTS);
      await after.subscriptions.start();
      const { cursor } = await after.count('c-0', 'an', 'afterwards');
      // Its transaction id is lower than those copied, and it still comes after them.
      const last = copied.at(-1)?.cursor ?? START;
      expect(cursor?.transactionId).toBeLessThan(last.transactionId);
      expect(compareCursors(cursor ?? START, last)).toBeGreaterThan(0);
      expect(await after.subscriptions.passed(cursor ?? START, 5_000)).toBe(true);
      expect((await after.readAll()).map((event) => event.id)).toHaveLength(EVENTS + 1);
      const totals = (await rowsOf(after.pool, tally)).map((row) => (JSON.parse(row) as { total: number }).total);
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(EVENTS + 1);
    } finally {
      await after.close();
    }
  });

  it('is raised after an append that is under way, never past it', async () => {
    const urls = await restoredInto('under_way');
    const reader = new Replica(urls);
    try {
      await asked(urls.runtimeUrl, async (writer) => {
        await writer.query('begin');
        await writer.query(
          `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
           values ((select number from log.incarnation), 'count-late', 1, gen_random_uuid(), 'Closed', 1, '{"countId":"late"}', '{}')`,
        );
        const raising = raised(urls.ownerUrl);
        await eventually(async () => {
          const { rowCount } = await reader.pool.query(
            `select from pg_locks where not granted and locktype = 'relation'`,
          );
          expect(rowCount).toBe(1);
        });
        // Were it raised already, a reader would now go past the old life without the event that is under way.
        expect((await reader.pool.query('select number from log.incarnation')).rows).toEqual([{ number: 1 }]);
        await writer.query('commit');
        expect(await raising).toEqual({ number: 2, raised: true });
      });
      expect((await reader.readAll()).some((event) => event.streamId === 'count-late')).toBe(true);
    } finally {
      await reader.close();
    }
  });
});
