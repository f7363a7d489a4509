import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import type { ServiceDefinition } from './service-definition.js';
import { startTelemetry } from './telemetry.js';

/** Whoever stops us (a container's runtime, the launcher) waits some ten seconds and then kills. */
const STOPS_WITHIN_MS = 7_000;

/**
 * Boots a service as a process of its own: from `process.env`, until SIGTERM, SIGINT, or the end of the one who started
 * it over a channel. Signals may come at any time, and more than once.
 */
export async function main(definition: ServiceDefinition): Promise<void> {
  const stopTelemetry = startTelemetry(definition.name, process.env);
  let stopping: Promise<void> | undefined;
  // Only a promise that is made before the first await can be waited for by a signal that comes during the start.
  const starting = boot(definition, process.env);
  const stop = (): void => {
    stopping ??= end(starting, stopTelemetry);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.connected) process.once('disconnect', stop);
  try {
    await starting;
  } catch (error) {
    if (stopping) return;
    process.stderr.write(
      `${definition.name} cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

async function end(starting: Promise<RunningService>, stopTelemetry: () => Promise<void>): Promise<void> {
  const late = setTimeout(() => {
    process.stderr.write(`Not stopped within ${STOPS_WITHIN_MS} ms: ending now.\n`);
    process.exit(1);
  }, STOPS_WITHIN_MS);
  try {
    const service = await starting.catch(() => null);
    await service?.close();
    await stopTelemetry();
    clearTimeout(late);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Stopped with trouble: ${error instanceof Error ? error.name : 'error'}\n`);
    process.exit(1);
  }
}
