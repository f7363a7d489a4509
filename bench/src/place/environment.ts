import { freePort } from '@estafette/local-servers';
import type { Database } from './database.js';
import type { Neighbours } from './neighbours.js';
import { AUDIENCE } from './neighbours.js';

/** What a service is told, as in any other installation; how it hears of others comes on top. */
export async function environmentOf(
  { runtimeUrl, ownerUrl, vaultKey }: Database,
  { url }: Pick<Neighbours, 'url'>,
  transport: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  return {
    PORT: String(await freePort()),
    INSTALLATION: 'bench',
    AUDIENCE,
    DATABASE_URL: runtimeUrl,
    DATABASE_OWNER_URL: ownerUrl,
    VAULT_KEY: vaultKey,
    ISSUER_URL: url,
    SERVICE_CLIENT_ID: 'bench',
    SERVICE_CLIENT_SECRET: 'bench',
    // What a request costs is measured, not what an hour-old stand-in would do to freshness.
    MEMBERSHIP_STALE_AFTER: '86400',
    ...transport,
  };
}
