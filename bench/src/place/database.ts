import type { ProvisionedDatabase } from '@estafette/local-servers';
import { checkIncarnation, migrate } from '@estafette/event-store';
import { messagingMigrations } from '@estafette/messaging';
import pg from 'pg';

export interface Database extends ProvisionedDatabase {
  /** A superuser's, in the database `postgres`. */
  readonly adminUrl: string;
  /** The installation's key of its vault, 32 bytes in base64. */
  readonly vaultKey: string;
}

/** As many as a service has (design: at most ten, one of which is not pooled). */
export const SERVICE_POOL = 9;

/** Brings a database to where a service has it. */
export async function migrated({ ownerUrl, runtimeUrl }: Database, folders: readonly URL[] = []): Promise<void> {
  await migrate({ ownerUrl, runtimeUrl, folders: [messagingMigrations, ...folders] });
  await connected(ownerUrl, checkIncarnation);
}

export async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How many rows lie in a table. */
export async function countOf(url: string, table: string): Promise<number> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`);
    return Number(rows[0]?.count);
  });
}

/** A bench whose work is not all there measured something else. @throws Error */
export async function mustHold(url: string, table: string, claimed: number): Promise<void> {
  const found = await countOf(url, table);
  if (found !== claimed) throw new Error(`${claimed} rows of ${table} were claimed, but ${found} are there`);
}
