import type { FastifyInstance } from 'fastify';
import type { DescribedRoute } from '../describe.js';
import { HttpProblem, NOT_JSON } from './problem.js';

const JSON_TYPE = 'application/json';

/**
 * Lets the routes that say so take other media types than JSON, as text and unparsed: only in the text can be seen, for
 * instance, that a member stands there twice. All other routes go on refusing those types (415).
 */
export function takeText(fastify: FastifyInstance, routes: readonly DescribedRoute[]): void {
  const taken = routes.flatMap(({ method, path, spec }) =>
    Object.keys(spec.takes ?? {}).map((type) => ({ type, address: `${method} ${path}` })),
  );
  for (const [type, takers] of Map.groupBy(taken, (one) => one.type)) {
    if (type === JSON_TYPE) continue;
    const addresses = new Set(takers.map((one) => one.address));
    fastify.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
      if (!addresses.has(`${request.method} ${request.routeOptions.url ?? ''}`)) {
        done(new HttpProblem(...NOT_JSON));
        return;
      }
      try {
        done(null, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
      } catch {
        // Read leniently, every broken byte would be the same character, and other bytes would pass for those sent.
        done(new HttpProblem(400, 'body-not-text', 'The body is not text in UTF-8.'));
      }
    });
  }
}
