import type { INestApplication } from '@nestjs/common';
import { isContractType, validateEnvelope, validateOpen } from '@estafette/contracts';
import type { ReceivingOptions, UpstreamState } from '@estafette/messaging';
import {
  FeedStrategy,
  kafkaPublisher,
  KafkaStrategy,
  ParkedMessages,
  ParkedReplayer,
  Publications,
} from '@estafette/messaging';
import { MEMBERSHIP_FACTS } from '../access/memberships.js';
import { kafkaSecurityOf } from '../config.js';
import { HttpProblem } from '../http/problem.js';
import { logged } from '../log.js';
import type { ServiceDefinition } from '../service-definition.js';
import type { Running } from './held.js';
import { ServiceToken } from './service-token.js';

/** How a service hears of others and tells of itself, by the transport that is configured. */
export interface Messaging {
  readonly parked: ParkedMessages;
  /** How often its events were sent; null on feeds, where nothing is. */
  readonly publications: Publications | null;
  /** How each upstream is heard at this moment. */
  states(): ReadonlyMap<string, UpstreamState>;
  start(app: INestApplication): Promise<void>;
  /** No more messages are taken in; those at hand end first. */
  stop(): Promise<void>;
  /** Ends publishing once the readers of the log have stopped: what is being sent has a moment to arrive. */
  stopPublishing(readersStopped: Promise<void>): Promise<void>;
}

/** How long a stopping service lets its last messages take: the rest waits in the log. */
const LAST_WORDS_MS = 2_000;

/** The followed facts of a service: its own list, and memberships unless it knows those itself. */
export function followsOf(definition: ServiceDefinition): readonly string[] {
  return [...(definition.memberships ? [] : MEMBERSHIP_FACTS), ...definition.follows];
}

/** The services whose messages a service takes. */
export function upstreamsOf(definition: ServiceDefinition): readonly string[] {
  return [...new Set([...followsOf(definition), ...definition.reactsTo].map(serviceOf))];
}

/** @param incarnation which life of the service's log this is */
export function messagingOf(definition: ServiceDefinition, held: Running, incarnation: number): Messaging {
  const { config, logger } = held;
  const log: ReceivingOptions['log'] = (level, message, details) => {
    logger[level](readable(details), message);
  };
  const follows = followsOf(definition);
  const receiving: ReceivingOptions = {
    pool: held.pool,
    store: held.store,
    service: definition.name,
    follows,
    validate: (type, data) => (isContractType(type) ? validateOpen(type, data) : []),
    validateEnvelope,
    isInfrastructure: (error) => error instanceof HttpProblem && error.status === 503,
    log,
  };
  const upstreams = upstreamsOf(definition);
  const kafka = { brokers: (config.KAFKA_BROKERS ?? '').split(','), security: kafkaSecurityOf(config) };
  const publications = config.TRANSPORT === 'kafka' ? new Publications(held.pool) : null;
  const publisher =
    publications &&
    kafkaPublisher({
      ...kafka,
      service: definition.name,
      installation: config.INSTALLATION,
      publisher: definition.publish,
      publications,
      log,
    });
  if (publisher) held.subscriptions.add(publisher);
  const strategy =
    config.TRANSPORT === 'kafka'
      ? new KafkaStrategy({ ...receiving, ...kafka, upstreams, incarnation })
      : new FeedStrategy({ ...receiving, upstreams: feedsOf(upstreams, held), token: tokenOf(held) });
  const parked = new ParkedMessages({
    pool: held.pool,
    service: definition.name,
    deliveryOf: (upstream) => strategy.deliveryOf(upstream),
    log,
  });
  const replayer = new ParkedReplayer({ parked, upstreams, log });
  return {
    parked,
    publications,
    states: () => strategy.states,
    start: async (app) => {
      app.connectMicroservice({ strategy }, { inheritAppConfig: false });
      await app.startAllMicroservices();
      replayer.start();
    },
    stop: async () => {
      await replayer.stop();
      await strategy.close();
    },
    stopPublishing: async (readersStopped) => {
      const late = setTimeout(() => void publisher?.close(), LAST_WORDS_MS);
      try {
        await readersStopped;
      } finally {
        clearTimeout(late);
        await publisher?.close();
      }
    },
  };
}

function tokenOf(held: Running): () => Promise<string> {
  const token = new ServiceToken(held.config);
  return () => token.get();
}

function feedsOf(upstreams: readonly string[], { config }: Running): Record<string, string> {
  return Object.fromEntries([...config.FEEDS].filter(([name]) => upstreams.includes(name)));
}

/** `nl.estafette.<service>.<event>.v1` */
function serviceOf(type: string): string {
  const service = /^nl\.estafette\.([a-z-]+)\./.exec(type)?.[1];
  if (service === undefined) throw new Error(`${type} is no contract type`);
  return service;
}

function readable(details: object): object {
  const { error, ...rest } = details as { error?: unknown };
  return error === undefined ? rest : { ...rest, ...logged(error) };
}
