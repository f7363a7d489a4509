import { applyDecorators, Delete, Get, Header, HttpCode, Post, Put, SetMetadata } from '@nestjs/common';
import { z } from 'zod';
import type { Permission } from '../access/permission.js';
import { documentation } from './route-documentation.js';
import type { RouteSpec, Shape } from './route-spec.js';

const nothing = z.strictObject({});
const JSON_TYPE = 'application/json';

interface ReadOptions<Params extends Shape, Query extends Shape> {
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly query?: Query;
  readonly answer?: z.ZodType;
  readonly gives?: string;
  readonly alsoGives?: Readonly<Record<string, z.ZodType>>;
  readonly gone?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly refuses?: readonly string[];
}

/** A read: `get(':challengeId', { … })`. */
export function get<Params extends Shape = typeof nothing, Query extends Shape = typeof nothing>(
  path: string,
  options: ReadOptions<Params, Query>,
): RouteSpec<Params, Query> {
  return {
    method: 'GET',
    path,
    summary: options.summary,
    permission: options.permission,
    params: options.params ?? (nothing as unknown as Params),
    query: options.query ?? (nothing as unknown as Query),
    body: null,
    takes: null,
    answer: options.answer ?? null,
    gives: options.gives ?? JSON_TYPE,
    alsoGives: options.alsoGives ?? {},
    gone: options.gone ?? null,
    headers: options.headers ?? {},
    refuses: options.refuses ?? [],
    success: 200,
  };
}

interface CommandOptions<Params extends Shape, Body extends z.ZodType, Query extends Shape> {
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly query?: Query;
  readonly body: Body;
  readonly takes?: Readonly<Record<string, z.ZodType>>;
  readonly refuses?: readonly string[];
  readonly answer?: z.ZodType;
  readonly gives?: string;
  readonly alsoGives?: Readonly<Record<string, z.ZodType>>;
  readonly gone?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly success?: 200 | 201 | 202;
}

/** A command that adds a thing: `post(':challengeId/batons', { … })`, answered by 201. */
export function post<
  Body extends z.ZodType,
  Params extends Shape = typeof nothing,
  Query extends Shape = typeof nothing,
>(path: string, options: CommandOptions<Params, Body, Query>): RouteSpec<Params, Query, Body> {
  return {
    method: 'POST',
    path,
    summary: options.summary,
    permission: options.permission,
    params: options.params ?? (nothing as unknown as Params),
    query: options.query ?? (nothing as unknown as Query),
    body: options.body,
    takes: options.takes ?? null,
    answer: options.answer ?? null,
    gives: options.gives ?? JSON_TYPE,
    alsoGives: options.alsoGives ?? {},
    gone: options.gone ?? null,
    headers: options.headers ?? {},
    refuses: options.refuses ?? [],
    success: options.success ?? 201,
  };
}

/** A command that replaces a thing: `put(':organisationId', { … })`, answered by 200. */
export function put<Body extends z.ZodType, Params extends Shape = typeof nothing>(
  path: string,
  options: CommandOptions<Params, Body, typeof nothing>,
): RouteSpec<Params, typeof nothing, Body> {
  return { ...post(path, options), method: 'PUT', success: 200 };
}

export const ROUTE = 'estafette:route';

/** Puts a handler on a route. Nest's decorators for method, checks and OpenAPI all follow from the spec. */
export function Route(spec: RouteSpec): MethodDecorator {
  const method = { GET: Get, POST: Post, PUT: Put, DELETE: Delete }[spec.method];
  return applyDecorators(
    method(spec.path),
    HttpCode(spec.success),
    ...(spec.gives === JSON_TYPE ? [] : [Header('content-type', spec.gives)]),
    SetMetadata(ROUTE, spec),
    ...documentation(spec),
  );
}
