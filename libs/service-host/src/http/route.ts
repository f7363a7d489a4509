import { applyDecorators, Delete, Get, HttpCode, Post, Put, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { z } from 'zod';
import type { Permission } from '../access/permission.js';
import { describePermission } from '../access/permission.js';

type Shape = z.ZodObject;
const nothing = z.strictObject({});

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
  /** What a read answers. */
  readonly answer: z.ZodType | null;
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
    answer: options.answer ?? null,
    refuses: options.refuses ?? [],
    success: 200,
  };
}

interface CommandOptions<Params extends Shape, Body extends z.ZodType> {
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly body: Body;
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
    answer: options.answer ?? null,
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
  return applyDecorators(method(spec.path), HttpCode(spec.success), SetMetadata(ROUTE, spec), ...documentation(spec));
}

function documentation(spec: RouteSpec): MethodDecorator[] {
  const command = spec.method !== 'GET';
  const person = spec.permission.kind === 'person';
  return [
    ApiOperation({ summary: spec.summary, description: `For ${describePermission(spec.permission)}.` }),
    ...(spec.permission.kind === 'open' ? [] : [ApiSecurity('bearer')]),
    ...(person
      ? [header('Estafette-Acting-For', 'The organisation acted for, or `self`; may be left out where only one fits.')]
      : []),
    ...(command && person ? [header('Idempotency-Key', 'Makes a repeat of this request have no second effect.')] : []),
    ...(command && person ? [header('If-Match', 'The ETag that you saw; 412 when the thing changed since.')] : []),
    ...members(spec.params).map(({ name, schema }) => ApiParam({ name, schema })),
    ...members(spec.query).map(({ name, schema, required }) => ApiQuery({ name, schema, required })),
    ...(spec.body ? [ApiBody({ schema: jsonSchema(spec.body, 'input'), required: true })] : []),
    success(spec),
    ...problems(spec),
  ];
}

function header(name: string, description: string): MethodDecorator {
  return ApiHeader({ name, description, required: false, schema: { type: 'string' } });
}

function success(spec: RouteSpec): MethodDecorator {
  if (spec.answer) {
    return ApiResponse({
      status: spec.success,
      description: 'Done.',
      content: { 'application/json': { schema: jsonSchema(spec.answer, 'output') } },
    });
  }
  const headers = { Location: text('Where the thing is.'), ETag: text('Its revision.') };
  return ApiResponse({
    status: spec.success,
    description: 'Done; no body.',
    ...(spec.method === 'GET' ? {} : { headers }),
  });
}

function text(description: string): { description: string; schema: { type: 'string' } } {
  return { description, schema: { type: 'string' } };
}

function problems(spec: RouteSpec): MethodDecorator[] {
  const statuses: [number, string][] = [
    [400, 'The request is not right; `errors` names all faults.'],
    ...(spec.permission.kind === 'open'
      ? []
      : ([
          [401, 'No valid token.'],
          [403, 'Not allowed.'],
        ] as [number, string][])),
    [404, 'No such thing, or not for you to see.'],
    ...(spec.refuses.length > 0 ? ([[409, `Refused: ${spec.refuses.join(', ')}.`]] as [number, string][]) : []),
    ...(spec.method === 'GET' ? [] : ([[412, 'Changed since the ETag that you gave.']] as [number, string][])),
    [503, 'Not available right now; `Retry-After` says when to try again.'],
  ];
  return statuses.map(([status, description]) =>
    ApiResponse({
      status,
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
}

function members(shape: Shape): { name: string; schema: JsonSchema; required: boolean }[] {
  const { properties = {}, required = [] } = jsonSchema(shape, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }));
}

type JsonSchema = Record<string, never>;

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  // OpenAPI 3.1 takes JSON Schema 2020-12 as it is; the types of the library know 3.0 only.
  return rest as unknown as JsonSchema;
}
