import { z } from 'zod';
import { signingKeySet } from './keys.js';
import { redirectUri } from './registration/redirect-uri.js';

/** What a service needs to say which mail address is whose; there are accounts only where there is a database. */
export const ACCOUNTS_SCOPE = 'accounts:write';

/** Scopes that a service may be given; `person` is for people's tokens alone. */
export const SERVICE_SCOPES = [
  'feed:read',
  'names:read',
  'mail-hashes:read',
  ACCOUNTS_SCOPE,
  'vc-api:issue',
  'vc-api:status',
] as const;

/** The public client of the demo. Its name stays taken when demo mode is off. */
export const DEMO_CLIENT_ID = 'estafette-demo';

/** A configuration that the service cannot start with; `faults` holds every fault, each beginning with the variable's name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(
      `The identity service cannot start. Mend its configuration:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
}

/** Parses JSON without repeating what stood there: it may be a secret. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const issuerUrl = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    refuse('must be the public address of this service, such as https://region.example/identity');
    return;
  }
  if (url.username !== '' || url.password !== '') refuse('must not hold a user name or password');
  if (text.includes('?') || text.includes('#')) refuse('must not have a query or fragment');
  // Tokens and services compare the issuer letter by letter, so only one spelling is let in.
  const spelling = url.origin + url.pathname.replace(/\/$/, '');
  if (text.endsWith('/')) refuse('must not end with a slash');
  else if (!text.includes('@') && !/[?#]/.test(text) && text !== spelling) refuse(`must be spelled ${spelling}`);
});

const audience = z
  .string()
  .refine((text) => URL.canParse(text) && !text.includes('#'), 'must be an absolute URI without a fragment (RFC 8707)');

const ownClient = {
  clientId: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')
    .refine((id) => id !== DEMO_CLIENT_ID, `must not be ${DEMO_CLIENT_ID}, which is the demo's`)
    // A service's token has its client id as its subject, a person's token a UUID: the two must never be taken for each other.
    .refine((id) => !z.guid().safeParse(id).success, 'must not be a UUID: those are persons'),
  // Only letters that HTTP Basic and form encoding both leave as they are, so that every client library sends the same thing.
  clientSecret: z
    .string()
    .regex(/^[A-Za-z0-9_-]{32,}$/, 'must be 32 or more letters, digits, - or _ (openssl rand -hex 32 makes one)'),
};

const serviceClient = z.strictObject({
  ...ownClient,
  scopes: z.array(z.enum(SERVICE_SCOPES)).min(1, 'must name at least one scope'),
});

const serviceClients = z
  .array(serviceClient)
  .refine((list) => new Set(list.map((one) => one.clientId)).size === list.length, 'holds the same clientId twice');

/** The region's own portal: the one application whose tokens may do all that the person may. */
const portalClient = z.strictObject({
  ...ownClient,
  name: z.string().min(1).max(100).default('Estafette'),
  redirectUris: z.array(redirectUri).min(1, 'must name at least one address').max(5),
});

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be the address of a PostgreSQL database' });

const smtpUrl = z.url({
  protocol: /^smtps?$/,
  error: 'must be such as smtp://mail.example:587 or smtps://name:password@mail.example',
});

const secret = z
  .base64('must be 32 bytes in base64 (openssl rand -base64 32 makes them)')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64 (openssl rand -base64 32 makes them)');

const environment = z.object({
  PORT: wholeNumber(0, 65_535),
  HOST: z.string().default('127.0.0.1'),
  ISSUER_URL: issuerUrl,
  INSTALLATION: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')
    .default('local'),
  AUDIENCE: audience.optional(),
  SIGNING_KEYS: json.pipe(signingKeySet).optional(),
  IDENTITY_KEY_FILE: z.string().optional(),
  SERVICE_CLIENTS: json.pipe(serviceClients).default([]),
  DEMO_MODE: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  // A token cannot be called back, so none lives longer than a day.
  TOKEN_TTL: wholeNumber(60, 86_400).default(3600),
  DRAIN_TIMEOUT: wholeNumber(0, 300).default(8),
  REQUEST_TIMEOUT_MS: wholeNumber(1, 300_000).default(30_000),
  DATABASE_URL: databaseUrl.optional(),
  IDENTITY_SECRET: secret.optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.email('must be a mail address').optional(),
  LOGIN_CODES_PER_HOUR: wholeNumber(1, 1_000_000).default(1_000),
  REGISTRATIONS_PER_HOUR: wholeNumber(1, 100_000).default(100),
  PORTAL_CLIENT: json.pipe(portalClient).optional(),
});

export type ServiceClient = z.infer<typeof serviceClient>;
export type PortalClient = z.infer<typeof portalClient>;
export type IdentityConfig = ReturnType<typeof readConfig>;

/**
 * Reads the configuration from environment variables; an empty variable counts as left out. The README lists them all.
 *
 * @throws ConfigError with every fault at once. No fault repeats the value of a variable that may hold a secret.
 */
export function readConfig(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const faults = [
    ...(parsed.error?.issues ?? []).map((issue) => describe(issue, given)),
    ...keySourceFaults(given),
    ...storageFaults(given),
    ...(parsed.data === undefined ? [] : clientFaults(parsed.data)),
  ];
  const file = parsed.data?.IDENTITY_KEY_FILE;
  const keySource = parsed.data?.SIGNING_KEYS ?? (file === undefined ? undefined : { file });
  if (!parsed.success || keySource === undefined || faults.length > 0) throw new ConfigError(faults);
  const values = parsed.data;
  return {
    port: values.PORT,
    host: values.HOST,
    issuer: values.ISSUER_URL,
    audience: values.AUDIENCE ?? `urn:estafette:${values.INSTALLATION}`,
    keySource,
    serviceClients: values.SERVICE_CLIENTS,
    demoMode: values.DEMO_MODE,
    tokenTtlSeconds: values.TOKEN_TTL,
    drainSeconds: values.DRAIN_TIMEOUT,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    storage: storageOf(values),
    registrationsPerHour: values.REGISTRATIONS_PER_HOUR,
    portalClient: values.PORTAL_CLIENT,
  };
}

/** Where sessions, grants and accounts are kept; without a database the service gives tokens alone, and nobody logs in. */
function storageOf({
  DATABASE_URL: databaseUrl,
  IDENTITY_SECRET: key,
  SMTP_URL: url,
  MAIL_FROM: from,
  ...rest
}: Values) {
  if (databaseUrl === undefined || key === undefined) return undefined;
  const mail = url === undefined || from === undefined ? undefined : { url, from, perHour: rest.LOGIN_CODES_PER_HOUR };
  return { databaseUrl, secret: key, mail };
}

type Values = z.infer<typeof environment>;

function describe(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const [variable] = issue.path;
  if (issue.path.length === 1 && !(String(variable) in given)) return `${String(variable)} must be set`;
  return `${issue.path.join('.')} ${issue.message}`;
}

/** Stands outside the schema, since zod checks what lies between fields only when the fields themselves are right. */
function keySourceFaults(given: Record<string, unknown>): string[] {
  const sources = ['SIGNING_KEYS', 'IDENTITY_KEY_FILE'].filter((name) => name in given);
  if (sources.length === 1) return [];
  return [
    sources.length === 2
      ? 'SIGNING_KEYS and IDENTITY_KEY_FILE are both set: choose one'
      : 'IDENTITY_KEY_FILE must be set (a file where the signing key is made once and kept), or SIGNING_KEYS (a private JWK Set)',
  ];
}

/** What a variable takes besides itself, as `[variable, needs, why]`. */
const TOGETHER = [
  ['DATABASE_URL', 'IDENTITY_SECRET', 'with it addresses and codes are kept so that the database does not tell them'],
  ['IDENTITY_SECRET', 'DATABASE_URL', 'there is nothing to keep without it'],
  ['SMTP_URL', 'DATABASE_URL', 'codes to log in with are kept there'],
  ['SMTP_URL', 'MAIL_FROM', 'mail has a sender'],
  ['MAIL_FROM', 'SMTP_URL', 'mail goes out by it'],
  ['PORTAL_CLIENT', 'DATABASE_URL', 'nobody logs in without it'],
] as const;

function storageFaults(given: Record<string, unknown>): string[] {
  return TOGETHER.filter(([variable, needs]) => variable in given && !(needs in given)).map(
    ([variable, needs, why]) => `${needs} must be set, since ${variable} is: ${why}`,
  );
}

function clientFaults({ SERVICE_CLIENTS: services, PORTAL_CLIENT: portal, DATABASE_URL: database }: Values): string[] {
  const writers = services.filter(({ scopes }) => scopes.includes(ACCOUNTS_SCOPE));
  return [
    ...(database === undefined && writers.length > 0
      ? [`SERVICE_CLIENTS gives ${ACCOUNTS_SCOPE}, but without DATABASE_URL there are no accounts`]
      : []),
    ...(services.some(({ clientId }) => clientId === portal?.clientId)
      ? ['PORTAL_CLIENT must have a clientId of its own: a service has this one']
      : []),
  ];
}
