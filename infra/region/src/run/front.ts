import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { BodyTooLarge, limitBodies, TOO_LARGE } from './front-body.js';
import { healthOf } from './front-health.js';
import { answerBrokenRequest, answerFault, answerProblem } from './front-problem.js';
import type { Launched } from './launched.js';

export interface FrontOptions {
  readonly port: number;
  /** By name, all replicas of each service. */
  readonly services: ReadonlyMap<string, readonly Launched[]>;
}

const LONGEST_DRAIN_MS = 2_000;
/** How long a request may take to arrive, as at the services. */
const ARRIVAL_MS = 30_000;

/** One address in front of all services: each below its own name. Replicas take turns. */
export async function startFront({ port, services }: FrontOptions): Promise<{ url: string; close(): Promise<void> }> {
  const front = fastify({
    forceCloseConnections: 'idle',
    keepAliveTimeout: 5_000,
    requestTimeout: ARRIVAL_MS,
    // The services judge what they are sent; only what cannot be passed on is answered here.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (error, _request, reply) => {
      answerFault(error, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  front.setErrorHandler((error, _request, reply) => {
    answerFault(error, reply);
  });
  front.setNotFoundHandler((_request, reply) => {
    const names = [...services.keys()].join(', ');
    answerProblem(reply, 404, 'no-such-address', `There is nothing at this address. Below it are: ${names}.`);
  });
  limitBodies(front);
  for (const [name, replicas] of services) await pass(front, name, replicas);
  front.get('/', () => ({
    region: 'estafette',
    services: [...services.keys()].map((name) => ({ name, address: `/${name}`, api: `/${name}/v1/openapi.json` })),
  }));
  front.get('/health/live', () => ({ status: 'live' }));
  front.get('/health/ready', async (_request, reply) => {
    const { ready, details } = await healthOf(services);
    if (ready) return { status: 'ready', services: details };
    const detail = 'Not every service takes requests at this moment. Try again shortly.';
    return answerProblem(reply, 503, 'service-away', detail, { services: details });
  });
  await front.listen({ port, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${port}`, close: () => drain(front) };
}

/** Takes no more requests. Those under way are answered; what takes too long, or lies idle, is cut. */
async function drain(front: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => front.server.closeIdleConnections(), 50);
  const cut = setTimeout(() => front.server.closeAllConnections(), LONGEST_DRAIN_MS);
  try {
    await front.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

async function pass(front: FastifyInstance, name: string, replicas: readonly Launched[]): Promise<void> {
  let turn = 0;
  const next = (): string => {
    const up = replicas.filter((one) => one.up);
    const { port = 0 } = up[turn++ % up.length] ?? replicas[0] ?? {};
    return `http://127.0.0.1:${port}`;
  };
  await front.register(httpProxy, {
    prefix: `/${name}`,
    rewritePrefix: '/',
    upstream: '',
    replyOptions: {
      getUpstream: next,
      // The proxy would send a read that was answered 503 ten times more: whoever asks decides that.
      retryDelay: () => null,
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        ...forwarded(request),
        // Met by this server already, which sends the body on as it comes; the client towards the services knows none.
        expect: undefined,
      }),
      onError: (reply, { error }) => {
        if (error.cause instanceof BodyTooLarge) {
          answerProblem(reply as FastifyReply, ...TOO_LARGE);
          return;
        }
        const detail = `The ${name} service does not answer at this moment. Try again shortly.`;
        answerProblem(reply as FastifyReply, 503, 'service-away', detail);
      },
    },
  });
}

/** Who asked, and where: in place of whatever the caller claims. There is no proxy before this one. */
function forwarded({ ip, host }: Pick<FastifyRequest, 'ip' | 'host'>): Record<string, string | undefined> {
  return {
    forwarded: undefined,
    'x-forwarded-for': ip,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': undefined,
    'x-real-ip': undefined,
  };
}
