import type { FastifyReply } from 'fastify';
import type { Fault } from './faults.js';
import type { ProblemForm } from './problem-form.js';

/** In the header `API-Version` of every answer (NL API Design Rules). */
export const API_VERSION = '1.0.0';

interface ProblemParts {
  readonly faults?: readonly Fault[];
  /** Further members of the problem: codes and ids only. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is not the one hoped for; becomes `application/problem+json` (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly parts: ProblemParts = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** What a body of a media type that a route does not take is told. */
export const NOT_JSON = [415, 'content-type-not-json', 'Send JSON: Content-Type: application/json.'] as const;

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not right',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'This cannot be done here',
  408: 'Too slow',
  409: 'Refused by the rules',
  410: 'Not there any more',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Wrong kind of content',
  417: 'Not as expected',
  429: 'Too many requests',
  431: 'Too many headers',
  500: 'Something went wrong here',
  503: 'Not available right now',
};

/** The body of a problem: `status, title, detail, code` and all faults together. */
export function problemBody(problem: HttpProblem): Record<string, unknown> {
  const { faults, extra } = problem.parts;
  return {
    type: `urn:estafette:problem:${problem.code}`,
    status: problem.status,
    title: TITLES[problem.status] ?? 'Problem',
    detail: problem.detail,
    code: problem.code,
    ...extra,
    ...(faults ? { errors: faults } : {}),
  };
}

/** Writes a problem as an answer. @param form how it is told, where it is not told as a problem */
export function sendProblem(reply: FastifyReply, problem: HttpProblem, form?: ProblemForm): void {
  void reply
    .status(problem.status)
    .header('api-version', API_VERSION)
    .header('content-type', form?.mediaType ?? 'application/problem+json')
    // Some standards have errors of another media type.
    .headers(problem.parts.headers ?? {})
    // Fastify would name a character set with a text, which JSON has no parameter for (RFC 8259 §11).
    .serializer(JSON.stringify)
    .send(form?.body(problem) ?? problemBody(problem));
}
