import { HttpProblem, NOT_JSON } from './problem.js';

/** The most that a request may hold. */
export const BODY_LIMIT_BYTES = 1_048_576;
/** Of a body that is taken as bytes: an image is larger than what anybody writes. */
export const BYTES_LIMIT_BYTES = 4 * BODY_LIMIT_BYTES;

export const BODY_TOO_LARGE = new HttpProblem(
  413,
  'body-too-large',
  'A request holds at most 1 MiB, or 4 MiB where it is an image.',
);
export const TRUNCATED = new HttpProblem(400, 'body-truncated', 'The body is not as long as Content-Length says.');
/** A mistake of ours. */
export const INTERNAL = new HttpProblem(
  500,
  'internal',
  'Something went wrong here; it has been noted. Try again later.',
);

const BY_FASTIFY: Readonly<Record<string, HttpProblem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new HttpProblem(...NOT_JSON),
  FST_ERR_CTP_BODY_TOO_LARGE: BODY_TOO_LARGE,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: TRUNCATED,
  FST_ERR_BAD_URL: new HttpProblem(400, 'address-not-valid', 'The percent-encoding of this address cannot be read.'),
};

/** What we or Fastify refuse, in our words; null for an error that is not the caller's. */
export function refused(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  const { code = '', statusCode = 500 } = (error ?? {}) as { code?: string; statusCode?: number };
  const known = BY_FASTIFY[code];
  if (known) return known;
  if (statusCode < 400 || statusCode >= 500) return null;
  return new HttpProblem(statusCode, 'request-not-valid', 'The request cannot be read.');
}

/** What a method and address are told that no route has. @param allowed the methods that this address does have */
export function nothingHere(allowed: readonly string[]): HttpProblem {
  if (allowed.length === 0) return new HttpProblem(404, 'no-such-address', 'There is nothing at this address.');
  const allow = allowed.join(', ');
  return new HttpProblem(405, 'method-not-allowed', `Here you can: ${allow}.`, { headers: { allow } });
}
