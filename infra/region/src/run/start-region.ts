import { requireFreePorts } from '@estafette/local-servers';
import { DataFolder } from './data-folder.js';
import { startFront } from './front.js';
import { launchIdentity, launchServices } from './launch.js';
import type { Launched } from './launched.js';
import { portsFrom, wantedPorts } from './ports.js';
import { ProcessList } from './process-list.js';
import { startBroker, startDatabases } from './servers.js';
import type { Database } from './servers.js';
import type { Starting } from './starting.js';
import { Stops, together } from './stops.js';

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
  /** Breaks the start off: what runs by then is stopped in order, and the start rejects. */
  readonly signal?: AbortSignal;
}

export interface Region {
  readonly url: string;
  readonly folder: DataFolder;
  readonly services: readonly Launched[];
  /** Where each service's database is, as its runtime role. */
  readonly databases: ReadonlyMap<string, string>;
  /** Kafka's address, when the region runs on it. */
  readonly brokers?: string;
  /** Resolves when PostgreSQL has ended by itself, or Kafka again and again, and says so: nothing goes on without them. */
  readonly broken: Promise<Error>;
  /** Stops everything in order. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts everything that a region is on this machine; when one part fails, those that run are stopped again.
 * @throws LocalServerError for everything that its user can mend, saying how
 */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const { kafka = false, fresh = false, replicas = new Map<string, number>(), say = () => undefined } = options;
  const ports = portsFrom(options.port, replicas);
  const possible = (): Promise<void> => requireFreePorts(wantedPorts(ports, { kafka }));
  const folder = await DataFolder.open(options.dataDir, { fresh, say, possible });
  const stops = new Stops();
  stops.add('folder', folder.release);
  const broken = Promise.withResolvers<Error>();
  const breakOff = new AbortController();
  const signal = AbortSignal.any([breakOff.signal, ...(options.signal ? [options.signal] : [])]);
  const processes = kafka ? new ProcessList(folder.path) : null;
  const starting: Starting = { folder, ports, processes, stops, say, signal, breakOff, broken: broken.resolve };
  try {
    signal.throwIfAborted();
    const url = `http://127.0.0.1:${ports.front}`;
    await folder.save({ url });
    const [[databases, identity], brokers] = await together(
      [startWithIdentity(starting), kafka ? startBroker(starting) : Promise.resolve(null)],
      breakOff,
    );
    const services = await launchServices(starting, { databases, brokers });
    signal.throwIfAborted();
    const front = await startFront({ port: ports.front, services: new Map([...services, ['identity', [identity]]]) });
    stops.add('front', () => front.close());
    say(`  front               ${url}`);
    return {
      url,
      folder,
      services: [identity, ...[...services.values()].flat()],
      databases: new Map([...databases].map(([name, { runtimeUrl }]) => [name, runtimeUrl])),
      ...(brokers === null ? {} : { brokers }),
      broken: broken.promise,
      stop: () => stops.stop(),
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

async function startWithIdentity(starting: Starting): Promise<readonly [ReadonlyMap<string, Database>, Launched]> {
  const databases = await startDatabases(starting);
  return [databases, await launchIdentity(starting, databases)];
}
