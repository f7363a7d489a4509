import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Logger } from 'pino';

const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url));
const SCHEMA = 'app';

/** The longest that a statement, or waiting for a connection, may take, in ms. */
const PATIENCE_MS = 10_000;
const MOST_CONNECTIONS = 10;

/** Brings the database up to date and opens it. The role owns the schema `app`, as that of every service does. */
export async function openDatabase(url: string, logger: Logger): Promise<pg.Pool> {
  await runner({
    databaseUrl: url,
    dir: MIGRATIONS,
    direction: 'up',
    migrationsSchema: SCHEMA,
    migrationsTable: 'migrations_identity',
    schema: SCHEMA,
    checkOrder: true,
    // Instances that start together wait for the first one's migrations.
    advisoryLockMode: 'wait',
    verbose: false,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (line: string) => logger.warn(line),
      error: (line: string) => logger.error(line),
    },
  });
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    options: `-c search_path=${SCHEMA}`,
  });
  // A connection that breaks while nobody uses it; the next request gets another one.
  pool.on('error', (err) => logger.warn({ err }, 'a connection to the database broke'));
  return pool;
}
