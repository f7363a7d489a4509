import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionDatabase, removePostgres, startPostgres } from '@estafette/local-servers';
import { CuttingProxy, createTestDatabase, eventually, type TestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Append } from './append.js';
import { append } from './append.js';
import { aKey, anEvent, inWords, tampered, written } from './fixtures/members.js';
import { asked, migrated, Replica } from './fixtures/replica.js';
import { GroupCommit } from './index.js';

let database: TestDatabase;
let proxy: CuttingProxy;
let cut: pg.Pool;
let direct: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase('lost');
  await migrated(database);
  proxy = await CuttingProxy.before(database.runtimeUrl);
  cut = new pg.Pool({ connectionString: proxy.url, max: 9 });
  direct = new pg.Pool({ connectionString: database.runtimeUrl });
  for (const pool of [cut, direct]) pool.on('error', () => undefined);
});

afterAll(async () => {
  await Promise.all([cut.end(), direct.end()]);
  await proxy.close();
  await database.drop();
});

const one = (streamId: string): Append => ({
  events: [anEvent(streamId, 1), anEvent(streamId, 2)],
  onces: [aKey('lost', streamId)],
});

/** What a run leaves behind when each of its members was written once. */
const onceEach = (...names: readonly string[]): object => ({
  events: names.flatMap((name) => [1, 2].map((revision) => ({ stream_id: name, revision }))),
});

const waitingForLock = `select pid from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

/** Holds a stream's first revision in an open transaction, so that whoever writes it waits. */
async function holding<T>(url: string, streamId: string, work: (holder: pg.Client) => Promise<T>): Promise<T> {
  return asked(url, async (holder) => {
    holder.on('error', () => undefined);
    await holder.query('begin');
    await holder.query(
      `insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
       values (1, $1, 1, gen_random_uuid(), 'Closed', 1, '{}', '{}')`,
      [streamId],
    );
    return work(holder);
  });
}

describe('a connection that breaks', () => {
  it.each(['before', 'after'] as const)('%s the statement was carried out: success, and written once', async (when) => {
    const before = proxy.met;
    proxy.arm(when, 'append');
    const cursors = await append(cut, one(`plain-${when}`));
    expect(proxy.met).toBe(before + 1);
    const { rows } = await direct.query<{ position: number }>(
      'select position::int from log.events where stream_id = $1 order by revision',
      [`plain-${when}`],
    );
    expect(cursors.map((cursor) => cursor.position)).toEqual(rows.map((row) => row.position));
    expect(rows).toHaveLength(2);

    const sizes: number[] = [];
    const group = new GroupCommit(cut, (members) => sizes.push(members));
    proxy.arm(when, 'append-group');
    const names = ['a', 'b', 'c'].map((name) => `group-${when}-${name}`);
    expect(await Promise.all(names.map((name) => inWords(group.append(one(name)))))).toEqual(
      names.map(() => '2 written'),
    );
    expect(sizes).toEqual([3]);
    expect(proxy.met).toBe(before + 2);
    expect(await written(direct, `group-${when}`)).toMatchObject(onceEach(...names));
  });

  it('while the statement is at work: its end is awaited, whatever becomes of it', async () => {
    const group = new GroupCommit(cut);
    const names = ['a', 'b'].map((name) => `busy-${name}`);
    await holding(database.runtimeUrl, 'busy-b', async (holder) => {
      proxy.arm('when told', 'append-group');
      const answers = names.map((name) => inWords(group.append(one(name))));
      const waiting = async () => (await direct.query(waitingForLock)).rowCount;
      await eventually(async () => (await waiting()) === 1);
      proxy.cut();
      // The statement that nobody hears any more, and the two that ask again.
      await eventually(async () => (await waiting()) === 3);
      await holder.query('rollback');
      expect(await Promise.all(answers)).toEqual(['2 written', '2 written']);
    });
    expect(await written(direct, 'busy')).toMatchObject(onceEach(...names));
  });

  it('what others wrote meanwhile is a conflict, and a refusal stays one', async () => {
    proxy.arm('before', 'append');
    const stale = { events: [anEvent('plain-after', 2, 'somebody else')], onces: [] };
    expect(await inWords(append(cut, stale))).toBe('ConcurrencyConflict ');
    proxy.arm('after', 'append');
    expect(await inWords(append(cut, stale))).toBe('ConcurrencyConflict ');
    proxy.arm('after', 'once-only');
    const wish = { events: [], onces: [aKey('lost', 'only')] };
    expect(await inWords(append(cut, wish))).toBe('AlreadyDone ');
    proxy.arm('before', 'once-only');
    expect(await inWords(append(cut, { events: [], onces: [aKey('lost', 'only too')] }))).toBe('0 written');
  });

  // The guard: without their ids compared, somebody else's events would pass for one's own.
  it('what others wrote passes for its own when ids are not compared', async () => {
    const careless = tampered(new pg.Pool({ connectionString: proxy.url }), (query, next) =>
      next({ ...query, text: query.text.replace('and e.event_id = w.event_id', '') }),
    );
    proxy.arm('before', 'append');
    const stale = { events: [anEvent('plain-after', 2, 'somebody else')], onces: [] };
    expect(await inWords(append(careless, stale))).toBe('1 written');
    await careless.end();
  });

  it('with a database that stays away: the error, nothing written, and the same key later writes once', async () => {
    const replica = new Replica({ runtimeUrl: proxy.url });
    await replica.count('away', 'an', 'first');
    proxy.arm('before', 'append-one', true);
    const ask = () => replica.do({ type: 'Count', countId: 'away', by: 'an', marks: ['m'] }, { key: 'away' });
    await expect(ask()).rejects.toThrow(/Connection terminated|ECONN/);
    expect(await written(direct, 'count-away')).toMatchObject({ events: [{ revision: 1 }] });
    proxy.back();
    expect(await ask()).toMatchObject({ revision: 2, appended: 1, repeated: null });
    expect(await ask()).toMatchObject({ appended: 0, repeated: { status: 201, etag: '"2"' } });
    // Nothing was sent now, so that there is nothing to find out.
    proxy.arm('before', 'stream-load-one', true);
    await expect(replica.count('away', 'an', 'n')).rejects.toThrow();
    proxy.back();
    await replica.close();
  });
});

describe('a server process that is killed while it writes', () => {
  it('takes all connections along; once the database has recovered each member is written once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'estafette-killed-'));
    // PostgreSQL may have to run as another user.
    await chmod(folder, 0o755);
    const server = await startPostgres({ dataDir: join(folder, 'data'), fast: true });
    try {
      const urls = await provisionDatabase(server.adminUrl, {
        service: 'killed',
        ownerPassword: 'owner',
        runtimePassword: 'runtime',
      });
      await migrated(urls);
      const pool = new pg.Pool({ connectionString: urls.runtimeUrl });
      pool.on('error', () => undefined);
      const group = new GroupCommit(pool);
      const names = ['a', 'b', 'c'].map((name) => `killed-${name}`);
      const answers = await holding(urls.runtimeUrl, 'killed-b', async () => {
        const writing = names.map((name) => inWords(group.append(one(name))));
        const pid = await eventually(async () => {
          const { rows } = await pool.query<{ pid: number }>(waitingForLock);
          return rows[0]?.pid ?? false;
        });
        process.kill(pid, 'SIGKILL');
        return Promise.all(writing);
      });
      expect(answers).toEqual(names.map(() => '2 written'));
      expect(await written(pool, 'killed')).toMatchObject(onceEach(...names));
      await pool.end();
    } finally {
      await server.stop();
      await removePostgres(join(folder, 'data'));
      await rm(folder, { recursive: true, force: true });
    }
  });
});
