import type { IncomingHttpHeaders } from 'node:http';
import {
  HttpProblem,
  INTERNAL,
  nothingHere,
  refused,
  refuseOddRequests,
  sendProblem,
  serverOptions,
  watchAddresses,
} from '@estafette/service-host/http';
import { LogController, fastify } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, HTTPMethods } from 'fastify';
import type Provider from 'oidc-provider';

interface ProviderRoute {
  readonly url: string;
  readonly method: HTTPMethods[];
}

/** What the provider answers itself. Everything else that it could do stays out of reach until it is listed here. */
const providerRoutes: readonly ProviderRoute[] = [
  { url: '/token', method: ['POST', 'OPTIONS'] },
  { url: '/jwks', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/openid-configuration', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/oauth-authorization-server', method: ['GET', 'OPTIONS'] },
];

/** What it answers besides where people log in. */
const loginRoutes: readonly ProviderRoute[] = [
  { url: '/auth', method: ['GET'] },
  { url: '/auth/:uid', method: ['GET'] },
  { url: '/reg', method: ['POST'] },
  { url: '/reg/:clientId', method: ['GET', 'DELETE'] },
  { url: '/token/revocation', method: ['POST', 'OPTIONS'] },
];

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

interface ServerParts {
  readonly provider: Provider;
  readonly logger: FastifyBaseLogger;
  readonly arrivalMs: number;
  /** Throws where what the service needs is away. */
  readonly ready: () => Promise<void>;
  /** Where people log in: whether one more application may register now. */
  readonly mayRegister?: (() => Promise<boolean>) | undefined;
  /** Routes of our own, each group with its own way to read bodies and tell errors. */
  readonly routes: readonly ((app: FastifyInstance) => Promise<void>)[];
}

/** The HTTP face of the service: the provider's routes, our own, health, and problem details for all else. Does not listen yet. */
export function createServer({
  provider,
  logger,
  arrivalMs,
  ready,
  mayRegister,
  routes,
}: ServerParts): FastifyInstance {
  const app = fastify({
    ...serverOptions(arrivalMs),
    loggerInstance: logger,
    // Fastify's own lines hold the address of the caller and the query.
    logController: new LogController({ disableRequestLogging: true }),
  });
  refuseOddRequests(app);

  // The provider reads its own bodies, and no other route takes one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const methodsOf = watchAddresses(app);
  const allowedAt = (path: string): string[] => methods.filter((method) => methodsOf(path).includes(method));
  const answer = provider.callback();
  for (const route of [...providerRoutes, ...(mayRegister === undefined ? [] : loginRoutes)]) {
    app.route({
      ...route,
      // Handed over before Fastify touches the body; the provider then owns the reply.
      onRequest: async (request, reply) => {
        if (request.method === 'OPTIONS' && !isPreflight(request.headers)) {
          return reply.code(204).header('allow', allowedAt(route.url).join(', ')).send();
        }
        if (request.url.includes('%00')) {
          sendProblem(reply, NUL);
          return reply;
        }
        if (route.url === '/reg' && (await mayRegister?.()) === false) return tooManyRegistrations(reply);
        reply.hijack();
        await answer(request.raw, reply.raw);
        return reply;
      },
      handler: () => undefined,
    });
  }

  for (const group of routes) void app.register(group);

  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      await ready();
      return { status: 'ready' };
    } catch (err) {
      logger.warn({ err }, 'not ready');
      sendProblem(reply, NOT_READY);
      return reply;
    }
  });

  app.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?');
    sendProblem(reply, nothingHere(allowedAt(path)));
  });
  app.setErrorHandler((error: unknown, _request, reply) => {
    const problem = refused(error) ?? INTERNAL;
    if (problem === INTERNAL) logger.error({ err: error }, 'a request failed');
    sendProblem(reply, problem);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const fields = { method, route: routeOptions.url, status: reply.raw.statusCode, ms: Math.round(reply.elapsedTime) };
    logger.info(fields, 'request answered');
    done();
  });
  return app;
}

const NUL = new HttpProblem(
  400,
  'request-not-valid',
  'The address holds %00, which no text has in it, and which cannot be kept: leave it out.',
);

const NOT_READY = new HttpProblem(
  503,
  'database-away',
  'The database does not answer at this moment. Try again shortly.',
);

/** In the form of RFC 7591, section 3.2.2, with a code of RFC 6749, since it has none for this. */
function tooManyRegistrations(reply: FastifyReply): FastifyReply {
  const description = 'too many applications registered within the hour; try again later';
  return reply
    .status(429)
    .headers({ 'retry-after': '3600', 'cache-control': 'no-store' })
    .send({ error: 'temporarily_unavailable', error_description: description });
}

/** Any other OPTIONS asks what can be done here, which the provider has no answer for. */
function isPreflight(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
