import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { actorOf } from '../access/actor.js';
import type { Memberships } from '../access/memberships.js';
import type { Permission } from '../access/permission.js';
import type { TokenCheck } from '../access/token.js';
import type { RequestWithCall } from './call.js';
import type { Fault } from './faults.js';
import { checked } from './faults.js';
import { HttpProblem } from './problem.js';
import type { RouteSpec } from './route.js';
import { ROUTE } from './route.js';

const NOBODY: Actor = { person: 'nobody', for: 'nobody', role: 'self' };

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
  'estafette-acting-for': z
    .union([z.uuid(), z.literal('self')], 'expected the id of an organisation, or self')
    .optional(),
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
    private readonly assertFresh: () => Promise<void>,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<RequestWithCall>();
    const spec = this.#reflector.get<RouteSpec | undefined>(ROUTE, context.getHandler());
    if (!spec) throw new Error('this route has no spec: declare it with @Route');
    const read = checked(headers, request.headers, 'header');
    const actingFor = 'value' in read ? read.value['estafette-acting-for'] : undefined;
    const actor = await this.#actor(spec, request.headers.authorization, actingFor);
    const params = checked(spec.params, request.params ?? {}, 'path');
    const query = checked(spec.query, request.query ?? {}, 'query');
    const body = spec.body ? checked(spec.body, request.body, 'body') : { value: null };
    if (!('value' in read) || !('value' in params) || !('value' in query) || !('value' in body)) {
      const faults = [params, query, read, body].flatMap((one): readonly Fault[] =>
        'faults' in one ? one.faults : [],
      );
      throw new HttpProblem(400, 'request-not-valid', 'Mend what `errors` names and send it again.', { faults });
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

  async #actor(spec: RouteSpec, authorization: string | undefined, actingFor: string | undefined): Promise<Actor> {
    const { permission } = spec;
    if (permission.kind === 'open') return NOBODY;
    const bearer = await this.tokens.check(authorization);
    if (permission.kind === 'service') return serviceActor(permission, bearer);
    if (bearer.service) throw new HttpProblem(403, 'not-a-person', 'This is done by a person, not by a service.');
    if (spec.method !== 'GET') await this.assertFresh();
    return actorOf({ permission, bearer, memberships: await this.memberships.of(bearer.subject), actingFor });
  }
}

function serviceActor(
  { scope }: Extract<Permission, { kind: 'service' }>,
  bearer: { clientId: string; scopes: readonly string[]; service: boolean },
): Actor {
  if (!bearer.service || !bearer.scopes.includes(scope)) {
    throw new HttpProblem(403, 'scope-missing', `This takes a service's token with the scope ${scope}.`);
  }
  return { person: `service:${bearer.clientId}`, for: 'self', role: 'service' };
}
