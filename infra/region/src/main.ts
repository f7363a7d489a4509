import 'reflect-metadata';
import { LocalServerError } from '@estafette/local-servers';
import type * as ServiceHost from '@estafette/service-host';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
import { DemoFailed, playInto } from './play-into.js';
import { LaunchFailed } from './run/launched.js';
import { HIGHEST_BASE, SERVICE_NAMES } from './run/ports.js';
import { ServerEnded } from './run/servers.js';
import type { RegionOptions } from './run/start-region.js';
import { startRegion } from './run/start-region.js';
import { dataFolder } from './running-region.js';

const USAGE = `npm start -- [--fresh] [--empty] [--kafka] [--replicas <service>=<number>]…
  --fresh      empty the data folder first
  --empty      do not play the demo in an empty folder
  --kafka      services in processes of their own, with a real Kafka between them (Java 17; Maven the first time)
  --replicas   more than one process of a service, with --kafka: --replicas challenges=2
  ESTAFETTE_DATA (.data) and ESTAFETTE_PORT (4700) say where the data lies and which port is the front's.`;

/** When stopping in order takes longer than this, all that is left is ended at once. */
const STOP_WITHIN_MS = 9_500;

const OPTIONS = {
  fresh: { type: 'boolean', default: false },
  empty: { type: 'boolean', default: false },
  kafka: { type: 'boolean', default: false },
  replicas: { type: 'string', multiple: true },
} as const;

interface Arguments extends RegionOptions {
  readonly kafka: boolean;
  readonly empty: boolean;
}

function wanted(): Arguments {
  const { values, positionals } = readArguments({ options: OPTIONS, allowPositionals: true });
  const counts = [...(values.replicas ?? []), ...positionals].map((entry) => entry.split('='));
  const names: readonly string[] = SERVICE_NAMES;
  const wrong = counts.filter(([name = '', count = '']) => !names.includes(name) || !/^[1-9]$/.test(count));
  const port = Number(process.env['ESTAFETTE_PORT'] ?? 4700);
  const faults = [
    ...(wrong.length > 0 ? [`--replicas takes <service>=<1…9>, with a service of: ${names.join(', ')}.`] : []),
    ...(counts.length > 0 && !values.kafka
      ? ['--replicas goes with --kafka: without it all services share one process.']
      : []),
    ...(Number.isInteger(port) && port > 0 && port <= HIGHEST_BASE
      ? []
      : [`ESTAFETTE_PORT is a port number up to ${HIGHEST_BASE}.`]),
  ];
  if (faults.length > 0) throw new BadArguments(faults.join('\n'));
  const replicas = new Map(counts.map(([name = '', count]) => [name, Number(count)]));
  const { fresh, empty, kafka } = values;
  return { fresh, empty, kafka, replicas, port, dataDir: dataFolder() };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Aborts when somebody wants this to stop. Signals may come at any time and more than once: one Ctrl-C is enough. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    say('\nStopping …');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stopping.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return stopping.signal;
}

/** Starts, plays the demo, and stays until it is told to stop; whatever happens, everything is stopped in order. */
async function main(signal: AbortSignal): Promise<void> {
  const { empty, ...options } = wanted();
  say(`Starting the region in ${options.dataDir}`);
  // Services of this process: started first, so that they find it.
  const stopTelemetry = options.kafka ? null : import('@estafette/service-host').then(telemetry);
  const region = await startRegion({ ...options, say, signal });
  try {
    const { folder } = region;
    const due = folder.region.demo === 'due' || folder.region.demo === 'playing';
    if (due && empty) await folder.save({ demo: 'left-out' });
    else if (due) await playInto(region, say, signal);
    signal.throwIfAborted();
    say(`ready ${region.url}`);
    const told = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(null);
      });
    });
    const broken = await Promise.race([told, region.broken]);
    if (broken) throw broken;
  } finally {
    await region.stop();
    await (
      await stopTelemetry
    )?.();
  }
}

function telemetry({ startTelemetry }: Pick<typeof ServiceHost, 'startTelemetry'>): () => Promise<void> {
  return startTelemetry('region', process.env);
}

const signal = stopSignal();
try {
  await main(signal);
  process.exit(0);
} catch (error) {
  if (signal.aborted) process.exit(0);
  process.exit(explainEnd(error, USAGE, [LocalServerError, LaunchFailed, DemoFailed, ServerEnded]));
}
