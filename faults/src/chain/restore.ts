import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '@estafette/event-store';
import { messagingMigrations } from '@estafette/messaging';
import pg from 'pg';
import type { Chain } from './chain.js';
import { Cluster } from './cluster.js';

/** What cannot be made again: the logs, the keys of persons, what was set aside, how far feeds were read. */
const KEPT = [
  'log.incarnation',
  'log.events',
  'log.once_keys',
  'app.vault_keys',
  'app.feed_cursors',
  'app.parked_keys',
  'app.parked_messages',
];

const AT_ONCE = 500;

const call = promisify(execFile);

/** How the data comes into the fresh cluster. */
export type Way = 'table by table' | 'by pg_dump';

/** Those that this machine knows: pg_dump must be as new as the server. */
export async function waysToRestore({ cluster }: Chain): Promise<readonly Way[]> {
  const [server] = await cluster.sql<{ major: number }>(
    `select current_setting('server_version_num')::integer / 10000 as major`,
  );
  const { stdout } = await call('pg_dump', ['--version']).catch(() => ({ stdout: '' }));
  const major = Number(/\) (\d+)/.exec(stdout)?.[1] ?? 0);
  return server && major >= server.major ? ['table by table', 'by pg_dump'] : ['table by table'];
}

/** Puts the data of a chain that has stopped into a fresh cluster, in the place of the old one. */
export async function restoreElsewhere(chain: Chain, way: Way): Promise<void> {
  const old = chain.cluster;
  const folder = join(chain.folder, way === 'by pg_dump' ? 'restored-dump' : 'restored');
  const aside = await Cluster.start(folder);
  for (const definition of chain.definitions) {
    const urls = await aside.database(definition.name);
    const [from, to] = [old.urlOf(definition.name), aside.urlOf(definition.name)];
    if (way === 'by pg_dump') await dump(from, to, join(chain.folder, `${definition.name}.dump`));
    else {
      await migrate({ ...urls, folders: [messagingMigrations, new URL('migrations/', definition.root)] });
      for (const table of KEPT) await copy(from, to, table);
    }
  }
  await chain.closePools();
  const { port } = old;
  await old.stop();
  await aside.stop();
  chain.cluster = await Cluster.start(folder, port);
}

async function dump(from: string, to: string, file: string): Promise<void> {
  await call('pg_dump', ['--format=custom', `--file=${file}`, `--dbname=${from}`]);
  // Provisioning has made the schemas, empty; the dump has its own.
  await call('pg_restore', ['--exit-on-error', '--clean', '--if-exists', `--dbname=${to}`, file]);
}

async function copy(from: string, to: string, table: string): Promise<void> {
  const [source, target] = [new pg.Client({ connectionString: from }), new pg.Client({ connectionString: to })];
  await Promise.all([source.connect(), target.connect()]);
  try {
    const { rows } = await source.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
    for (let first = 0; first < rows.length; first += AT_ONCE) {
      const chunk = rows.slice(first, first + AT_ONCE).map(({ row }) => row);
      await target.query(
        `insert into ${table} overriding system value
         select r.* from unnest($1::jsonb[]) as j cross join lateral jsonb_populate_record(null::${table}, j) as r`,
        [chunk],
      );
    }
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}
