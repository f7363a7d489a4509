import { identityEnvironment, serviceEnvironment } from './environment.js';
import type { Launched, LaunchOptions } from './launched.js';
import { LaunchFailed } from './launched.js';
import type { Database } from './servers.js';
import { ServiceProcess } from './service-process.js';
import type { Starting } from './starting.js';
import { together } from './stops.js';

export async function launchIdentity(starting: Starting, databases: On['databases']): Promise<Launched> {
  const { folder, ports } = starting;
  const environment = identityEnvironment(ports, folder, databases.get('identity')?.runtimeUrl ?? '');
  await folder.save();
  return launch(starting, { name: 'identity', port: ports.identity, environment, log: folder.log('identity') });
}

interface On {
  readonly databases: ReadonlyMap<string, Database>;
  /** Null: the services follow each other's feeds. */
  readonly brokers: string | null;
}

/** Launches every service, with all its replicas. */
export async function launchServices(starting: Starting, on: On): Promise<ReadonlyMap<string, readonly Launched[]>> {
  const { folder, ports, breakOff } = starting;
  const plans = [...ports.services].flatMap(([name, numbers]) => {
    const database = on.databases.get(name);
    if (!database) throw new Error(`There is no database for ${name}.`);
    return numbers.map((port, nth): LaunchOptions => ({
      name,
      port,
      environment: serviceEnvironment({ name, port, ports, folder, database, brokers: on.brokers }),
      log: folder.log(nth === 0 ? name : `${name}-${nth}`),
    }));
  });
  await folder.save();
  const launched = await together(
    plans.map((plan) => launch(starting, plan)),
    breakOff,
  );
  return Map.groupBy(launched, ({ name }) => name);
}

async function launch(starting: Starting, plan: LaunchOptions): Promise<Launched> {
  const { say, signal, stops } = starting;
  const launched = await launchOne(starting, plan).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new LaunchFailed(plan.name, error);
  });
  stops.add('services', () => launched.stop());
  const { name, port, pid } = launched;
  say(`  ${name.padEnd(19)} http://127.0.0.1:${port}${pid === undefined ? '' : `  (process ${pid})`}`);
  return launched;
}

async function launchOne({ processes, say, signal }: Starting, plan: LaunchOptions): Promise<Launched> {
  if (processes) return ServiceProcess.launch({ ...plan, list: processes, say, signal });
  // A region whose services have processes of their own has no need of them here.
  const { launchHere } = await import('./launch-here.js');
  signal.throwIfAborted();
  return launchHere(plan);
}
