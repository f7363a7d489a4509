import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { LocalServerError } from './local-server-error.js';

export interface ProvisionOptions {
  /** The service whose database this is, such as `education-partners`. */
  service: string;
  /** Name of the database and its roles when it is not the service's; hyphens become underscores. */
  database?: string;
  ownerPassword: string;
  runtimePassword: string;
}

export interface ProvisionedDatabase {
  /** For migrations of the log: owns the schema `log`. */
  ownerUrl: string;
  /** For the running service: reads and adds to the log, owns all else. */
  runtimeUrl: string;
}

/**
 * Makes a database for one service with its two roles, or brings an existing one in order; passwords are set anew.
 * Role `<name>_owner` owns the schema `log`; role `<name>` may SELECT and INSERT in its tables, never change or empty
 * them, and owns the schemas `app`, `rebuild` and `retired`. Nobody else may connect.
 * @param adminUrl a superuser's connection URL
 * @throws LocalServerError `bad-name`
 */
export async function provisionDatabase(adminUrl: string, options: ProvisionOptions): Promise<ProvisionedDatabase> {
  const name = databaseName(options.database ?? options.service);
  const owner = `${name}_owner`;
  const [nameSql, ownerSql] = [pg.escapeIdentifier(name), pg.escapeIdentifier(owner)];
  await withClient(adminUrl, async (admin) => {
    // Two starts at once must not both find the database absent, nor change the same schema at the same moment.
    await admin.query(`SELECT pg_advisory_lock(hashtextextended('estafette/provision/' || $1, 0))`, [name]);
    const found = await admin.query<{ name: string; database: boolean }>(
      `SELECT rolname AS name, false AS database FROM pg_roles WHERE rolname IN ($1, $2)
       UNION ALL SELECT datname, true FROM pg_database WHERE datname = $2`,
      [owner, name],
    );
    const there = new Set(found.rows.filter((row) => !row.database).map((row) => row.name));
    await admin.query(
      [roleSql(owner, options.ownerPassword, there), roleSql(name, options.runtimePassword, there)].join('\n'),
    );
    if (!found.rows.some((row) => row.database)) await admin.query(`CREATE DATABASE ${nameSql}`);
    await admin.query(
      `REVOKE ALL ON DATABASE ${nameSql} FROM PUBLIC;
       GRANT CONNECT, TEMPORARY ON DATABASE ${nameSql} TO ${ownerSql}, ${nameSql}`,
    );
    await withClient(urlFor(adminUrl, { database: name }), (inside) => inside.query(schemaSql(ownerSql, nameSql)));
  });
  return {
    ownerUrl: urlFor(adminUrl, { database: name, user: owner, password: options.ownerPassword }),
    runtimeUrl: urlFor(adminUrl, { database: name, user: name, password: options.runtimePassword }),
  };
}

/** How long those who are leaving a database may take, in ms. */
const LEAVING_MS = 500;

/**
 * Drops a provisioned database and its roles, cutting off whoever stays connected. An absent one is fine.
 * @param name as given to `provisionDatabase` as `database` or `service`
 */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const database = databaseName(name);
  await withClient(adminUrl, async (admin) => {
    // A pool that was closed is still leaving: cut off, its connections would throw what nobody listens for any more.
    const until = performance.now() + LEAVING_MS;
    const inside = (): Promise<pg.QueryResult> =>
      admin.query('SELECT FROM pg_stat_activity WHERE datname = $1', [database]);
    while ((await inside()).rowCount !== 0 && performance.now() < until) await delay(10);
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`);
    const roles = [database, `${database}_owner`].map((role) => pg.escapeIdentifier(role));
    await admin.query(`DROP ROLE IF EXISTS ${roles.join(', ')}`);
  });
}

function roleSql(role: string, password: string, there: ReadonlySet<string>): string {
  const verb = there.has(role) ? 'ALTER' : 'CREATE';
  const plain = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  return `${verb} ROLE ${pg.escapeIdentifier(role)} WITH ${plain} PASSWORD ${pg.escapeLiteral(password)};`;
}

function schemaSql(owner: string, runtime: string): string {
  return `
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA IF NOT EXISTS log AUTHORIZATION ${owner};
    CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION ${runtime};
    CREATE SCHEMA IF NOT EXISTS rebuild AUTHORIZATION ${runtime};
    CREATE SCHEMA IF NOT EXISTS retired AUTHORIZATION ${runtime};
    GRANT USAGE ON SCHEMA log TO ${runtime};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA log GRANT SELECT, INSERT ON TABLES TO ${runtime};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA log GRANT USAGE ON SEQUENCES TO ${runtime};`;
}

/** Kept to letters, digits and underscores, so that it reads the same in SQL, in a URL and on a command line. */
function databaseName(name: string): string {
  const plain = name.replaceAll('-', '_');
  // PostgreSQL cuts names at 63 bytes, and `_owner` comes behind.
  if (/^[a-z][a-z0-9_]{0,56}$/.test(plain) && !/^(pg_|postgres$|template[01]$|public$|none$)/.test(plain)) return plain;
  throw new LocalServerError(
    'bad-name',
    `'${name}' cannot name a database: use 1 to 57 lower-case letters, digits, hyphens or underscores, a letter first, ` +
      `and none of PostgreSQL's own names.`,
  );
}

function urlFor(adminUrl: string, to: { database: string; user?: string; password?: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${to.database}`;
  if (to.user !== undefined) url.username = to.user;
  if (to.password !== undefined) url.password = encodeURIComponent(to.password);
  return url.href;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
