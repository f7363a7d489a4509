import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import type { Fault } from './faults.js';
import type { RouteSpec } from './route-spec.js';

/** A request that passed the gate: parsed, and by somebody who may call this route. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly actor: Actor;
  /** When it arrived: ISO 8601 instant; the time that commands carry. */
  readonly at: string;
  /** `POST /v1/challenges/:challengeId/batons` */
  readonly route: string;
  readonly idempotencyKey: string | undefined;
  /** The revision named in `If-Match`. */
  readonly ifMatch: number | undefined;
}

/** The call of one route: `handOver(@Input() call: CallOf<typeof handOverBaton>)`. */
export type CallOf<Spec> =
  Spec extends RouteSpec<infer Params, infer Query, infer Body>
    ? Call<z.output<Params>, z.output<Query>, z.output<Body>>
    : never;

/** Who asks and when, as commands carry it. */
export function asked({ actor, at }: Pick<Call, 'actor' | 'at'>): { readonly by: Actor; readonly at: string } {
  return { by: actor, at };
}

export type RequestWithCall = FastifyRequest & {
  call?: Call;
  /** What is wrong with the body's JSON, though it can be read. */
  bodyFaults?: readonly Fault[];
};

/** Gives a handler its call. */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext): Call => {
  const { call } = context.switchToHttp().getRequest<RequestWithCall>();
  if (!call) throw new Error('this route has no spec: declare it with @Route');
  return call;
});
