import { bootIdentity } from '@estafette/identity';
import { boot, makeLogger } from '@estafette/service-host';
import { pino } from 'pino';
import type { Launched, LaunchOptions } from './launched.js';
import { SERVICES } from './services.js';

/** Launches a service in this process. */
export async function launchHere({ name, port, environment, log }: LaunchOptions): Promise<Launched> {
  // Written at once and never closed: a connection's last words may come after its service has stopped.
  const file = pino.destination({ dest: log, append: true, sync: true });
  if (name === 'identity') {
    const identity = await bootIdentity(environment, { logger: pino({ base: { service: name } }, file) });
    return { name, port, up: true, stop: () => identity.close() };
  }
  const definition = SERVICES.find((one) => one.name === name);
  if (!definition) throw new Error(`There is no service ${name}.`);
  const service = await boot(definition, environment, { logger: makeLogger(name, 'info', file) });
  return { name, port, up: true, stop: () => service.close() };
}
