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
    fastify.addContentTypeParser(type, { parseAs: 'string' }, (request, body, done) => {
      if (addresses.has(`${request.method} ${request.routeOptions.url ?? ''}`)) done(null, body);
      else done(new HttpProblem(...NOT_JSON));
    });
  }
}
