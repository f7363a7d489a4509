import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { KafkaServer } from '@estafette/local-servers';
import { dropDatabase, provisionDatabase, removeKafka, startKafka } from '@estafette/local-servers';
import type { Tasks } from '../programs/serve.js';
import { Child } from './child.js';
import type { Database } from './database.js';
import { migrated } from './database.js';
import type { Place } from './place.js';
import { ServiceProcess } from './service-process.js';

/** What one bench stands on. Whatever it starts here is stopped, last first, when the bench is over. */
export class Stage {
  readonly #stops: (() => Promise<unknown>)[] = [];

  constructor(readonly place: Place) {}

  get say(): (line: string) => void {
    return this.place.options.say;
  }

  get profileArguments(): readonly string[] {
    const { profiles } = this.place.options;
    return profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  }

  after(stop: () => Promise<unknown>): void {
    this.#stops.unshift(stop);
  }

  /** An empty database with a service's two roles. Who boots a service on it leaves the migrations to that. */
  async database(name: string): Promise<Database> {
    const { adminUrl } = await this.place.postgres();
    const database = `bench-${name}-${randomUUID().slice(0, 8)}`;
    const passwords = { ownerPassword: 'owner', runtimePassword: 'runtime' };
    const urls = await provisionDatabase(adminUrl, { service: name, database, ...passwords });
    this.after(() => dropDatabase(adminUrl, database));
    return { ...urls, adminUrl, vaultKey: randomBytes(32).toString('base64') };
  }

  /** A database with the log, and with what these folders add to it. */
  async log(name: string, folders: readonly URL[] = []): Promise<Database> {
    const database = await this.database(name);
    await migrated(database, folders);
    return database;
  }

  /** A program of the benches, in a process of its own. */
  async child<Known extends Tasks>(program: string): Promise<Child<Known>> {
    const child = await Child.start<Known>(program, this.profileArguments);
    this.after(() => child.stop());
    return child;
  }

  /** A service as it is deployed: its build, in a process of its own, ready. */
  async service(name: string, environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const service = new ServiceProcess(name, environment, this.profileArguments);
    this.after(() => service.stop());
    await service.ready();
    return service;
  }

  async kafka(): Promise<KafkaServer> {
    const dir = join(this.place.folder, 'kafka');
    this.after(() => removeKafka(dir));
    const server = await startKafka({ dir, log: this.say });
    this.after(() => server.stop());
    return server;
  }

  async clear(): Promise<void> {
    for (let stop = this.#stops.shift(); stop; stop = this.#stops.shift()) await stop();
  }
}
