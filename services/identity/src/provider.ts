import type { EventEmitter } from 'node:events';
import Provider, { errors } from 'oidc-provider';
import type { Adapter, Client, ClientMetadata, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import type { Logger } from 'pino';
import { DEMO_CLIENT_ID, SERVICE_SCOPES } from './config.js';
import type { IdentityConfig } from './config.js';
import { DEMO_GRANT, registerDemoGrant } from './demo-grant.js';
import { SIGNING_ALGORITHM } from './keys.js';
import type { SigningKeySet } from './keys.js';

const off = { enabled: false } as const;

/**
 * The OpenID provider: token endpoint, keys and discovery, without pages, cookies or storage.
 *
 * Access tokens are JWTs after RFC 9068. They live in nobody's memory but the caller's, so a restart loses nothing.
 */
export async function createProvider(config: IdentityConfig, keys: SigningKeySet, logger: Logger): Promise<Provider> {
  const provider = new Provider(config.issuer, {
    adapter: () => nothingStored,
    clients: clientsOf(config),
    jwks: { keys: keys.keys.map((key) => ({ ...key })) },
    scopes: [...SERVICE_SCOPES, 'person'],
    // Nobody logs in here yet: no response types, hence no authorization codes.
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
    features: {
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
          return resourceServer(config, keys);
        },
      },
    },
  });

  // The issuer alone says where this service stands: no header of a request changes an address that is advertised.
  provider.OIDCContext.prototype.urlFor = (name, options) => provider.urlFor(name, options);
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (ctx.path.startsWith('/.well-known/')) omitLogin(ctx.body);
  });
  if (config.demoMode) registerDemoGrant(provider, config.audience, resourceServer(config, keys));
  logTokens(provider, logger);
  // Clients are checked when they are first looked for; do that now, so that a fault stops the start and not a request.
  for (const client of clientsOf(config)) await provider.Client.find(client.client_id);
  return provider;
}

/**
 * The demo's client stays known without demo mode, so that asking for the grant is answered with `unsupported_grant_type` rather than
 * with a riddle about the client; it may then use no grant at all.
 */
function clientsOf(config: IdentityConfig): ClientMetadata[] {
  const without = { redirect_uris: [], response_types: [] };
  const demo: ClientMetadata = {
    ...without,
    client_id: DEMO_CLIENT_ID,
    token_endpoint_auth_method: 'none',
    grant_types: config.demoMode ? [DEMO_GRANT] : [],
    scope: 'person',
  };
  const services = config.serviceClients.map((client): ClientMetadata => ({
    ...without,
    client_id: client.clientId,
    client_secret: client.clientSecret,
    // The provider takes the secret from the header and from the body alike.
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    scope: client.scopes.join(' '),
  }));
  return [demo, ...services];
}

/** One audience for the whole installation (RFC 8707), signed with the first key. */
function resourceServer(config: IdentityConfig, keys: SigningKeySet): ResourceServer {
  return {
    audience: config.audience,
    scope: [...SERVICE_SCOPES, 'person'].join(' '),
    accessTokenTTL: config.tokenTtlSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: SIGNING_ALGORITHM, kid: keys.keys[0].kid } },
  };
}

/**
 * The provider passes over a scope that it does not know and takes a request without one. A service would find that out only when its
 * token is refused elsewhere, so both are refused here (RFC 6749 section 3.3).
 */
function checkTarget(ctx: KoaContextWithOIDC, resource: string, client: Client, audience: string): void {
  if (resource !== audience) throw new errors.InvalidTarget(`the only resource here is ${audience}`);
  const allowed = new Set(client.scope?.split(' '));
  const wanted = [...ctx.oidc.requestParamScopes];
  if (wanted.length === 0) {
    throw new errors.InvalidScope(`say which scope is wanted; this client may have: ${[...allowed].join(' ')}`, '');
  }
  const refused = wanted.find((scope) => !allowed.has(scope));
  if (refused !== undefined) throw new errors.InvalidScope('this client may not have this scope', refused);
}

/** The authorization endpoint comes with the login pages; until then it is not served and not advertised (RFC 8414 section 2). */
function omitLogin(metadata: unknown): void {
  if (typeof metadata === 'object' && metadata !== null) Reflect.deleteProperty(metadata, 'authorization_endpoint');
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
