import { applyDecorators, Delete, Get, Header, HttpCode, Post, Put, SetMetadata } from '@nestjs/common';
import { z } from 'zod';
import type { Permission } from '../access/permission.js';
import { documentation } from './route-documentation.js';

type Shape = z.ZodObject;
const nothing = z.strictObject({});
const JSON_TYPE = 'application/json';

/** What a route takes, who may call it, and what it says; OpenAPI, checks and the permission table come from this. */
export interface RouteSpec<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the controller's path: `:challengeId/batons`. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body | null;
  /**
   * What the body is by media type, each a part of `body`; null where only JSON is taken. What is not JSON comes as text,
   * unparsed.
   */
  readonly takes: Readonly<Record<string, z.ZodType>> | null;
  /** What is answered; null where nothing is, or nothing is said of it. */
  readonly answer: z.ZodType | null;
  /** The media type of the answer. What is not JSON the handler gives as text. */
  readonly gives: string;
  /** Headers of the answer beside those of commands, and what they say. */
  readonly headers: Readonly<Record<string, string>>;
  /** Codes of the refusals that the rules know. */
  readonly refuses: readonly string[];
  /** 201 for commands that add a thing, 200 for all else. */
  readonly success: 200 | 201;
}

interface ReadOptions<Params extends Shape, Query extends Shape> {
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly query?: Query;
  readonly answer?: z.ZodType;
  readonly gives?: string;
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
    headers: options.headers ?? {},
    refuses: options.refuses ?? [],
    success: 200,
  };
}

interface CommandOptions<Params extends Shape, Body extends z.ZodType> {
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly body: Body;
  readonly takes?: Readonly<Record<string, z.ZodType>>;
  readonly refuses?: readonly string[];
  readonly answer?: z.ZodType;
  readonly success?: 200 | 201;
}

/** A command that adds a thing: `post(':challengeId/batons', { … })`, answered by 201. */
export function post<Body extends z.ZodType, Params extends Shape = typeof nothing>(
  path: string,
  options: CommandOptions<Params, Body>,
): RouteSpec<Params, typeof nothing, Body> {
  return {
    method: 'POST',
    path,
    summary: options.summary,
    permission: options.permission,
    params: options.params ?? (nothing as unknown as Params),
    query: nothing,
    body: options.body,
    takes: options.takes ?? null,
    answer: options.answer ?? null,
    gives: JSON_TYPE,
    headers: {},
    refuses: options.refuses ?? [],
    success: options.success ?? 201,
  };
}

/** A command that replaces a thing: `put(':organisationId', { … })`, answered by 200. */
export function put<Body extends z.ZodType, Params extends Shape = typeof nothing>(
  path: string,
  options: CommandOptions<Params, Body>,
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
