import { join } from 'node:path';
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

/** Puts the data of a chain that has stopped into a fresh cluster, table by table, in the place of the old one. */
export async function restoreElsewhere(chain: Chain): Promise<void> {
  const old = chain.cluster;
  const aside = await Cluster.start(join(chain.folder, 'restored'));
  for (const { name, root } of chain.definitions) {
    const { ownerUrl, runtimeUrl } = await aside.database(name);
    await migrate({ ownerUrl, runtimeUrl, folders: [messagingMigrations, new URL('migrations/', root)] });
    for (const table of KEPT) await copy(at(old, name), at(aside, name), table);
  }
  await chain.closePools();
  const { port } = old;
  await old.stop();
  await aside.stop();
  chain.cluster = await Cluster.start(join(chain.folder, 'restored'), port);
}

function at(cluster: Cluster, service: string): string {
  return cluster.urlOf(service.replaceAll('-', '_'));
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
