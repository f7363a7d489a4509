import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { ConcurrencyConflict, PreconditionFailed } from '@estafette/event-store';
import { isInfrastructureError } from '@estafette/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log.js';
import { logged } from '../log.js';
import type { ProblemForm } from './problem-form.js';
import { formAt } from './problem-form.js';
import { HttpProblem, sendProblem } from './problem.js';
import { INTERNAL, nothingHere, refused, TRUNCATED } from './refusals.js';

/** Every error that leaves a service by HTTP passes here: problem+json or the form of its address, and never a value that a person wrote. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly allowed: (path: string) => readonly string[],
    private readonly forms: readonly ProblemForm[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problem(error, request);
    // "Not right now" is trouble beneath us, which tells of itself; anything else is a mistake of ours.
    const level = problem.status === 503 ? 'warn' : 'error';
    if (problem.status >= 500)
      this.logger[level]({ route: request.routeOptions.url, ...logged(error) }, 'request failed');
    sendProblem(reply, problem, formAt(this.forms, pathOf(request)));
  }

  #problem(error: unknown, request: FastifyRequest): HttpProblem {
    if (request.is404) return this.#notFound(request);
    // Nobody hears this answer; it is no trouble of ours either.
    if (request.raw.destroyed && !request.raw.complete) return TRUNCATED;
    return problemOf(error);
  }

  #notFound(request: FastifyRequest): HttpProblem {
    return nothingHere(this.allowed(pathOf(request)));
  }
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? '';
}

const STATUS_OF = { refused: 409, forbidden: 403, unknown: 404 } as const;

/** What an error means to the caller. */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof DomainError) {
    const early = error.code.endsWith('-not-known-yet') || error.code === 'stream-busy';
    return new HttpProblem(STATUS_OF[error.kind], error.code, error.detail, {
      extra: error.facts,
      ...(early ? { headers: { 'retry-after': '1' } } : {}),
    });
  }
  if (error instanceof PreconditionFailed) {
    return new HttpProblem(412, 'changed-meanwhile', 'This was changed since you read it: read it again, then decide.');
  }
  if (error instanceof ConcurrencyConflict) return new HttpProblem(409, 'stream-busy', 'Try again in a moment.');
  if (error instanceof HttpException) return ofNest(error);
  return ofLibraries(error);
}

/** Nest wraps what Fastify refuses: the status is what is left to tell it by. */
function ofNest(error: HttpException): HttpProblem {
  const wrapped: Readonly<Record<number, string>> = {
    413: 'FST_ERR_CTP_BODY_TOO_LARGE',
    415: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
  };
  return ofLibraries({ code: wrapped[error.getStatus()], statusCode: error.getStatus() });
}

function ofLibraries(error: unknown): HttpProblem {
  // Node's fetch wraps what happened to it in a TypeError; our own database never comes so.
  if (isInfrastructureError(error) && error instanceof TypeError) {
    return away('service-away', 'Another service that this needs cannot be reached right now. Try again in a moment.');
  }
  if (isInfrastructureError(error) || PRISMA_AWAY.has(String((error as { code?: unknown } | null)?.code))) {
    return away('database-away', 'The database cannot be reached right now. Nothing is lost: try again in a moment.');
  }
  return refused(error) ?? INTERNAL;
}

/** Prisma's own names for a database that cannot be reached, closed the connection, or gave none in time. */
const PRISMA_AWAY: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2037']);

function away(code: string, detail: string): HttpProblem {
  return new HttpProblem(503, code, detail, { headers: { 'retry-after': '2' } });
}
