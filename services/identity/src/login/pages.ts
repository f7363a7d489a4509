import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import type { Pool } from 'pg';
import type { IdentityConfig } from '../config.js';
import { consentRoutes } from '../consent/consent-routes.js';
import { grantsRoutes } from '../consent/grants-routes.js';
import { PageProblem, servePages } from '../pages/forms.js';
import { chosenLanguage } from '../pages/request-language.js';
import { waitingFor } from './interaction.js';
import { loginRoutes } from './login-routes.js';
import type { Proof } from './login-routes.js';

interface Pages {
  readonly provider: Provider;
  readonly config: IdentityConfig;
  readonly pool: Pool;
  readonly proof: Proof;
}

/** The pages for people: to log in, to decide, and to end what they decided. */
export function pagesFor({ provider, config, pool, proof }: Pages): (app: FastifyInstance) => Promise<void> {
  const { issuer } = config;
  return (app) => {
    servePages(app, new URL(issuer).origin);
    app.addHook('onRequest', (request, reply, done) => {
      if (request.method === 'GET') void reply.headers(chosenLanguage(request.raw, issuer));
      done();
    });
    const isOwn = (clientId: string): boolean => clientId === config.portalClient?.clientId;
    const login = loginRoutes(app, provider, issuer, proof);
    const consent = consentRoutes(app, provider, { issuer, audience: config.audience, isOwn });
    grantsRoutes(app, provider, pool, issuer);
    app.get('/interactions/:uid', async (request, reply) => {
      const here = await waitingFor(provider, { request, reply, issuer });
      switch (here.details.prompt.name) {
        case 'login':
          return login(here, reply, request);
        case 'consent':
          return consent(here, reply);
        default:
          throw new PageProblem(400, 'expired');
      }
    });
    return Promise.resolve();
  };
}
