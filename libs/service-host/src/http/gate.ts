import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { actorOf } from '../access/actor.js';
import { PERSON_SCOPE } from '../access/permission.js';
import type { Memberships } from '../access/memberships.js';
import type { Bearer, TokenCheck } from '../access/token.js';
import type { RequestWithCall } from './call.js';
import type { Fault } from './faults.js';
import { checked } from './faults.js';
import { HttpProblem } from './problem.js';
import type { RouteSpec } from './route-spec.js';
import { ROUTE } from './route.js';
import { id } from '../values.js';

const NOBODY: Actor = { person: 'nobody', for: 'nobody', roles: [] };

const headers = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected up to 255 printable ASCII characters without spaces')
    .optional(),
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'expected the ETag that you were given, with its quotes')
    .transform((etag) => Number(etag.slice(1, -1)))
    .optional(),
  'estafette-acting-for': z.union([id, z.literal('self')], 'expected the id of an organisation, or self').optional(),
});

/**
 * What every request passes, in this order: who it is (401), whether they may call this route (403), whether what they
 * send is right, all faults at once (400).
 */
@Injectable()
export class Gate implements CanActivate {
  readonly #reflector = new Reflector();

  constructor(
    private readonly tokens: TokenCheck,
    private readonly memberships: Memberships,
    /** Throws when too little is known of memberships to let anybody write. */
    private readonly assertFresh: () => void,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<RequestWithCall>();
    const spec = this.#reflector.get<RouteSpec | undefined>(ROUTE, context.getHandler());
    if (!spec) throw new Error('this route has no spec: declare it with @Route');
    const bearer = await this.#bearer(spec, request.headers.authorization);
    const read = checked(headers, request.headers, 'header');
    const params = checked(spec.params, ofOneCase(request.params), 'path');
    const query = queryOf(spec, request);
    const schema = bodyOf(spec, request.headers['content-type']);
    const body = schema ? checked(schema, request.body, 'body') : { value: null };
    const faults = [...[params, query, read, body].flatMap(faultsIn), ...(request.bodyFaults ?? [])];
    // Without a header that can be read nobody knows for whom they act, hence not whether they may.
    const actor =
      'value' in read ? await this.#actor(spec, bearer, read.value['estafette-acting-for'], faults) : NOBODY;
    if (faults.length > 0 || !('value' in read && 'value' in params && 'value' in query && 'value' in body)) {
      throw notValid(faults);
    }
    request.call = {
      params: params.value,
      query: query.value,
      body: body.value,
      actor,
      at: new Date().toISOString(),
      route: `${spec.method} ${request.routeOptions.url ?? ''}`,
      idempotencyKey: read.value['idempotency-key'],
      ifMatch: read.value['if-match'],
    };
    return true;
  }

  async #bearer({ permission }: RouteSpec, authorization: string | undefined): Promise<Bearer | null> {
    if (permission.kind === 'open') return null;
    const bearer = await this.tokens.check(authorization);
    const ofService = permission.kind === 'service';
    if (bearer.service && !ofService) {
      throw new HttpProblem(403, 'not-a-person', 'This is done by a person, not by a service.');
    }
    const scope = permission.kind === 'person' ? PERSON_SCOPE : permission.scope;
    if (bearer.service !== ofService || !bearer.scopes.includes(scope)) {
      const whose = ofService ? "a service's" : "a person's";
      throw new HttpProblem(403, 'scope-missing', `This takes ${whose} token with the scope ${scope}.`, {
        // RFC 6750 §3.1
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
      });
    }
    return bearer;
  }

  async #actor(
    { permission, method }: RouteSpec,
    bearer: Bearer | null,
    actingFor: string | undefined,
    faults: readonly Fault[],
  ): Promise<Actor> {
    if (!bearer || permission.kind === 'open') return NOBODY;
    if (permission.kind === 'service') return { person: `service:${bearer.clientId}`, for: 'self', roles: [] };
    // What somebody let another system do for them rests on no membership.
    if (permission.kind === 'delegated') return { person: bearer.subject, for: 'self', roles: [] };
    if (method !== 'GET') this.assertFresh();
    return actorOf({ permission, bearer, memberships: await this.memberships.of(bearer.subject), actingFor, faults });
  }
}

/** A query that cannot be decoded, or says one thing several times, would be a guess. */
function queryOf({ query }: RouteSpec, { url, query: given }: RequestWithCall): ReturnType<typeof checked> {
  const [, text = ''] = /\?(.*)$/s.exec(url) ?? [];
  if (!isDecodable(text)) return { faults: [PERCENT_ENCODING] };
  const values = (given ?? {}) as Readonly<Record<string, unknown>>;
  const read = checked(query, values, 'query');
  if ('value' in read) return read;
  const repeated = (fault: Fault): Fault => ({
    ...fault,
    code: 'repeated',
    detail: 'This stands here more than once.',
  });
  return { faults: read.faults.map((fault) => (Array.isArray(values[fault.at]) ? repeated(fault) : fault)) };
}

const PERCENT_ENCODING: Fault = {
  in: 'query',
  at: '',
  code: 'percent-encoding',
  detail: 'The percent-encoding of the query cannot be read.',
};

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** What the body must be, by the media type that it is said to be of. */
function bodyOf({ takes, body }: RouteSpec, contentType = ''): RouteSpec['body'] {
  const [type = ''] = contentType.split(';');
  return takes?.[type.trim().toLowerCase()] ?? body;
}

function faultsIn(read: { readonly faults: readonly Fault[] } | { readonly value: unknown }): readonly Fault[] {
  return 'faults' in read ? read.faults : [];
}

const MOST_TOLD = 100;

function notValid(faults: readonly Fault[]): HttpProblem {
  const more = faults.length - MOST_TOLD;
  return new HttpProblem(400, 'request-not-valid', 'Mend what `errors` names and send it again.', {
    faults: faults.slice(0, MOST_TOLD),
    ...(more > 0 ? { extra: { moreErrors: more } } : {}),
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** UUIDs in a path in lower case (RFC 9562 §4), so that no spelling of an id is another thing. */
function ofOneCase(params: unknown): object {
  return Object.fromEntries(
    Object.entries(params ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : value,
    ]),
  );
}
