import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import type { IdentityConfig } from '../config.js';
import { OWN_PAGES } from './clients.js';
import { SIGNING_ALGORITHM } from '../keys.js';
import type { SigningKeySet } from '../keys.js';
import { OFFLINE_ACCESS, PAGES } from './scopes.js';

/**
 * One audience for the whole installation (RFC 8707), signed with the first key.
 *
 * @param scope what a token can say, at the most; how long access lasts is nothing to whom it is shown
 */
export function resourceServer(config: IdentityConfig, keys: SigningKeySet, scope: string): ResourceServer {
  return {
    audience: config.audience,
    scope: scopesIn(scope).join(' '),
    accessTokenTTL: config.tokenTtlSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: SIGNING_ALGORITHM, kid: keys.keys[0].kid } },
  };
}

/** Grants that have their scopes from an earlier request, where they were checked. */
const SETTLED: ReadonlySet<unknown> = new Set(['authorization_code', 'refresh_token']);

/**
 * The provider passes over a scope that it does not know and takes a request without one. A service would find that out only when its
 * token is refused elsewhere, and a person would be asked about something else than is shown; so both are refused here (RFC 6749,
 * section 3.3).
 */
export function checkTarget(ctx: KoaContextWithOIDC, resource: string, client: Client, audience: string): void {
  if (resource !== audience) throw new errors.InvalidTarget(`the only resource here is ${audience}`);
  if (client.clientId === OWN_PAGES && ctx.oidc.route === 'token') {
    throw new errors.InvalidTarget('this client has people log in, and gets no tokens');
  }
  const allowed = new Set(client.scope?.split(' '));
  const wanted = [...ctx.oidc.requestParamScopes];
  if (wanted.every((scope) => scope === OFFLINE_ACCESS) && !SETTLED.has(ctx.oidc.params?.['grant_type'])) {
    throw new errors.InvalidScope(`say which scope is wanted; this client may have: ${[...allowed].join(' ')}`, '');
  }
  const refused = wanted.find((scope) => !allowed.has(scope));
  if (refused !== undefined) throw new errors.InvalidScope('this client may not have this scope', refused);
}

/** The scopes that a token can say something with. */
function scopesIn(scope: string): string[] {
  return scope.split(' ').filter((one) => one !== '' && one !== OFFLINE_ACCESS && one !== PAGES);
}
