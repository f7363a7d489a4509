import { provisionDatabase, requireFreePort, startKafka, startPostgres } from '@estafette/local-servers';
import { DataFolder } from './data-folder.js';
import { identityEnvironment, serviceEnvironment } from './environment.js';
import { startFront } from './front.js';
import type { Launched } from './launch.js';
import { launchHere, launchProcess } from './launch.js';
import type { Ports } from './services.js';
import { portsFrom, SERVICES } from './services.js';

export interface RegionOptions {
  readonly dataDir: string;
  /** The front's port; the others lie above it. */
  readonly port: number;
  readonly kafka?: boolean;
  /** Empties the data folder first. */
  readonly fresh?: boolean;
  /** Replicas of services, where there are more than one; with Kafka only. */
  readonly replicas?: ReadonlyMap<string, number>;
  readonly say?: (line: string) => void;
}

export interface Region {
  readonly url: string;
  readonly folder: DataFolder;
  readonly services: readonly Launched[];
  /** Where each service's database is, as its runtime role. */
  readonly databases: ReadonlyMap<string, string>;
  /** Kafka's address, when the region runs on it. */
  readonly brokers?: string;
  stop(): Promise<void>;
}

/** Starts everything that a region is on this machine; when one part fails, those that run are stopped again. */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const { kafka = false, fresh = false, replicas = new Map<string, number>(), say = () => undefined } = options;
  const folder = await DataFolder.open(options.dataDir, { fresh });
  const ports = portsFrom(options.port, replicas);
  await requireFree(ports, kafka);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    const url = `http://127.0.0.1:${ports.front}`;
    const postgres = await startPostgres({ dataDir: folder.postgres, port: ports.postgres });
    stops.push(() => postgres.stop());
    say(`  PostgreSQL          127.0.0.1:${postgres.port}`);
    const broker = kafka ? await startKafka({ dir: folder.kafka, port: ports.kafka, log: say }) : null;
    if (broker) {
      stops.push(() => broker.stop());
      say(`  Kafka               ${broker.brokers}`);
    }
    const databases = await provision(postgres.adminUrl, folder);
    await folder.save({ url });
    const launched = await launchAll({
      ports,
      folder,
      databases,
      stops,
      say,
      ...(broker ? { brokers: broker.brokers } : {}),
    });
    const front = await startFront(ports);
    stops.push(() => front.close());
    return {
      url,
      folder,
      services: launched,
      databases: new Map([...databases].map(([name, { runtimeUrl }]) => [name, runtimeUrl])),
      ...(broker ? { brokers: broker.brokers } : {}),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function requireFree(ports: Ports, kafka: boolean): Promise<void> {
  await requireFreePort(ports.front, 'the front address');
  await requireFreePort(ports.identity, 'identity');
  await requireFreePort(ports.postgres, 'PostgreSQL');
  if (kafka) await requireFreePort(ports.kafka, 'Kafka');
  for (const [name, numbers] of ports.services) for (const port of numbers) await requireFreePort(port, name);
}

type Databases = ReadonlyMap<string, { ownerUrl: string; runtimeUrl: string }>;

async function provision(adminUrl: string, folder: DataFolder): Promise<Databases> {
  const databases = new Map<string, { ownerUrl: string; runtimeUrl: string }>();
  for (const { name } of SERVICES) {
    const [ownerPassword, runtimePassword] = [`${name}-owner`, name].map((role) =>
      folder.secret('databasePasswords', role),
    );
    if (ownerPassword === undefined || runtimePassword === undefined) throw new Error('no passwords');
    await folder.save();
    databases.set(name, await provisionDatabase(adminUrl, { service: name, ownerPassword, runtimePassword }));
  }
  return databases;
}

interface LaunchAll {
  readonly ports: Ports;
  readonly folder: DataFolder;
  readonly databases: Databases;
  readonly brokers?: string;
  readonly stops: (() => Promise<void>)[];
  readonly say: (line: string) => void;
}

async function launchAll({ ports, folder, databases, brokers, stops, say }: LaunchAll): Promise<Launched[]> {
  const launched: Launched[] = [];
  const launch = async (
    name: string,
    port: number,
    environment: Record<string, string>,
    nth: number,
  ): Promise<void> => {
    const one =
      brokers === undefined
        ? await launchHere(name, environment, folder)
        : await launchProcess(name, environment, folder, nth);
    launched.push(one);
    stops.push(() => one.stop());
    say(`  ${name.padEnd(19)} http://127.0.0.1:${port}${one.pid === undefined ? '' : `  (process ${one.pid})`}`);
  };
  const identity = identityEnvironment(ports, folder);
  await folder.save();
  await launch('identity', ports.identity, identity, 0);
  for (const [name, numbers] of ports.services) {
    const database = databases.get(name);
    if (!database) throw new Error(`no database for ${name}`);
    for (const [nth, port] of numbers.entries()) {
      const environment = serviceEnvironment({
        name,
        port,
        ports,
        folder,
        database,
        ...(brokers === undefined ? {} : { brokers }),
      });
      await folder.save();
      await launch(name, port, environment, nth);
    }
  }
  return launched;
}
