import type { DataFolder } from './data-folder.js';
import { FIXED_PATHS, OPEN_BADGES_PATH } from './fixed-paths.js';
import type { Ports } from './ports.js';

const INSTALLATION = 'local';
const AUDIENCE = `urn:estafette:${INSTALLATION}`;
const on = (port: number): string => `http://127.0.0.1:${port}`;

interface ServiceEnvironmentOptions {
  readonly name: string;
  readonly port: number;
  readonly ports: Ports;
  readonly folder: DataFolder;
  readonly database: { readonly ownerUrl: string; readonly runtimeUrl: string };
  /** Null: services follow each other's feeds. */
  readonly brokers: string | null;
}

/** What a service is told, by environment variables, as in any other installation. */
export function serviceEnvironment({
  name,
  port,
  ports,
  folder,
  database,
  brokers,
}: ServiceEnvironmentOptions): Record<string, string> {
  const feeds = [...ports.services].map(([service, [first = 0]]) => `${service}=${on(first)}`);
  return {
    PORT: String(port),
    PUBLIC_URL: `${on(ports.front)}/${name}`,
    ...(FIXED_PATHS.get(OPEN_BADGES_PATH) === name && { OPEN_BADGES_URL: `${on(ports.front)}${OPEN_BADGES_PATH}` }),
    INSTALLATION,
    AUDIENCE,
    DATABASE_URL: database.runtimeUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    VAULT_KEY: folder.secret('vaultKeys', name),
    ISSUER_URL: issuerUrl(ports),
    JWKS_URL: `${on(ports.identity)}/jwks`,
    TOKEN_URL: `${on(ports.identity)}/token`,
    SERVICE_CLIENT_ID: name,
    SERVICE_CLIENT_SECRET: folder.secret('clientSecrets', name),
    FIRST_ADMIN: folder.region.firstAdmin,
    ...(name === WRITES_ACCOUNTS && { ACCOUNTS_URL: `${issuerUrl(ports)}/accounts` }),
    ...(name === READS_MAIL_HASHES && { PEOPLE_URL: `${on(ports.services.get('organisations')?.[0] ?? 0)}/v1/people` }),
    ...(brokers === null
      ? { TRANSPORT: 'feed', FEEDS: feeds.join(',') }
      : { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers }),
  };
}

/** Who says which mail address is whose, and who has them hashed; each other service has the rest of its scopes alone. */
const WRITES_ACCOUNTS = 'organisations';
const READS_MAIL_HASHES = 'credentials';
const OWN_SCOPES: Readonly<Record<string, readonly string[]>> = {
  [WRITES_ACCOUNTS]: ['accounts:write'],
  [READS_MAIL_HASHES]: ['mail-hashes:read'],
};

/** The identity service's, in demo mode: whoever can reach this machine's loopback can act as anybody. */
export function identityEnvironment(ports: Ports, folder: DataFolder, database: string): Record<string, string> {
  const client = (clientId: string, ...scopes: string[]) => ({
    clientId,
    clientSecret: folder.secret('clientSecrets', clientId),
    scopes,
  });
  const clients = [
    ...[...ports.services.keys()].map((name) => client(name, 'feed:read', 'names:read', ...(OWN_SCOPES[name] ?? []))),
    // Of no service: for whoever has credentials issued by the W3C's VC API.
    client('vc-api', 'vc-api:issue', 'vc-api:status'),
  ];
  return {
    PORT: String(ports.identity),
    ISSUER_URL: issuerUrl(ports),
    INSTALLATION,
    AUDIENCE,
    IDENTITY_KEY_FILE: `${folder.path}/identity-keys.json`,
    SERVICE_CLIENTS: JSON.stringify(clients),
    DEMO_MODE: 'true',
    DATABASE_URL: database,
    IDENTITY_SECRET: folder.secret('vaultKeys', 'identity'),
  };
}

function issuerUrl(ports: Ports): string {
  return `${on(ports.front)}/identity`;
}
