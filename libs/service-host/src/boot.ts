import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { viewSubscription } from '@estafette/event-store';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Environment } from './config.js';
import { readConfig } from './config.js';
import { watchAddresses } from './http/addresses.js';
import { API_VERSION, openApiOf } from './http/openapi.js';
import { OpenApiDocument } from './http/openapi.controller.js';
import { ParkedSource } from './http/parked.controller.js';
import { sendProblem, problemOf } from './http/problem.filter.js';
import { traceRequests } from './http/trace-requests.js';
import type { Logger } from './log.js';
import { makeLogger, NestLog } from './log.js';
import type { Running } from './run/held.js';
import { open } from './run/held.js';
import type { Messaging } from './run/messaging.js';
import { messagingOf } from './run/messaging.js';
import { Lifecycle, serviceModule } from './run/service.module.js';
import type { ServiceDefinition } from './service-definition.js';

const BODY_LIMIT_BYTES = 1_048_576;
const KEEP_ALIVE_MS = 5_000;

/** A service that takes requests. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly held: Running;
  readonly app: INestApplication;
  /** Lets what is under way end, then stops; repeating it waits for the same end. */
  close(): Promise<void>;
}

interface BootOptions {
  readonly logger?: Logger;
}

/** Starts one service from its definition and the environment. @throws Error naming every fault of the configuration */
export async function boot(
  definition: ServiceDefinition,
  environment: Environment,
  options: BootOptions = {},
): Promise<RunningService> {
  const config = readConfig(environment);
  const logger = options.logger ?? makeLogger(definition.name, config.LOG_LEVEL);
  const held = await open(definition, config, logger);
  try {
    const adapter = new FastifyAdapter({
      bodyLimit: BODY_LIMIT_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      forceCloseConnections: 'idle',
      exposeHeadRoutes: false,
      frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) => {
        sendProblem(reply, problemOf(error));
      },
    });
    const fastify = adapter.getInstance<FastifyInstance>();
    const lifecycle = new Lifecycle(held);
    const module = serviceModule(definition, held, lifecycle, watchAddresses(fastify));
    traceRequests(fastify, definition.name);
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      void reply.header('api-version', API_VERSION);
      done(null, payload);
    });
    const app = await NestFactory.create(module, adapter, { logger: new NestLog(logger), abortOnError: false });
    app.setGlobalPrefix('v1', { exclude: ['health/live', 'health/ready'] });
    const messaging = messagingOf(definition, held);
    app.get(ParkedSource).messages = messaging.parked;
    app.get(OpenApiDocument).document = openApiOf(app, definition.name);
    lifecycle.notes.set('upstreamsAway', () => Promise.resolve(messaging.waiting()));
    for (const view of definition.views) held.subscriptions.add(viewSubscription(view));
    for (const reaction of definition.reactions?.(held) ?? []) held.subscriptions.add(reaction);
    await app.init();
    await held.subscriptions.start();
    await messaging.start(app);
    await app.listen(config.PORT, config.HOST);
    const url = config.PUBLIC_URL ?? (await app.getUrl());
    logger.info({ url, transport: config.TRANSPORT }, 'ready');
    let closing: Promise<void> | undefined;
    return { name: definition.name, url, held, app, close: () => (closing ??= close(app, held, lifecycle, messaging)) };
  } catch (error) {
    await held.subscriptions.stop().catch(() => undefined);
    await held.pool.end();
    throw error;
  }
}

/** Consumers first, then requests under way, then the readers that those wait for, then the database. */
async function close(app: INestApplication, held: Running, lifecycle: Lifecycle, messaging: Messaging): Promise<void> {
  lifecycle.drain();
  await messaging.stop();
  await app.close();
  await held.subscriptions.stop();
  await held.pool.end();
  held.logger.info('stopped');
}

/** Boots a service as a process of its own: from `process.env`, until SIGTERM or SIGINT. */
export async function main(definition: ServiceDefinition): Promise<void> {
  const { startTelemetry } = await import('./telemetry.js');
  const stopTelemetry = startTelemetry(definition.name, process.env);
  try {
    const service = await boot(definition, process.env);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        void service
          .close()
          .then(stopTelemetry)
          .then(() => process.exit(0));
      });
    }
  } catch (error) {
    process.stderr.write(
      `${definition.name} cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}
