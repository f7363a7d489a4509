import type { DynamicModule, Provider } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { EventStore, KeyVault, Log, Subscriptions } from '@estafette/event-store';
import { Pool } from 'pg';
import { firstAdmin } from '../access/first-admin.js';
import { FollowedMemberships, Memberships } from '../access/memberships.js';
import { TokenCheck } from '../access/token.js';
import { Commands } from '../http/commands.js';
import { FeedController, FeedSource } from '../http/feed.controller.js';
import { Gate } from '../http/gate.js';
import { Health, HealthController } from '../http/health.controller.js';
import { OpenApiController, OpenApiDocument } from '../http/openapi.controller.js';
import { ParkedController, ParkedSource } from '../http/parked.controller.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { ReplyInterceptor } from '../http/reply.interceptor.js';
import type { ServiceDefinition } from '../service-definition.js';
import type { Running } from './held.js';

/** Whether the service takes work, and how what it stands on is. */
export class Lifecycle extends Health {
  accepting = true;
  readonly #ended = new AbortController();
  readonly notes = new Map<string, () => Promise<unknown>>();

  constructor(private readonly held: Running) {
    super();
  }

  /** Ends when the service drains: long polls answer then. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  drain(): void {
    this.accepting = false;
    this.#ended.abort();
  }

  async database(): Promise<void> {
    await this.held.pool.query('select 1 from app.cursors limit 1');
  }

  async details(): Promise<Record<string, unknown>> {
    const entries = await Promise.all([...this.notes].map(async ([name, note]) => [name, await note()] as const));
    const stopped = this.held.subscriptions.runners.flatMap((one) => (one.fault ? [one.subscription.name] : []));
    return { stoppedSubscriptions: stopped, ...Object.fromEntries(entries) };
  }
}

@Module({})
class ServiceModule {}

/** The Nest module of a service: what the host brings and what the definition adds. */
export function serviceModule(
  definition: ServiceDefinition,
  held: Running,
  lifecycle: Lifecycle,
  addresses: (path: string) => readonly string[],
): DynamicModule {
  const { config } = held;
  const memberships = definition.memberships?.(held) ?? new FollowedMemberships(held.store, firstAdmin(config));
  const tokens = new TokenCheck({
    issuer: config.ISSUER_URL,
    audience: config.AUDIENCE,
    jwksUrl: config.JWKS_URL ?? `${config.ISSUER_URL}/jwks`,
  });
  const source = `urn:estafette:${config.INSTALLATION}:${definition.name}`;
  const values: Provider[] = [
    { provide: EventStore, useValue: held.store },
    { provide: KeyVault, useValue: held.vault },
    { provide: Log, useValue: held.log },
    { provide: Pool, useValue: held.pool },
    { provide: Subscriptions, useValue: held.subscriptions },
    { provide: Memberships, useValue: memberships },
    { provide: Health, useValue: lifecycle },
    { provide: OpenApiDocument, useValue: new OpenApiDocument() },
    { provide: FeedSource, useValue: new FeedSource(held, definition.publish, source, lifecycle.ended) },
    { provide: ParkedSource, useValue: new ParkedSource() },
    { provide: Commands, useValue: new Commands(held.store, held.subscriptions, config.VIEWS_WAIT_MS) },
    { provide: APP_GUARD, useValue: new Gate(tokens, memberships, () => Promise.resolve()) },
    { provide: APP_FILTER, useValue: new ProblemFilter(held.logger, addresses) },
    { provide: APP_INTERCEPTOR, useValue: new ReplyInterceptor() },
  ];
  return {
    module: ServiceModule,
    controllers: [
      HealthController,
      OpenApiController,
      FeedController,
      ParkedController,
      ...definition.controllers,
      ...definition.consumers,
    ],
    providers: [...values, ...(definition.providers ?? [])],
  };
}
