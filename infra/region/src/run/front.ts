import type { IncomingHttpHeaders } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import {
  BODY_TOO_LARGE,
  BYTES_LIMIT_BYTES,
  HttpProblem,
  INTERNAL,
  nothingHere,
  refused,
  refuseOddRequests,
  sendProblem,
  serverOptions,
} from '@estafette/service-host/http';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import fastify from 'fastify';
import { BodyTooLarge, limitBodies } from './front-body.js';
import { healthOf } from './front-health.js';
import { FIXED_PATHS } from './fixed-paths.js';
import type { Launched } from './launched.js';

export interface FrontOptions {
  readonly port: number;
  /** Paths that a standard fixes, and the service that serves each; left out: those of this platform. */
  readonly paths?: ReadonlyMap<string, string>;
  /** By name, all replicas of each service. */
  readonly services: ReadonlyMap<string, readonly Launched[]>;
  /** How long a request may take to arrive; as at the services when left out. */
  readonly arrivalMs?: number;
}

const RETRY_AFTER_S = '1';
const LONGEST_DRAIN_MS = 2_000;
/** What is passed on. */
const METHODS: HTTPMethods[] = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
/**
 * What is found between the host and the path of an address (RFC 8615): of one below a service, at that service. `…/<name>` is prefixed
 * with the service there, which knows nothing of being below a name.
 */
const WELL_KNOWN = ['openid-credential-issuer', 'oauth-authorization-server'].map((name) => `/.well-known/${name}`);
const CLIMBING = new HttpProblem(400, 'address-not-valid', 'An address that climbs with `..` is not passed on.');

/** One address in front of all services: each below its own name, and where a standard wants it. Replicas take turns. */
export async function startFront(options: FrontOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { port, services, arrivalMs, paths = FIXED_PATHS } = options;
  const front = fastify({ ...serverOptions(arrivalMs), bodyLimit: BYTES_LIMIT_BYTES });
  refuseOddRequests(front);
  const fixed = [...paths].filter(([, name]) => services.has(name));
  front.setErrorHandler((error, _request, reply) => {
    // The proxy refuses to climb without a code, unlike all that Fastify refuses.
    const climbing = error instanceof Error && 'statusCode' in error && !('code' in error);
    sendProblem(reply, climbing ? CLIMBING : (refused(error) ?? INTERNAL));
  });
  front.setNotFoundHandler(({ url }, reply) => {
    const [path = ''] = url.split('?');
    const passedOn = services.has(path.split('/')[1] ?? '') || fixed.some(([prefix]) => path.startsWith(`${prefix}/`));
    const allowed = METHODS.filter((method) => passedOn || front.hasRoute({ url: path, method }));
    const below = `There is nothing at this address. Below it are: ${[...services.keys()].join(', ')}.`;
    sendProblem(reply, allowed.length > 0 ? nothingHere(allowed) : new HttpProblem(404, 'no-such-address', below));
  });
  limitBodies(front);
  for (const [name, replicas] of services) {
    await pass(front, { name, replicas, prefix: `/${name}`, to: '/' });
    for (const at of WELL_KNOWN) await pass(front, { name, replicas, prefix: `${at}/${name}`, to: at });
  }
  for (const [prefix, name] of fixed) {
    await pass(front, { name, replicas: services.get(name) ?? [], prefix, to: prefix });
  }
  front.get('/', () => ({
    region: 'estafette',
    services: [...services.keys()].map((name) => ({ name, address: `/${name}`, ...description(name) })),
  }));
  front.get('/health/live', () => ({ status: 'live' }));
  front.get('/health/ready', async (_request, reply) => {
    const { ready, details } = await healthOf(services);
    if (ready) return { status: 'ready', services: details };
    const detail = 'Not every service takes requests at this moment. Try again shortly.';
    sendProblem(reply, away(detail, { services: details }));
    return reply;
  });
  await front.listen({ port, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${port}`, close: () => drain(front) };
}

/** Where a service says what can be asked of it: identity by OpenID Connect Discovery 1.0, the others by OpenAPI. */
function description(name: string): Readonly<Record<string, string>> {
  return name === 'identity'
    ? { discovery: '/identity/.well-known/openid-configuration' }
    : { api: `/${name}/v1/openapi.json` };
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

interface Passing {
  readonly name: string;
  readonly replicas: readonly Launched[];
  readonly prefix: string;
  /** What the prefix is at the service. */
  readonly to: string;
}

async function pass(front: FastifyInstance, { name, replicas, prefix, to }: Passing): Promise<void> {
  let turn = 0;
  const next = (): string => {
    const up = replicas.filter((one) => one.up);
    const { port = 0 } = up[turn++ % up.length] ?? replicas[0] ?? {};
    return `http://127.0.0.1:${port}`;
  };
  await front.register(httpProxy, {
    prefix,
    rewritePrefix: to,
    httpMethods: METHODS,
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
      rewriteHeaders: ofAnswer,
      onError: (reply, { error }) => {
        const detail = `The ${name} service does not answer at this moment. Try again shortly.`;
        sendProblem(reply as FastifyReply, error.cause instanceof BodyTooLarge ? BODY_TOO_LARGE : away(detail));
      },
    },
  });
}

/** An answer's headers without those of the connection behind us: the one before us lasts as its own caller asks. */
function ofAnswer({ connection: _one, 'keep-alive': _two, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers;
}

function away(detail: string, extra: Readonly<Record<string, unknown>> = {}): HttpProblem {
  return new HttpProblem(503, 'service-away', detail, { extra, headers: { 'retry-after': RETRY_AFTER_S } });
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
