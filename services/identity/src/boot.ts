import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { readConfig } from './config.js';
import type { IdentityConfig } from './config.js';
import { DEMO_WARNING } from './demo-grant.js';
import { keepKeys } from './keys.js';
import { openPeople } from './people.js';
import { createProvider } from './provider.js';
import { createServer } from './server.js';

/** A listening identity service. */
export interface RunningIdentity {
  /** Where it listens, such as `http://127.0.0.1:4007`: behind a proxy not the same as the issuer. */
  readonly url: string;
  /** Takes no more requests, finishes those under way within DRAIN_TIMEOUT, then cuts them off. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts the identity service and answers once it listens. It keeps no state outside what it returns: several can run in one process.
 *
 * @param env the variables that the README lists, usually `process.env`.
 * @param options.logger a pino logger of the caller's; left out, JSON lines go to standard output.
 * @throws ConfigError with every fault of the configuration; KeyFileError; Error when the port is taken or the database is away.
 */
export async function bootIdentity(
  env: Record<string, string | undefined>,
  options: { logger?: Logger } = {},
): Promise<RunningIdentity> {
  const config = readConfig(env);
  const logger = (options.logger ?? pino()).child({ service: 'identity' });
  const keys = 'file' in config.keySource ? await keepKeys(config.keySource.file) : config.keySource;
  const people = await openPeople(config, keys, logger);
  try {
    const provider = await createProvider(config, keys, logger, people?.login);
    const app = createServer({
      provider,
      logger,
      arrivalMs: config.requestTimeoutMs,
      ready: () => people?.ready() ?? Promise.resolve(),
      mayRegister: people?.mayRegister,
      routes: people?.routes(provider) ?? [],
    });
    const url = await listen(app, config);
    if (config.demoMode) logger.warn(DEMO_WARNING);
    logger.info({ url, issuer: config.issuer, audience: config.audience }, 'identity listens');

    let closed: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await drain(app, config.drainSeconds);
      await people?.close();
    };
    return { url, close: () => (closed ??= stop()) };
  } catch (error) {
    await people?.close();
    throw error;
  }
}

async function listen(app: FastifyInstance, { host, port }: IdentityConfig): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} on ${host} is taken: stop what listens there, or set PORT to another.`, {
        cause: error,
      });
    }
    throw error;
  }
}

async function drain(app: FastifyInstance, seconds: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), seconds * 1000);
  // A connection whose last request has just been answered would otherwise stay for the keep-alive time.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  await app.close();
  clearTimeout(cut);
  clearInterval(sweep);
}
