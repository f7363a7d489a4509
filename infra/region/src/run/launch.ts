import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { bootIdentity } from '@estafette/identity';
import { boot, makeLogger } from '@estafette/service-host';
import { pino } from 'pino';
import type { DataFolder } from './data-folder.js';
import { SERVICES } from './services.js';

/** A service that was launched, here or in a process of its own. */
export interface Launched {
  readonly name: string;
  /** Its process, when it has its own. */
  readonly pid?: number;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** Launches a service in this process; its log goes to a file. */
export async function launchHere(name: string, environment: Environment, folder: DataFolder): Promise<Launched> {
  // Written at once and never closed: a connection's last words may come after its service has stopped.
  const file = pino.destination({ dest: folder.log(name), append: true, sync: true });
  if (name === 'identity') {
    const identity = await bootIdentity(environment, { logger: pino({ base: { service: name } }, file) });
    return { name, stop: () => identity.close() };
  }
  const definition = SERVICES.find((one) => one.name === name);
  if (!definition) throw new Error(`no service ${name}`);
  const service = await boot(definition, environment, { logger: makeLogger(name, 'info', file) });
  return { name, stop: () => service.close() };
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 8_000;
/** Where the services lie, from the sources and from the build alike. */
const services = new URL('../../../../services/', import.meta.url);

/** Launches a service as a process of its own, as it is deployed, and waits until it is ready. */
export async function launchProcess(
  name: string,
  environment: Environment,
  folder: DataFolder,
  nth: number,
): Promise<Launched> {
  const log = openSync(folder.log(nth === 0 ? name : `${name}-${nth}`), 'a');
  const main = fileURLToPath(new URL(`${name}/dist/main.js`, services));
  const { PATH = '', OTEL_EXPORTER_OTLP_ENDPOINT = '' } = process.env;
  // A group of its own, so that Ctrl-C reaches it through us, in order; the channel tells it when we are gone.
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { PATH, OTEL_EXPORTER_OTLP_ENDPOINT, ...environment },
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), delay(STOP_WITHIN_MS, false, { ref: false })]);
    if (!inTime) child.kill('SIGKILL');
    await ended;
  };
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(Number(environment['PORT'])))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} stopped at start; its log says why: ${folder.log(name)}`);
    if (performance.now() > until) {
      await stop();
      throw new Error(`${name} was not ready within a minute; its log may say why: ${folder.log(name)}`);
    }
    await delay(50);
  }
  return { name, ...(child.pid === undefined ? {} : { pid: child.pid }), stop };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false;
  }
}
