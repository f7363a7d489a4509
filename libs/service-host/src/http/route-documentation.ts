import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { z } from 'zod';
import { describePermission } from '../access/permission.js';
import type { RouteSpec } from './route-spec.js';

/** A route as OpenAPI tells it. */
export function documentation(spec: RouteSpec): MethodDecorator[] {
  const command = spec.method !== 'GET';
  const person = spec.permission.kind === 'person';
  return [
    ApiOperation({
      summary: spec.summary,
      description: `For ${describePermission(spec.permission)}.`,
      ...(spec.body ? { requestBody: { required: true, content: contentOf(spec.takes, spec.body) } } : {}),
    }),
    ...(spec.permission.kind === 'open' ? [] : [ApiSecurity('bearer')]),
    ...(person
      ? [
          header(
            'Estafette-Acting-For',
            'The organisation acted for, or `self`; may be left out where only one of these fits.',
          ),
        ]
      : []),
    ...(command && person ? [header('Idempotency-Key', 'Makes a repeat of this request have no second effect.')] : []),
    ...(command && person ? [header('If-Match', 'The ETag that you saw; 412 when the thing changed since.')] : []),
    ...members(spec.params).map(({ name, schema }) => ApiParam({ name, schema })),
    ...members(spec.query).map(({ name, schema, required }) => ApiQuery({ name, schema, required })),
    success(spec),
    ...problems(spec),
  ];
}

function contentOf(takes: RouteSpec['takes'], body: z.ZodType): Record<string, { schema: JsonSchema }> {
  const kinds = Object.entries(takes ?? { 'application/json': body });
  return Object.fromEntries(kinds.map(([type, schema]) => [type, { schema: jsonSchema(schema, 'input') }]));
}

function header(name: string, description: string): MethodDecorator {
  return ApiHeader({ name, description, required: false, schema: { type: 'string' } });
}

function success({ method, success, answer, gives, alsoGives, headers }: RouteSpec): MethodDecorator {
  const ofCommand = method !== 'GET' && !answer ? { Location: 'Where the thing is.', ETag: 'Its revision.' } : {};
  const kinds = Object.entries(answer ? { [gives]: answer, ...alsoGives } : {});
  const content = Object.fromEntries(kinds.map(([type, schema]) => [type, { schema: jsonSchema(schema, 'output') }]));
  const told = Object.entries({ ...headers, ...ofCommand }).map(([name, description]) => [name, text(description)]);
  return ApiResponse({
    status: success,
    description: answer ? 'Done.' : 'Done; no body.',
    ...(answer ? { content } : {}),
    ...(told.length > 0 ? { headers: Object.fromEntries(told) as Record<string, ReturnType<typeof text>> } : {}),
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
    ...(spec.gone === null ? [] : ([[410, spec.gone]] as [number, string][])),
    ...(spec.method === 'GET' ? [] : ([[412, 'Changed since the ETag that you gave.']] as [number, string][])),
    ...(spec.body === null
      ? []
      : ([
          [413, 'The body is larger than 1 MiB.'],
          [415, 'The body is of another media type.'],
        ] as [number, string][])),
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

function members(shape: RouteSpec['params']): { name: string; schema: JsonSchema; required: boolean }[] {
  const { properties = {}, required = [] } = jsonSchema(shape, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }));
}

type JsonSchema = Record<string, never>;

export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    // A pattern that only spells a format out tells nobody anything.
    override: ({ jsonSchema: told }) => {
      if (told.format !== undefined) delete told.pattern;
    },
  });
  // OpenAPI 3.1 takes JSON Schema 2020-12 as it is; the types of the library know 3.0 only.
  return rest as unknown as JsonSchema;
}
