import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import {
  missingForKafka,
  removeKafka,
  removePostgres,
  runFolder,
  startKafka,
  startPostgres,
} from '@estafette/local-servers';
import { containerKafka, containerPostgres, type TestServer } from './containers.js';

/** What the workers of a test run are told about its servers. */
export interface ProvidedServers {
  /** Connection URL of PostgreSQL's administrator. */
  postgres: string;
  /** Where a worker asks (POST) for the broker, which the first such wish starts. */
  kafkaDesk: string;
  /** What to install so that Kafka can run here; undefined when it can. */
  kafkaMissing: string | undefined;
}

export interface TestServers {
  provided: ProvidedServers;
  stop(): Promise<void>;
}

/** Starts the servers of one test run: PostgreSQL now, Kafka when a worker first asks for it. */
export async function startTestServers(): Promise<TestServers> {
  const folder = await runFolder('tests');
  // One after the other: a fault in the second must not leave the first running.
  const kafka = await planKafka(folder);
  const postgres = await openPostgres(folder);
  const desk = await openDesk(kafka.start);
  return {
    provided: { postgres: postgres.address, kafkaDesk: desk.url, kafkaMissing: kafka.missing },
    stop: async () => {
      await Promise.all([postgres.stop(), desk.close()]);
      await rmdir(folder).catch(() => undefined);
    },
  };
}

async function openPostgres(folder: string): Promise<TestServer> {
  const { DATABASE_URL: given } = process.env;
  if (given) return { address: given, stop: () => Promise.resolve() };
  const inContainer = await containerPostgres();
  if (inContainer !== undefined) return inContainer();
  const dataDir = join(folder, 'postgres');
  const server = await startPostgres({ dataDir, fast: true });
  return {
    address: server.adminUrl,
    stop: async () => {
      await server.stop();
      await removePostgres(dataDir);
    },
  };
}

async function planKafka(folder: string): Promise<{ missing: string | undefined; start: () => Promise<TestServer> }> {
  const { KAFKA_BROKERS: given } = process.env;
  if (given) {
    return { missing: undefined, start: () => Promise.resolve({ address: given, stop: () => Promise.resolve() }) };
  }
  const inContainer = await containerKafka();
  if (inContainer !== undefined) return { missing: undefined, start: inContainer };
  const dir = join(folder, 'kafka');
  return {
    missing: await missingForKafka(),
    start: async () => {
      const server = await startKafka({ dir });
      return {
        address: server.brokers,
        stop: async () => {
          await server.stop();
          await removeKafka(dir);
        },
      };
    },
  };
}

/** A small HTTP server, on the loopback address and a secret path, at which workers ask for the one broker. */
async function openDesk(start: () => Promise<TestServer>): Promise<{ url: string; close: () => Promise<void> }> {
  const path = `/${randomUUID()}`;
  let broker: Promise<TestServer> | undefined;
  const desk: Server = createServer((request, response) => {
    if (request.url !== path || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    broker ??= start();
    broker.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : String(error)),
    );
  });
  desk.listen(0, '127.0.0.1');
  await once(desk, 'listening');
  const address = desk.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: async () => {
      desk.closeAllConnections();
      desk.close();
      const started = await broker?.catch(() => undefined);
      await started?.stop();
    },
  };
}
