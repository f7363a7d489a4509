import { createWriteStream } from 'node:fs';
import { provisionDatabase, startKafka, startPostgres } from '@estafette/local-servers';
import { SERVICE_NAMES } from './ports.js';
import type { Starting } from './start-region.js';

/** A service's database, as its owner and as the role that it runs as. */
export interface Database {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
}

/** Starts PostgreSQL, with a database for each service. */
export async function startDatabases(starting: Starting): Promise<ReadonlyMap<string, Database>> {
  const { folder, ports, say, signal, stops } = starting;
  const file = createWriteStream(folder.log('postgres'), { flags: 'a' });
  const server = await startPostgres({
    dataDir: folder.postgres,
    port: ports.postgres,
    log: say,
    output: (line) => file.write(`${line}\n`),
    signal,
  });
  let stopped = false;
  stops.add('servers', () => {
    stopped = true;
    return server.stop();
  });
  void server.ended.then(() => {
    if (!stopped) starting.broken(new Error(`PostgreSQL ended by itself. Its log: ${folder.log('postgres')}`));
  });
  say(`  PostgreSQL          127.0.0.1:${server.port}`);
  const roles = SERVICE_NAMES.map((service) => ({
    service,
    ownerPassword: folder.secret('databasePasswords', `${service}-owner`),
    runtimePassword: folder.secret('databasePasswords', service),
  }));
  await folder.save();
  const databases = await Promise.all(
    roles.map(async (one): Promise<[string, Database]> => [one.service, await provisionDatabase(server.adminUrl, one)]),
  );
  return new Map(databases);
}

/** Starts Kafka. @returns where it answers, as `host:port` */
export async function startBroker(starting: Starting): Promise<string> {
  const { folder, ports, say, signal, stops } = starting;
  const broker = await startKafka({ dir: folder.kafka, port: ports.kafka, log: say, signal });
  let stopped = false;
  stops.add('servers', () => {
    stopped = true;
    return broker.stop();
  });
  void broker.ended.then(() => {
    if (!stopped) starting.broken(new Error(`Kafka ended by itself. Its log: ${folder.kafka}/kafka.log`));
  });
  say(`  Kafka               ${broker.brokers}`);
  return broker.brokers;
}
