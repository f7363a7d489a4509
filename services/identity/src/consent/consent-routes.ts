import type { FastifyInstance, FastifyReply } from 'fastify';
import type Provider from 'oidc-provider';
import { waitingFor } from '../login/interaction.js';
import type { Waiting } from '../login/interaction.js';
import { consentPage } from '../pages/consent-page.js';
import { sendPage } from '../pages/forms.js';

interface ConsentOptions {
  readonly issuer: string;
  /** Whose tokens are let do what is allowed here. */
  readonly audience: string;
  /** Whether an application is the region's own. */
  readonly isOwn: (clientId: string) => boolean;
}

/** What the consent page shows, and what allowing and refusing do. */
export function consentRoutes(app: FastifyInstance, provider: Provider, options: ConsentOptions): ConsentShown {
  const { issuer, audience, isOwn } = options;

  app.post('/interactions/:uid/consent', async (request, reply) => {
    const { details, client } = await waitingFor(provider, { request, reply, issuer }, 'consent');
    const accountId = details.session?.accountId;
    const known = details.grantId === undefined ? undefined : await provider.Grant.find(details.grantId);
    const grant =
      known ?? new provider.Grant({ clientId: client.clientId, ...(accountId === undefined ? {} : { accountId }) });
    const scopes = scopesOf(details);
    grant.addOIDCScope(scopes.join(' '));
    grant.addResourceScope(audience, scopes.join(' '));
    const grantId = await grant.save();
    return reply.redirect(await provider.interactionResult(request.raw, reply.raw, { consent: { grantId } }), 303);
  });
  app.post('/interactions/:uid/refusal', async (request, reply) => {
    await waitingFor(provider, { request, reply, issuer }, 'consent');
    const refused = { error: 'access_denied', error_description: 'the person did not allow this' };
    return reply.redirect(await provider.interactionResult(request.raw, reply.raw, refused), 303);
  });

  return ({ details, client, language, at, onwards }, reply) => {
    const application = {
      name: client.clientName ?? client.clientId,
      selfDeclared: !isOwn(client.clientId),
      about: client.clientUri,
      policy: client.policyUri,
      terms: client.tosUri,
    };
    const page = {
      language,
      application,
      scopes: scopesOf(details),
      redirectUri: onwards,
      at,
      grants: `${issuer}/grants`,
    };
    return sendPage(reply, consentPage(page), { onwards });
  };
}

export type ConsentShown = (here: Waiting, reply: FastifyReply) => FastifyReply;

/** All that is asked for, not only what is new: people decide on what the application will be able to do. */
function scopesOf({ params }: Waiting['details']): string[] {
  const { scope } = params;
  return typeof scope === 'string' ? scope.split(' ') : [];
}
