import { once } from 'node:events';
import { join } from 'node:path';
import type { PostgresServer } from '@estafette/local-servers';
import { provisionDatabase, startPostgres } from '@estafette/local-servers';
import pg from 'pg';

export interface Database {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
}

/** A PostgreSQL of the fault's own, durable as in earnest, that can be stopped the hard way and started again. */
export class Cluster {
  private constructor(
    readonly folder: string,
    private server: PostgresServer,
  ) {}

  /** @param port a free one when absent */
  static async start(folder: string, port = 0): Promise<Cluster> {
    const cluster = new Cluster(folder, await launch(folder, port));
    // What the product sets for its own transactions is longer: nothing else may stay open.
    await cluster.sql(`alter system set transaction_timeout = '20s'`);
    await cluster.sql('select pg_reload_conf()');
    return cluster;
  }

  get adminUrl(): string {
    return this.server.adminUrl;
  }

  /** Resolves when the server that runs now has ended. */
  get ended(): Promise<void> {
    return this.server.ended;
  }

  get port(): number {
    return this.server.port;
  }

  async database(service: string): Promise<Database> {
    return provisionDatabase(this.adminUrl, { service, ownerPassword: 'owner', runtimePassword: 'runtime' });
  }

  /** A database, or that of a service, as the administrator enters it. */
  urlOf(name: string): string {
    return this.server.adminUrl.replace(/\/postgres$/, `/${name.replaceAll('-', '_')}`);
  }

  /** Asks the administrator's database, or another one. */
  async sql<Row extends pg.QueryResultRow>(text: string, database = 'postgres'): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Row>(text);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** As `pg_ctl stop --mode=immediate`: nothing is written out, no connection is told; the next start recovers. */
  async stopImmediately(): Promise<void> {
    process.kill(this.server.pid, 'SIGQUIT');
    await this.server.ended;
  }

  /** After its end, by whatever. */
  async startAgain(): Promise<void> {
    await this.server.ended;
    // Gives the folder free.
    await this.server.stop();
    this.server = await launch(this.folder, this.server.port);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

function launch(folder: string, port: number): Promise<PostgresServer> {
  return startPostgres({ dataDir: join(folder, 'postgres'), port });
}

/** A connection that holds something open until it is let go. */
export async function holding(url: string, ...statements: readonly string[]): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  const ended = once(client, 'end');
  return {
    end: async () => {
      await client.query('rollback').catch(() => undefined);
      await client.end();
      await ended;
    },
  };
}
