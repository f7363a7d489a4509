import { z } from 'zod';
import { signingKeySet } from './keys.js';

/** Scopes that a service may be given; `person` is for people's tokens alone. */
export const SERVICE_SCOPES = ['feed:read', 'names:read'] as const;

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

const serviceClient = z.strictObject({
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
  scopes: z.array(z.enum(SERVICE_SCOPES)).min(1, 'must name at least one scope'),
});

const serviceClients = z
  .array(serviceClient)
  .refine((list) => new Set(list.map((one) => one.clientId)).size === list.length, 'holds the same clientId twice');

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
});

export type ServiceClient = z.infer<typeof serviceClient>;
export type IdentityConfig = ReturnType<typeof readConfig>;

/**
 * Reads the configuration from environment variables; an empty variable counts as left out. The README lists them all.
 *
 * @throws ConfigError with every fault at once. No fault repeats the value of a variable that may hold a secret.
 */
export function readConfig(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const faults = [...(parsed.error?.issues ?? []).map((issue) => describe(issue, given)), ...keySourceFaults(given)];
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
  };
}

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
