import { createWriteStream } from 'node:fs';
import type { KafkaServer } from '@estafette/local-servers';
import { provisionDatabase, startKafka, startPostgres } from '@estafette/local-servers';
import { WITH_DATABASE } from './ports.js';
import type { Starting } from './starting.js';

/** A service's database, as its owner and as the role that it runs as. */
export interface Database {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
}

/** A server ended by itself, and nothing goes on without it. */
export class ServerEnded extends Error {
  override readonly name = 'ServerEnded';

  constructor(server: string, log: string) {
    super(`${server} ended by itself, so everything was stopped. Its log says why: ${log}\nStart again: npm start`);
  }
}

/** A broker that ends sooner than this after its start has a fault that another start does not mend. */
const STAYED_UP_MS = 5_000;

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
    if (!stopped) starting.broken(new ServerEnded('PostgreSQL', folder.log('postgres')));
  });
  say(`  PostgreSQL          127.0.0.1:${server.port}`);
  const roles = WITH_DATABASE.map((service) => ({
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

/** Starts Kafka, and starts it again when it dies: commands are taken meanwhile. @returns its address, as `host:port` */
export async function startBroker(starting: Starting): Promise<string> {
  const { folder, ports, say, signal, stops } = starting;
  const start = (): Promise<KafkaServer> =>
    startKafka({ dir: folder.kafka, port: ports.kafka, log: say, signal: AbortSignal.any([signal, stopping.signal]) });
  const stopping = new AbortController();
  let broker = await start();
  const keepUp = async (): Promise<void> => {
    for (;;) {
      const began = performance.now();
      await broker.ended;
      if (stopping.signal.aborted) return;
      say('  Kafka ended by itself; it is started again');
      // Gives the folder free.
      await broker.stop();
      // One that does not stay up is not tried for ever.
      if (performance.now() - began < STAYED_UP_MS) throw new ServerEnded('Kafka', `${folder.kafka}/kafka.log`);
      broker = await start();
    }
  };
  const keeping = keepUp().catch((error: unknown) => {
    if (!stopping.signal.aborted) starting.broken(error instanceof Error ? error : new Error(String(error)));
  });
  stops.add('servers', async () => {
    stopping.abort();
    await broker.stop();
    await keeping;
  });
  say(`  Kafka               ${broker.brokers}`);
  return broker.brokers;
}
