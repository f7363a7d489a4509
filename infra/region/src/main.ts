import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { LocalServerError } from '@estafette/local-servers';
import { startTelemetry } from '@estafette/service-host';
import { playInto } from './play-into.js';
import { startRegion } from './run/start-region.js';
import { SERVICES } from './run/services.js';

const USAGE = `npm start -- [--fresh] [--empty] [--kafka] [--replicas <service>=<number>]…
  --fresh      empty the data folder first
  --empty      do not play the demo in an empty folder
  --kafka      services in processes of their own, with a real Kafka between them (Java 17; Maven the first time)
  --replicas   more than one process of a service, with --kafka: --replicas challenges=2
  ESTAFETTE_DATA (.data) and ESTAFETTE_PORT (4000) say where the data lies and which port is the front's.`;

const STOP_WITHIN_MS = 10_000;

function readArguments(): {
  fresh: boolean;
  empty: boolean;
  kafka: boolean;
  replicas: Map<string, number>;
  port: number;
  dataDir: string;
} {
  const { values, positionals } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      kafka: { type: 'boolean', default: false },
      replicas: { type: 'string', multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const names = SERVICES.map(({ name }) => name);
  const wanted = [...values.replicas, ...positionals].map((entry) => entry.split('='));
  const wrong = wanted.filter(([name = '', count = '']) => !names.includes(name) || !/^[1-9]$/.test(count));
  if (wrong.length > 0)
    throw new LocalServerError('bad-name', `--replicas takes <service>=<1…9>, with a service of: ${names.join(', ')}.`);
  if (wanted.length > 0 && !values.kafka)
    throw new LocalServerError('bad-name', '--replicas goes with --kafka: without it all services share one process.');
  const port = Number(process.env['ESTAFETTE_PORT'] ?? 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_400)
    throw new LocalServerError('bad-name', 'ESTAFETTE_PORT is a port number up to 65400.');
  const replicas = new Map(wanted.map(([name = '', count]) => [name, Number(count)]));
  return {
    fresh: values.fresh,
    empty: values.empty,
    kafka: values.kafka,
    replicas,
    port,
    dataDir: process.env['ESTAFETTE_DATA'] ?? '.data',
  };
}

async function main(): Promise<void> {
  const { empty, ...options } = readArguments();
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const stopTelemetry = startTelemetry('region', process.env);
  say(`Starting the region in ${options.dataDir}`);
  let stop: (() => Promise<void>) | null = null;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      say('\nStopping …');
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      if (stop)
        void stop()
          .then(stopTelemetry)
          .then(() => process.exit(0));
    });
  }
  const region = await startRegion({ ...options, say });
  stop = () => region.stop();
  if (stopping.signal.aborted) {
    await stop();
    process.exit(0);
  }
  if (!empty && !region.folder.region.played) await playInto(region, say);
  say(`ready ${region.url}`);
}

try {
  await main();
} catch (error) {
  const known = error instanceof LocalServerError;
  process.stderr.write(
    `The region did not start: ${error instanceof Error ? error.message : String(error)}\n${known ? '' : `${(error as Error).stack ?? ''}\n`}`,
  );
  if (known && error.code === 'bad-name') process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}
