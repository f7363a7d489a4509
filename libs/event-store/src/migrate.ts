import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

interface MigrateOptions {
  /** Connection of the role that owns the log. */
  readonly ownerUrl: string;
  /** Connection of the role that the service runs as. */
  readonly runtimeUrl: string;
  /** Folders of the service's own SQL migrations (views), applied as the runtime role, in the order given. */
  readonly folders: readonly URL[];
  readonly log?: (line: string) => void;
}

/** Brings a service's database up to date: the log as its owner, all else as the runtime role. Forward only. */
export async function migrate({ ownerUrl, runtimeUrl, folders, log = () => undefined }: MigrateOptions): Promise<void> {
  const logFolder = new URL('../migrations/log/', import.meta.url);
  const appFolder = new URL('../migrations/app/', import.meta.url);
  await run(ownerUrl, logFolder, 'log', 'migrations', log);
  await run(runtimeUrl, appFolder, 'app', 'migrations_event_store', log);
  for (const folder of folders) {
    await run(runtimeUrl, folder, 'app', `migrations_${tableNameOf(folder)}`, log);
  }
}

/** Each package keeps its own list, so that two packages can number their migrations without knowing each other. */
function tableNameOf(folder: URL): string {
  const parts = folder.pathname.split('/').filter((part) => part !== '' && part !== 'migrations');
  return (parts.at(-1) ?? 'service').replaceAll('-', '_');
}

async function run(
  url: string,
  folder: URL,
  schema: string,
  table: string,
  log: (line: string) => void,
): Promise<void> {
  await runner({
    databaseUrl: url,
    dir: fileURLToPath(folder),
    direction: 'up',
    migrationsSchema: schema,
    migrationsTable: table,
    schema,
    checkOrder: true,
    // Replicas that start together wait for the first one's migrations.
    advisoryLockMode: 'wait',
    verbose: false,
    logger: { debug: () => undefined, info: log, warn: log, error: log },
  });
}
