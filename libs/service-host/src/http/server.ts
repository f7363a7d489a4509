import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { DescribedRoute } from '../describe.js';
import { answerBrokenRequest, answerOddRequests } from './broken-request.js';
import { takeJson } from './json-body.js';
import { API_VERSION } from './openapi.js';
import { HttpProblem } from './problem.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { takeText } from './text-body.js';

const BODY_LIMIT_BYTES = 1_048_576;
const KEEP_ALIVE_MS = 5_000;
/** How long a request may take to arrive. */
const ARRIVAL_MS = 30_000;
/** Longer than any address that Node takes: an id that is too long is a fault of the path, like any other. */
const LONGEST_PARAM = 16_384;

/** Fastify as every service has it; whatever it refuses by itself is a problem too. */
export function makeServer(routes: readonly DescribedRoute[]): { adapter: FastifyAdapter; fastify: FastifyInstance } {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: ARRIVAL_MS,
    routerOptions: { maxParamLength: LONGEST_PARAM },
    forceCloseConnections: 'idle',
    // A request that still comes in on an open connection while we stop is answered as ever, and its connection closed.
    return503OnClosing: false,
    exposeHeadRoutes: true,
    frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) => {
      void reply.header('api-version', API_VERSION);
      sendProblem(reply, problemOf(error));
    },
    clientErrorHandler: answerBrokenRequest,
    // Node would refuse a request without it (RFC 9112 §3.2) without a word: see below.
    http: { requireHostHeader: false },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  takeJson(fastify);
  takeText(fastify, routes);
  answerOddRequests(fastify.server);
  fastify.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    const { host, 'content-encoding': coding = 'identity' } = headers;
    if (host === undefined && raw.httpVersion !== '1.0') {
      done(new HttpProblem(400, 'host-missing', 'Say which host is asked: the header Host.'));
    } else if (coding.toLowerCase() !== 'identity') {
      done(new HttpProblem(415, 'content-encoding-not-taken', 'Send the body as it is, without Content-Encoding.'));
    } else done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('api-version', API_VERSION);
    done(null, payload);
  });
  return { adapter, fastify };
}
