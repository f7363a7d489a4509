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
import { RepublicationsController, RepublicationSource } from '../http/republications.controller.js';
import { ViewsController, ViewSource } from '../http/views.controller.js';
import { PublicAddress } from '../public-address.js';
import type { ServiceDefinition } from '../service-definition.js';
import type { Running } from './held.js';
import type { Lifecycle } from './lifecycle.js';
import { SERVICE_TOKEN, ServiceToken, type ServiceTokenFor } from './service-token.js';

/** What a service reads from the environment for itself, to be injected. */
export const SETTINGS = Symbol('settings of the service');

@Module({})
class ServiceModule {}

/** The routes that every service has. */
export const HOST_CONTROLLERS = [
  HealthController,
  OpenApiController,
  FeedController,
  ParkedController,
  RepublicationsController,
  ViewsController,
];

/** The Nest module of a service: what the host brings and what the definition adds. */
export function serviceModule(
  definition: ServiceDefinition,
  held: Running,
  lifecycle: Lifecycle,
  around: { readonly addresses: (path: string) => readonly string[]; readonly assertFresh: () => void },
): DynamicModule {
  const { config } = held;
  const memberships =
    definition.memberships?.(held) ?? new FollowedMemberships(held.store, held.pool, firstAdmin(config));
  const tokens = new TokenCheck({
    issuer: config.ISSUER_URL,
    audience: config.AUDIENCE,
    jwksUrl: config.JWKS_URL ?? `${config.ISSUER_URL}/jwks`,
  });
  const tokenFor: ServiceTokenFor = (scope) => new ServiceToken(config, scope);
  const source = `urn:estafette:${config.INSTALLATION}:${definition.name}`;
  const values: Provider[] = [
    { provide: EventStore, useValue: held.store },
    { provide: KeyVault, useValue: held.vault },
    { provide: Log, useValue: held.log },
    { provide: SETTINGS, useValue: held.settings },
    { provide: PublicAddress, useValue: new PublicAddress(config) },
    { provide: Pool, useValue: held.pool },
    { provide: SERVICE_TOKEN, useValue: tokenFor },
    { provide: Subscriptions, useValue: held.subscriptions },
    { provide: Memberships, useValue: memberships },
    { provide: Health, useValue: lifecycle },
    { provide: OpenApiDocument, useValue: new OpenApiDocument() },
    { provide: FeedSource, useValue: new FeedSource(held, definition.publish, source, lifecycle.ended) },
    { provide: ParkedSource, useValue: new ParkedSource() },
    { provide: RepublicationSource, useValue: new RepublicationSource(held.log, held.subscriptions) },
    {
      provide: ViewSource,
      useValue: new ViewSource(definition.views, held.log, held.subscriptions, held.rebuilds),
    },
    { provide: Commands, useValue: new Commands(held.store, held.subscriptions, config.VIEWS_WAIT_MS) },
    { provide: APP_GUARD, useValue: new Gate(tokens, memberships, around.assertFresh) },
    { provide: APP_FILTER, useValue: new ProblemFilter(held.logger, around.addresses, definition.problemForms ?? []) },
    { provide: APP_INTERCEPTOR, useValue: new ReplyInterceptor(held.subscriptions, config.VIEWS_WAIT_MS) },
  ];
  return {
    module: ServiceModule,
    controllers: [...HOST_CONTROLLERS, ...definition.controllers, ...definition.consumers],
    providers: [...values, ...(definition.providers ?? [])],
  };
}
