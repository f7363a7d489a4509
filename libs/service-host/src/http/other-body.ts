import type { FastifyInstance } from 'fastify';
import type { DescribedRoute } from '../describe.js';
import { HttpProblem, NOT_JSON } from './problem.js';
import { bytes } from '../values.js';
import { BODY_LIMIT_BYTES, BYTES_LIMIT_BYTES } from './refusals.js';

const JSON_TYPE = 'application/json';

/**
 * Lets the routes that say so take other media types than JSON, unparsed: as bytes where they say that, else as text, since only in
 * the text can be seen, for instance, that a member stands there twice. All other routes go on refusing those types (415).
 */
export function takeOthers(fastify: FastifyInstance, routes: readonly DescribedRoute[]): void {
  const taken = routes.flatMap(({ method, path, spec }) =>
    Object.entries(spec.takes ?? {}).map(([type, schema]) => ({ type, schema, address: `${method} ${path}` })),
  );
  for (const [type, takers] of Map.groupBy(taken, (one) => one.type)) {
    if (type === JSON_TYPE) continue;
    const schemas = new Map(takers.map(({ address, schema }) => [address, schema]));
    const bodyLimit = takers.some(({ schema }) => schema === bytes) ? BYTES_LIMIT_BYTES : BODY_LIMIT_BYTES;
    fastify.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (request, body: Buffer, done) => {
      const schema = schemas.get(`${request.method} ${request.routeOptions.url ?? ''}`);
      if (schema === undefined) {
        done(new HttpProblem(...NOT_JSON));
        return;
      }
      if (schema === bytes) {
        done(null, body);
        return;
      }
      try {
        done(null, textOf(body));
      } catch (error) {
        done(error as Error);
      }
    });
  }
}

/** @throws HttpProblem 400 when it is no text */
export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    // Read leniently, every broken byte would be the same character, and other bytes would pass for those sent.
    throw new HttpProblem(400, 'body-not-text', 'The body is not text in UTF-8.');
  }
}
