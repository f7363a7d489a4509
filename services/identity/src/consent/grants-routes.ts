import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { Pool } from 'pg';
import { OWN_PAGES } from '../authorization/clients.js';
import { PAGES } from '../authorization/scopes.js';
import { fieldOf, PageProblem, sendPage } from '../pages/forms.js';
import { grantsPage } from '../pages/grants-page.js';
import type { AllowedApplication } from '../pages/grants-page.js';
import { requestLanguage } from '../pages/request-language.js';

/** The page where somebody who is logged in sees and ends what they let applications do. */
export function grantsRoutes(app: FastifyInstance, provider: Provider, pool: Pool, issuer: string): void {
  const at = `${issuer}/grants`;
  const sessionOf = (request: FastifyRequest, reply: FastifyReply) =>
    provider.Session.get(provider.createContext(request.raw, reply.raw));

  app.get('/grants', async (request, reply) => {
    const { accountId } = await sessionOf(request, reply);
    const applications = accountId === undefined ? undefined : await allowedBy(provider, pool, accountId);
    return sendPage(reply, grantsPage({ language: requestLanguage(request.raw), at, applications }));
  });
  app.get('/grants/log-in', (_request, reply) => {
    const asked = new URLSearchParams({
      client_id: OWN_PAGES,
      response_type: 'code',
      redirect_uri: `${at}/logged-in`,
      scope: PAGES,
      // Of nothing: nobody asks for a token.
      code_challenge: randomBytes(32).toString('base64url'),
      code_challenge_method: 'S256',
    });
    return reply.redirect(`${issuer}/auth?${asked.toString()}`, 303);
  });
  // Whoever they are stands in their session by now.
  app.get('/grants/logged-in', (request, reply) => {
    if ((request.query as { error?: unknown }).error !== undefined) throw new PageProblem(400, 'expired');
    return reply.redirect(at, 303);
  });
  app.post('/grants/ended', async (request, reply) => {
    const { accountId } = await sessionOf(request, reply);
    if (accountId !== undefined) {
      // With a grant go its codes and refresh tokens.
      await pool.query("DELETE FROM kept WHERE kind = 'Grant' AND account_id = $1 AND client_id = $2", [
        accountId,
        fieldOf(request, 'client_id'),
      ]);
    }
    return reply.redirect(at, 303);
  });
  app.post('/grants/log-out', async (request, reply) => {
    const session = await sessionOf(request, reply);
    if (session.accountId !== undefined) await session.destroy();
    return reply.redirect(at, 303);
  });
}

/** Each application once, with all that it was let do. */
async function allowedBy(provider: Provider, pool: Pool, accountId: string): Promise<AllowedApplication[]> {
  const { rows } = await pool.query<{ client_id: string; since: Date; scopes: string[] }>(
    `SELECT client_id, min(kept_at) AS since, array_agg(DISTINCT scope) AS scopes
     FROM kept, string_to_table(payload->'openid'->>'scope', ' ') AS scope
     WHERE kind = 'Grant' AND account_id = $1 AND client_id <> $2 AND expires_at > now() GROUP BY client_id ORDER BY since`,
    [accountId, OWN_PAGES],
  );
  return Promise.all(
    rows.map(async ({ client_id: clientId, since, scopes }) => ({
      clientId,
      name: (await provider.Client.find(clientId))?.clientName ?? clientId,
      scopes,
      since,
    })),
  );
}
