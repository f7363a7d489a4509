import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Permission } from './access/permission.js';
import { readConfig } from './config.js';
import { openApiOf } from './http/openapi.js';
import { Lifecycle } from './run/lifecycle.js';
import { HOST_CONTROLLERS, serviceModule } from './run/service.module.js';
import type { RouteSpec } from './http/route-spec.js';
import { ROUTE } from './http/route.js';
import { makeLogger } from './log.js';
import { open } from './run/held.js';
import type { ServiceDefinition } from './service-definition.js';

/** One route of a service, as its code declares it. */
export interface DescribedRoute {
  readonly method: string;
  /** `/v1/challenges/:challengeId` */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly refuses: readonly string[];
  readonly spec: RouteSpec;
}

/** The routes of a service: its own, and those that every service has. */
export function routesOf(definition: Pick<ServiceDefinition, 'controllers' | 'unversioned'>): DescribedRoute[] {
  const all = [...definition.controllers, ...HOST_CONTROLLERS];
  return all.flatMap((controller) => routesOfController(controller, definition.unversioned ?? []));
}

function routesOfController(controller: Type, unversioned: readonly string[]): DescribedRoute[] {
  const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    const spec =
      typeof handler === 'function' ? (Reflect.getMetadata(ROUTE, handler) as RouteSpec | undefined) : undefined;
    if (!spec) return [];
    const own = [base, spec.path].filter((part) => part !== '' && part !== '/').join('/');
    const path = base === 'health' || unversioned.includes(own) ? `/${own}` : `/v1/${own}`;
    const { method, summary, permission, refuses } = spec;
    return [{ method, path, summary, permission, refuses, spec }];
  });
}

/** A service's OpenAPI 3.1 document, made from its code without a database, a broker or an issuer. */
export async function describe(definition: ServiceDefinition): Promise<OpenAPIObject> {
  const nowhere = 'http://127.0.0.1:1';
  const config = readConfig({
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
    VAULT_KEY: Buffer.alloc(32).toString('base64'),
    ISSUER_URL: nowhere,
    AUDIENCE: 'nobody',
    SERVICE_CLIENT_ID: 'nobody',
    SERVICE_CLIENT_SECRET: 'nothing',
  });
  const held = await open(definition, config, makeLogger(definition.name, 'silent'));
  const module = serviceModule(definition, held, new Lifecycle(held), {
    addresses: () => [],
    assertFresh: () => undefined,
  });
  // Nest types its options as a class that nobody can make.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  const app = await NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false });
  app.setGlobalPrefix('v1', { exclude: ['health/live', 'health/ready', ...(definition.unversioned ?? [])] });
  try {
    return openApiOf(app, definition);
  } finally {
    await app.close();
    await held.pool.end();
  }
}
