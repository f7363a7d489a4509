import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { viewSubscription } from '@estafette/event-store';
import { Freshness } from './access/freshness.js';
import type { Environment } from './config.js';
import { readConfig } from './config.js';
import { routesOf } from './describe.js';
import { watchAddresses } from './http/addresses.js';
import { openApiOf } from './http/openapi.js';
import { OpenApiDocument } from './http/openapi.controller.js';
import { ParkedSource } from './http/parked.controller.js';
import { RepublicationSource } from './http/republications.controller.js';
import { makeServer } from './http/server.js';
import { traceRequests } from './http/trace-requests.js';
import type { Logger } from './log.js';
import { makeLogger, NestLog } from './log.js';
import type { Running } from './run/held.js';
import { open } from './run/held.js';
import { Lifecycle } from './run/lifecycle.js';
import { messagingOf, upstreamsOf } from './run/messaging.js';
import { serviceModule } from './run/service.module.js';
import type { ServiceDefinition } from './service-definition.js';

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

/** What was started, to be stopped in the opposite order. */
type Stops = (() => unknown)[];

/** Starts one service from its definition and the environment. @throws Error naming every fault of the configuration */
export async function boot(
  definition: ServiceDefinition,
  environment: Environment,
  options: BootOptions = {},
): Promise<RunningService> {
  const config = readConfig(environment, upstreamsOf(definition), definition.settings);
  const logger = options.logger ?? makeLogger(definition.name, config.LOG_LEVEL);
  const held = await open(definition, config, logger);
  const stops: Stops = [() => held.rebuilds.stop(), () => held.pool.end()];
  try {
    const app = await start(definition, held, stops);
    const url = config.PUBLIC_URL ?? (await app.getUrl());
    logger.info({ url, transport: config.TRANSPORT }, 'ready');
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= stopAll(stops).then(() => logger.info('stopped')));
    return { name: definition.name, url, held, app, close };
  } catch (error) {
    // The first fault is the one to tell.
    await stopAll(stops).catch(() => undefined);
    throw readableAtStart(error, config);
  }
}

/** Readers of the log first, then consumers, then requests; so nothing arrives before what it waits for runs. */
async function start(definition: ServiceDefinition, held: Running, stops: Stops): Promise<INestApplication> {
  const { config, logger, subscriptions } = held;
  const { adapter, fastify } = makeServer(routesOf(definition), definition.problemForms, config.REQUEST_TIMEOUT_MS);
  traceRequests(fastify, definition.name, logger);
  const messaging = messagingOf(definition, held, await held.log.incarnation());
  const hears = definition.memberships ? () => true : () => messaging.states().get('organisations') === 'there';
  const freshness = new Freshness(hears, config.MEMBERSHIP_STALE_AFTER * 1_000);
  stops.unshift(() => freshness.stop());
  const lifecycle = new Lifecycle(held);
  lifecycle.upstreams = () => messaging.states();
  const module = serviceModule(definition, held, lifecycle, {
    addresses: watchAddresses(fastify),
    assertFresh: () => freshness.assert(),
  });
  // Nest types its options as a class that nobody can make.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  const app = await NestFactory.create(module, adapter, {
    logger: new NestLog(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix('v1', { exclude: ['health/live', 'health/ready', ...(definition.unversioned ?? [])] });
  app.get(ParkedSource).messages = messaging.parked;
  app.get(RepublicationSource).publications = messaging.publications;
  app.get(OpenApiDocument).document = openApiOf(app, definition);
  for (const view of definition.views) subscriptions.add(viewSubscription(view));
  for (const reaction of definition.reactions?.(held) ?? []) subscriptions.add(reaction);
  stops.unshift(() => messaging.stopPublishing(subscriptions.stop()));
  await app.init();
  await subscriptions.start();
  stops.unshift(() => drain(app));
  stops.unshift(() => messaging.stop());
  await messaging.start(app);
  await app.listen(config.PORT, config.HOST);
  stops.unshift(() => {
    lifecycle.drain();
    // Rebuilds end while the rest drains.
    void held.rebuilds.stop();
  });
  return app;
}

async function stopAll(stops: Stops): Promise<void> {
  const failures: unknown[] = [];
  // What fails to stop keeps nothing else from stopping.
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

const LONGEST_DRAIN_MS = 5_000;

/** Requests under way are answered. Connections that then lie idle would stay open for the keep-alive time: they are swept. */
async function drain(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as { closeIdleConnections(): void; closeAllConnections(): void };
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), LONGEST_DRAIN_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

function readableAtStart(error: unknown, { HOST, PORT }: { HOST: string; PORT: number }): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error;
  return new Error(`Port ${PORT} on ${HOST} is taken: stop what listens there, or set PORT to another.`, {
    cause: error,
  });
}
