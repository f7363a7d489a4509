import type { EventEmitter } from 'node:events';
import Provider from 'oidc-provider';
import type { Adapter, KoaContextWithOIDC } from 'oidc-provider';
import type { Logger } from 'pino';
import { clientsOf, ownPagesOf, portalOf } from './authorization/clients.js';
import { loginFeatures, loginOptions } from './authorization/options.js';
import type { Login } from './authorization/options.js';
import { correctMetadata, prepareRequest } from './authorization/requests.js';
import { checkTarget, resourceServer } from './authorization/resource-server.js';
import { APPLICATION_SCOPES, PAGES } from './authorization/scopes.js';
import { ACCOUNTS_SCOPE, SERVICE_SCOPES } from './config.js';
import type { IdentityConfig } from './config.js';
import { registerDemoGrant } from './demo-grant.js';
import { SIGNING_ALGORITHM } from './keys.js';
import type { SigningKeySet } from './keys.js';
import { isSecret } from './registration/client-secret.js';
import { PostgresAdapter } from './storage/adapter.js';

const off = { enabled: false } as const;

/**
 * The OpenID provider: token endpoint, keys and discovery; with `login` also what people and applications need.
 *
 * Access tokens are JWTs after RFC 9068. They live in nobody's memory but the caller's, so a restart loses nothing.
 */
export async function createProvider(
  config: IdentityConfig,
  keys: SigningKeySet,
  logger: Logger,
  login?: Login,
): Promise<Provider> {
  const clients = [...clientsOf(config), ...(login === undefined ? [] : [...portalOf(config), ownPagesOf(config)])];
  const scopes = [
    ...SERVICE_SCOPES.filter((scope) => scope !== ACCOUNTS_SCOPE || config.storage !== undefined),
    'person',
    ...(login === undefined ? [] : [...APPLICATION_SCOPES, PAGES]),
  ];
  const provider = new Provider(config.issuer, {
    adapter: login === undefined ? () => nothingStored : (kind: string) => new PostgresAdapter(kind, login.pool),
    clients,
    jwks: { keys: keys.keys.map((key) => ({ ...key })) },
    scopes,
    // Nobody logs in without a place to keep that: no response types, hence no authorization codes.
    responseTypes: [],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    ttl: { AccessToken: config.tokenTtlSeconds, ClientCredentials: config.tokenTtlSeconds },
    // The pages of the region's own address may ask for a token, those of other sites may not.
    clientBasedCORS: (_ctx, origin) => origin === new URL(config.issuer).origin,
    // A browser that asks for HTML gets the JSON of RFC 6749 section 5.2 all the same.
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    ...(login === undefined ? {} : loginOptions(config, login)),
    features: {
      ...(login === undefined ? {} : loginFeatures),
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      // Services take bearer tokens; a token bound to a key would promise a check that nobody makes.
      dPoP: off,
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => config.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => {
          checkTarget(ctx, resource, client, config.audience);
          return resourceServer(config, keys, client.scope ?? '');
        },
      },
    },
  });

  // The issuer alone says where this service stands: no header of a request changes an address that is advertised.
  provider.OIDCContext.prototype.urlFor = (name, options) => provider.urlFor(name, options);
  const secure = config.issuer.startsWith('https:');
  Object.defineProperty(provider.request, 'protocol', { get: () => (secure ? 'https' : 'http') });
  // Secrets that were handed out are kept as digests.
  provider.Client.prototype.compareClientSecret = function (this: { clientSecret?: string }, shown: string) {
    return isSecret(this.clientSecret, shown);
  };
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    prepareRequest(ctx);
    await next();
    if (ctx.path.startsWith('/.well-known/')) correctMetadata(ctx.body, login !== undefined);
    if (ctx.path.startsWith('/reg/')) omitSecret(ctx.body);
  });
  if (config.demoMode) registerDemoGrant(provider, config.audience, resourceServer(config, keys, 'person'));
  logTokens(provider, logger);
  // Clients are checked when they are first looked for; do that now, so that a fault stops the start and not a request.
  for (const client of clients) await provider.Client.find(client.client_id);
  return provider;
}

/** Who reads a registration again is not told the secret: only its digest is kept. */
function omitSecret(registration: unknown): void {
  if (typeof registration !== 'object' || registration === null) return;
  Reflect.deleteProperty(registration, 'client_secret');
  Reflect.deleteProperty(registration, 'client_secret_expires_at');
}

function logTokens(provider: Provider, logger: Logger): void {
  provider.on('grant.success', ({ oidc }) => {
    const subject = oidc.entities.AccessToken?.accountId ?? oidc.client?.clientId;
    logger.info({ clientId: oidc.client?.clientId, grantType: oidc.params?.['grant_type'], subject }, 'token issued');
  });
  // Only the code: what the caller sent, and what the provider says about it, may hold anything.
  provider.on('grant.error', ({ oidc }, { error }) => {
    logger.info({ clientId: oidc.client?.clientId, error }, 'token refused');
  });
  provider.on('server_error', (_ctx, err) => logger.error({ err }, 'the provider failed'));
  const koa: EventEmitter = provider;
  koa.on('error', (err: unknown) => {
    // Koa marks an error that met a closed connection: the caller has gone, which is no fault here.
    if (err instanceof Error && 'headerSent' in err) logger.info('the caller hung up');
    else logger.error({ err }, 'a request failed');
  });
}

/**
 * JWT access tokens are never stored and clients stand in the configuration, so there is nothing to keep. Anything else that the
 * provider wants to keep would be lost without notice in memory; it fails here instead.
 */
const nothingStored: Adapter = {
  find: () => Promise.resolve(undefined),
  findByUid: () => Promise.resolve(undefined),
  findByUserCode: () => Promise.resolve(undefined),
  upsert: () => Promise.reject(new Error('The identity service has no storage.')),
  consume: () => Promise.reject(new Error('The identity service has no storage.')),
  destroy: () => Promise.reject(new Error('The identity service has no storage.')),
  revokeByGrantId: () => Promise.reject(new Error('The identity service has no storage.')),
};
