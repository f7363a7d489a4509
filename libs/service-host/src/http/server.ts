import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { DescribedRoute } from '../describe.js';
import { takeJson } from './json-body.js';
import { takeOthers } from './other-body.js';
import type { ProblemForm } from './problem-form.js';
import { API_VERSION, HttpProblem } from './problem.js';
import { BODY_LIMIT_BYTES } from './refusals.js';
import { refuseOddRequests, serverOptions } from './server-options.js';

/** Fastify as every service has it; whatever it refuses by itself is a problem too. */
export function makeServer(
  routes: readonly DescribedRoute[],
  forms: readonly ProblemForm[] = [],
  arrivalMs?: number,
): { adapter: FastifyAdapter; fastify: FastifyInstance } {
  const adapter = new FastifyAdapter({
    ...serverOptions(arrivalMs, forms),
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: true,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  takeJson(fastify, routes);
  takeOthers(fastify, routes);
  refuseOddRequests(fastify);
  fastify.addHook('onRequest', ({ headers }, _reply, done) => {
    const { 'content-encoding': coding = 'identity' } = headers;
    if (coding.toLowerCase() !== 'identity') {
      done(new HttpProblem(415, 'content-encoding-not-taken', 'Send the body as it is, without Content-Encoding.'));
    } else done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('api-version', API_VERSION);
    done(null, payload);
  });
  return { adapter, fastify };
}
