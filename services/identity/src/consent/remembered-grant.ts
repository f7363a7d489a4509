import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from 'pg';
import { OWN_PAGES } from '../authorization/clients.js';
import { PAGES } from '../authorization/scopes.js';

/**
 * What the person let this application do before: in this session, or in another one that still lasts. Of another session's it is a
 * grant of its own that says the same, so that what ends one login does not end the others. Our own pages need not be let do anything.
 */
export async function rememberedGrant(ctx: KoaContextWithOIDC, pool: Pool): Promise<Grant | undefined> {
  const { provider, session, client, account, result } = ctx.oidc;
  if (!session || !client || !account) return undefined;
  const { Grant } = provider;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const here = known === undefined ? undefined : await Grant.find(known);
  // A session that went on to another person has no part in what the one before allowed.
  if (here?.accountId === account.accountId) return here;
  const { rows } = await pool.query<{ payload: { openid?: { scope?: string }; resources?: Record<string, string> } }>(
    `SELECT payload FROM kept WHERE kind = 'Grant' AND account_id = $1 AND client_id = $2 AND expires_at > now()
     ORDER BY kept_at DESC LIMIT 1`,
    [account.accountId, client.clientId],
  );
  const [row] = rows;
  if (!row && client.clientId !== OWN_PAGES) return undefined;
  const grant = new Grant({ accountId: account.accountId, clientId: client.clientId });
  const { openid, resources = {} } = row?.payload ?? {};
  if (openid?.scope !== undefined) grant.addOIDCScope(openid.scope);
  if (!row) grant.addOIDCScope(PAGES);
  for (const [resource, scope] of Object.entries(resources)) grant.addResourceScope(resource, scope);
  await grant.save();
  return grant;
}
