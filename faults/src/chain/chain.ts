import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, runFolder } from '@estafette/local-servers';
import { SERVICES } from '@estafette/region';
import type { ServiceDefinition } from '@estafette/service-host';
import type { TestIssuer } from '@estafette/test-kit';
import { startTestIssuer, TEST_AUDIENCE } from '@estafette/test-kit';
import pg from 'pg';
import { Broker } from './broker.js';
import type { Database } from './cluster.js';
import { Cluster } from './cluster.js';
import type { Inside } from './service-process.js';
import { ServiceProcess } from './service-process.js';

export type Transport = 'feed' | 'kafka';

export interface ChainOptions {
  readonly transport: Transport;
  /** How many of a service, where not one. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** What is wrong inside every process, from the start on. */
  readonly inside?: Inside;
  /** Where a service finds PostgreSQL, when that is not its own address: behind a proxy. */
  readonly databaseVia?: (service: string, url: string) => string | Promise<string>;
  /** Makes ready the folder that everything lies in. @returns what puts it back */
  readonly folder?: (folder: string) => Promise<() => Promise<void>>;
  /** Variables on top of what every service is given. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The subject: PostgreSQL, a broker where there is one, and every service in processes of its own. */
export class Chain {
  /** What runs here: other definitions once another version of a service was deployed. */
  definitions: readonly ServiceDefinition[] = SERVICES;
  readonly admin = randomUUID();
  readonly processes: ServiceProcess[] = [];
  readonly databases = new Map<string, Database>();
  /** By service, in base64: what opens the personal members of its log. */
  readonly vaultKeys = new Map<string, string>();
  readonly #pools = new Map<string, pg.Pool>();

  private constructor(
    readonly options: ChainOptions,
    readonly folder: string,
    private readonly putBack: () => Promise<void>,
    /** Another one, once the data was put there. */
    public cluster: Cluster,
    readonly issuer: TestIssuer,
    readonly broker: Broker | null,
  ) {}

  static async start(options: ChainOptions): Promise<Chain> {
    const folder = await runFolder('faults');
    const putBack = (await options.folder?.(folder)) ?? (() => Promise.resolve());
    const [cluster, issuer, broker] = await Promise.all([
      Cluster.start(folder),
      startTestIssuer(),
      options.transport === 'kafka' ? Broker.start(folder) : null,
    ]);
    const chain = new Chain(options, folder, putBack, cluster, issuer, broker);
    try {
      await chain.#plan();
      await Promise.all(chain.processes.map((service) => service.start()));
      return chain;
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  /** All replicas of a service. */
  of(service: string): readonly ServiceProcess[] {
    return this.processes.filter(({ name }) => name === service);
  }

  one(service: string): ServiceProcess {
    const [first] = this.of(service);
    if (!first) throw new Error(`there is no ${service}`);
    return first;
  }

  /** Asks a service's database as it is, past every proxy. */
  pool(service: string): pg.Pool {
    const known = this.#pools.get(service);
    if (known) return known;
    const pool = new pg.Pool({ connectionString: this.databases.get(service)?.runtimeUrl, max: 3 });
    pool.on('error', () => undefined);
    this.#pools.set(service, pool);
    return pool;
  }

  async closePools(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.end()));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.processes.map(async (service) => {
        // One that was stopped with SIGSTOP hears nothing else.
        if (service.runs) service.signal('SIGCONT');
        await service.end();
      }),
    );
    await this.closePools();
    await Promise.all([this.broker?.stop(), this.issuer.close()]);
    await this.cluster.stop();
    await this.putBack();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #plan(): Promise<void> {
    const { replicas = {}, transport, inside = {}, databaseVia, environment = {} } = this.options;
    const plans: { name: string; port: number; nth: number }[] = [];
    for (const { name } of this.definitions)
      for (let nth = 0; nth < (replicas[name] ?? 1); nth++) plans.push({ name, nth, port: await freePort() });
    const firsts = plans.filter(({ nth }) => nth === 0);
    const feeds = firsts.map(({ name, port }) => `${name}=http://127.0.0.1:${port}`).join(',');
    for (const { name } of firsts) this.databases.set(name, await this.cluster.database(name));
    for (const { name } of firsts) this.vaultKeys.set(name, randomBytes(32).toString('base64'));
    for (const { name, port, nth } of plans) {
      const { ownerUrl = '', runtimeUrl = '' } = this.databases.get(name) ?? {};
      this.processes.push(
        new ServiceProcess({
          name,
          port,
          inside,
          log: join(this.folder, `${name}-${nth}.log`),
          environment: {
            PORT: String(port),
            INSTALLATION: 'test',
            DATABASE_URL: (await databaseVia?.(name, runtimeUrl)) ?? runtimeUrl,
            DATABASE_OWNER_URL: ownerUrl,
            VAULT_KEY: this.vaultKeys.get(name) ?? '',
            ISSUER_URL: this.issuer.url,
            AUDIENCE: TEST_AUDIENCE,
            SERVICE_CLIENT_ID: name,
            SERVICE_CLIENT_SECRET: 'not-asked-for-by-the-issuer-of-tests',
            FIRST_ADMIN: this.admin,
            TRANSPORT: transport,
            LOG_LEVEL: 'info',
            ...(this.broker ? { KAFKA_BROKERS: this.broker.address } : { FEEDS: feeds }),
            ...environment,
          },
        }),
      );
    }
  }
}
