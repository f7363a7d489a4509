import type { Client, Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from 'pg';
import type { IdentityConfig } from '../config.js';
import { OWN_PAGES } from './clients.js';
import { rememberedGrant } from '../consent/remembered-grant.js';
import type { Accounts } from '../login/accounts.js';
import { errorPage } from '../pages/error-page.js';
import { checkRegistration, FURTHER_MEMBERS, newClientId, newClientSecret } from '../registration/metadata.js';
import { keyFor } from '../storage/secrets.js';

/** Where people are, and what they let applications do; there is none where the service gives tokens alone. */
export interface Login {
  readonly pool: Pool;
  readonly accounts: Accounts;
  readonly secret: Buffer;
}

/** Seconds that something lasts. */
const MINUTE = 60;
const DAY = 86_400;
const LASTS = {
  AuthorizationCode: MINUTE,
  Interaction: 60 * MINUTE,
  Session: DAY,
  /** From its last use on. */
  RefreshToken: 30 * DAY,
  /** What somebody let an application do; they are asked again then. Our own pages are let do nothing. */
  Grant: (_ctx: unknown, { clientId }: Grant): number => (clientId === OWN_PAGES ? DAY : 365 * DAY),
  // JWTs of OpenID Connect; no client may ask for one.
  IdToken: MINUTE,
};

/** The options of the provider that let people log in and decide what applications may do. */
export function loginOptions(config: IdentityConfig, { accounts, secret, pool }: Login): Partial<Configuration> {
  const { issuer } = config;
  const cookie = { httpOnly: true, sameSite: 'lax', path: new URL(`${issuer}/`).pathname } as const;
  return {
    responseTypes: ['code'],
    ttl: { ...LASTS, AccessToken: config.tokenTtlSeconds, ClientCredentials: config.tokenTtlSeconds },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    cookies: {
      keys: [keyFor('cookies', secret)],
      names: { session: 'estafette_session', interaction: 'estafette_interaction', resume: 'estafette_resume' },
      long: cookie,
      short: { httpOnly: true, sameSite: 'lax' },
    },
    interactions: { url: (_ctx, { uid }) => `${issuer}/interactions/${uid}` },
    findAccount: async (_ctx, accountId) => {
      // In a demo people say who they are; otherwise whoever was erased is nobody.
      if (!config.demoMode && !(await accounts.has(accountId))) return undefined;
      return { accountId, claims: () => ({ sub: accountId }) };
    },
    loadExistingGrant: (ctx) => rememberedGrant(ctx, pool),
    extraClientMetadata: {
      properties: [...FURTHER_MEMBERS],
      // Asked once for each of these members; with a context only where an application registers.
      validator: (ctx, name, _value, metadata) => {
        if (ctx !== undefined && name === FURTHER_MEMBERS[0]) checkRegistration(ctx.oidc.body, metadata);
      },
    },
    renderError: (ctx, out) => {
      // Only what people open in a browser; an application gets the JSON of RFC 6749, section 5.2.
      const opened = ctx.oidc.route === 'authorization' || ctx.oidc.route === 'resume';
      if (!opened || ctx.accepts(['json', 'html']) !== 'html') {
        ctx.body = out;
        return;
      }
      const page = errorPage(ctx.req, { code: out.error, description: out.error_description });
      ctx.set(page.headers);
      ctx.body = page.text;
    },
  };
}

/** The features of the provider that go with it. */
export const loginFeatures = {
  revocation: {
    enabled: true,
    allowedPolicy: (_ctx: KoaContextWithOIDC, client: Client, token: { readonly clientId?: string | undefined }) =>
      token.clientId === client.clientId,
  },
  registration: { enabled: true, idFactory: newClientId, secretFactory: newClientSecret },
  registrationManagement: { enabled: true },
} as const;
