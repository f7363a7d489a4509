import { LogController, fastify } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, HTTPMethods } from 'fastify';
import type Provider from 'oidc-provider';
import { sendProblem } from './problem.js';

/** What the provider answers itself. Everything else that it could do stays out of reach until it is listed here. */
const providerRoutes: readonly { url: string; method: HTTPMethods[] }[] = [
  { url: '/token', method: ['POST', 'OPTIONS'] },
  { url: '/jwks', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/openid-configuration', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/oauth-authorization-server', method: ['GET', 'OPTIONS'] },
];

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** The HTTP face of the service: the provider's routes, health, and problem details for all else. Does not listen yet. */
export function createServer(provider: Provider, logger: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    // Fastify's own lines hold the address of the caller and the query.
    logController: new LogController({ disableRequestLogging: true }),
    // An idle connection must not hold up a stop, nor a slow one a socket.
    keepAliveTimeout: 2000,
    requestTimeout: 15_000,
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, 400, 'malformed-request', 'The address of this request cannot be read.');
    },
  });

  // The provider reads its own bodies, and no other route takes one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const answer = provider.callback();
  for (const route of providerRoutes) {
    app.route({
      ...route,
      // Handed over before Fastify touches the body; the provider then owns the reply.
      onRequest: async (request, reply) => {
        reply.hijack();
        await answer(request.raw, reply.raw);
      },
      handler: () => undefined,
    });
  }

  app.get('/health/live', () => ({ status: 'live' }));
  // Keys are read before the service listens and nothing else is needed: who gets an answer gets a ready service.
  app.get('/health/ready', () => ({ status: 'ready' }));

  app.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?');
    const allowed = methods.filter((method) => app.hasRoute({ url: path, method }));
    if (allowed.length === 0) return sendProblem(reply, 404, 'not-found', 'There is nothing at this address.');
    reply.header('allow', allowed.join(', '));
    return sendProblem(reply, 405, 'method-not-allowed', `Use ${allowed.join(' or ')} here.`);
  });
  app.setErrorHandler((error: unknown, _request, reply) => {
    const status = statusOf(error);
    if (status < 500) return sendProblem(reply, status, 'malformed-request', 'This request cannot be read.');
    logger.error({ err: error }, 'a request failed');
    return sendProblem(reply, 500, 'internal-error', 'Something went wrong here; it has been logged.');
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const fields = { method, route: routeOptions.url, status: reply.raw.statusCode, ms: Math.round(reply.elapsedTime) };
    logger.info(fields, 'request answered');
    done();
  });
  return app;
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
