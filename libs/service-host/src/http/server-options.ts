import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerBrokenRequest, answerOddRequests } from './broken-request.js';
import type { ProblemForm } from './problem-form.js';
import { formAt } from './problem-form.js';
import { HttpProblem, sendProblem } from './problem.js';
import { INTERNAL, refused } from './refusals.js';

const KEEP_ALIVE_MS = 5_000;
/** How long a request may take to arrive, head and body together. */
const ARRIVAL_MS = 30_000;
/** How often Node looks which requests are late: by default each half a minute, which would double that time. */
const LOOK_MS = 1_000;
/** Longer than any address that Node takes: an id that is too long is a fault of the path, like any other. */
const LONGEST_PARAM = 16_384;

/** Options of Fastify for a server of ours; whatever it refuses by itself is a problem (RFC 9457). */
export function serverOptions(arrivalMs = ARRIVAL_MS, forms: readonly ProblemForm[] = []) {
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: arrivalMs,
    routerOptions: { maxParamLength: LONGEST_PARAM },
    forceCloseConnections: 'idle' as const,
    // A request that still comes in on an open connection while we stop is answered as ever, and its connection closed.
    return503OnClosing: false,
    frameworkErrors: (error: unknown, { url }: { readonly url: string }, reply: FastifyReply) => {
      sendProblem(reply, refused(error) ?? INTERNAL, formAt(forms, url.split('?')[0] ?? ''));
    },
    clientErrorHandler: answerBrokenRequest,
    http: {
      // Node has a time of its own for the head, and swaps the two when it is the longer one.
      headersTimeout: arrivalMs,
      requestTimeout: arrivalMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, arrivalMs),
      // Node would refuse a request without it (RFC 9112 §3.2) without a word: see below.
      requireHostHeader: false,
    },
  };
}

/** Answers with a problem what Node would refuse by itself, with few words or none. To be called before routes are made. */
export function refuseOddRequests(fastify: FastifyInstance): void {
  answerOddRequests(fastify.server);
  fastify.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    if (headers.host !== undefined || raw.httpVersion === '1.0') done();
    else done(new HttpProblem(400, 'host-missing', 'Say which host is asked: the header Host.'));
  });
}
