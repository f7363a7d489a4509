import type { IncomingHttpHeaders } from 'node:http';
import {
  INTERNAL,
  nothingHere,
  refused,
  refuseOddRequests,
  sendProblem,
  serverOptions,
} from '@estafette/service-host/http';
import { LogController, fastify } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, HTTPMethods } from 'fastify';
import type Provider from 'oidc-provider';

/** What the provider answers itself. Everything else that it could do stays out of reach until it is listed here. */
const providerRoutes: readonly { url: string; method: HTTPMethods[] }[] = [
  { url: '/token', method: ['POST', 'OPTIONS'] },
  { url: '/jwks', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/openid-configuration', method: ['GET', 'OPTIONS'] },
  { url: '/.well-known/oauth-authorization-server', method: ['GET', 'OPTIONS'] },
];

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** The HTTP face of the service: the provider's routes, health, and problem details for all else. Does not listen yet. */
export function createServer(provider: Provider, logger: FastifyBaseLogger, arrivalMs: number): FastifyInstance {
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

  const allowedAt = (url: string): string[] => methods.filter((method) => app.hasRoute({ url, method }));
  const answer = provider.callback();
  for (const route of providerRoutes) {
    app.route({
      ...route,
      // Handed over before Fastify touches the body; the provider then owns the reply.
      onRequest: async (request, reply) => {
        if (request.method === 'OPTIONS' && !isPreflight(request.headers)) {
          return reply.code(204).header('allow', allowedAt(route.url).join(', ')).send();
        }
        reply.hijack();
        await answer(request.raw, reply.raw);
        return reply;
      },
      handler: () => undefined,
    });
  }

  app.get('/health/live', () => ({ status: 'live' }));
  // Keys are read before the service listens and nothing else is needed: who gets an answer gets a ready service.
  app.get('/health/ready', () => ({ status: 'ready' }));

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

/** Any other OPTIONS asks what can be done here, which the provider has no answer for. */
function isPreflight(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
