import type { ClientMetadata } from 'oidc-provider';
import { DEMO_CLIENT_ID } from '../config.js';
import type { IdentityConfig } from '../config.js';
import { DEMO_GRANT } from '../demo-grant.js';
import { OFFLINE_ACCESS, PAGES } from './scopes.js';

/**
 * The clients of the configuration: the demo, the services, and the portal. The demo's stays known without demo mode, so that asking for
 * the grant is answered with `unsupported_grant_type` rather than with a riddle about the client; it may then use no grant at all.
 */
export function clientsOf(config: IdentityConfig): ClientMetadata[] {
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

/** By which the pages of this service have somebody log in who came to them by themselves. */
export const OWN_PAGES = 'estafette-pages';

/** They ask for nothing but who it is, and make no use of the code. */
export function ownPagesOf({ issuer }: IdentityConfig): ClientMetadata {
  return {
    client_id: OWN_PAGES,
    redirect_uris: [`${issuer}/grants/logged-in`],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    response_modes: ['query'],
    scope: PAGES,
  };
}

/** The region's own portal: the one application that may act as the person. Only where people can log in. */
export function portalOf({ portalClient: portal }: IdentityConfig): ClientMetadata[] {
  if (portal === undefined) return [];
  return [
    {
      client_id: portal.clientId,
      client_secret: portal.clientSecret,
      client_name: portal.name,
      redirect_uris: portal.redirectUris,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      response_modes: ['query'],
      scope: `person ${OFFLINE_ACCESS}`,
    },
  ];
}
