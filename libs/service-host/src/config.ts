import type { BrokerOptions } from '@estafette/messaging';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

const whole = z.coerce.number('expected a whole number').int().positive();
const url = z.url({ protocol: /^https?$/, error: 'expected http://… or https://…' });
const postgres = z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://…');

/** `organisations=http://127.0.0.1:4001,challenges=http://…` */
const feeds = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((entry) => entry !== ''))
  .pipe(z.array(z.string().regex(/^[a-z-]+=https?:\/\/\S+$/, 'expected name=http://…, separated by commas')))
  .transform((entries) => new Map(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string])));

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url.optional().describe('where callers reach this service, when that is not its own address'),
  INSTALLATION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and hyphens')
    .default('local'),
  DATABASE_URL: postgres,
  DATABASE_OWNER_URL: postgres.optional(),
  VAULT_KEY: z
    .base64('expected 32 bytes in base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((bytes) => bytes.length === 32, 'expected 32 bytes in base64'),
  ISSUER_URL: url,
  JWKS_URL: url.optional(),
  TOKEN_URL: url.optional(),
  AUDIENCE: z.string().min(1),
  SERVICE_CLIENT_ID: z.string().min(1),
  SERVICE_CLIENT_SECRET: z.string().min(1),
  TRANSPORT: z.enum(['feed', 'kafka']).default('feed'),
  KAFKA_BROKERS: z.string().optional(),
  KAFKA_SSL: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  KAFKA_SASL_MECHANISM: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['plain', 'scram-sha-256', 'scram-sha-512']))
    .optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  FEEDS: feeds,
  FIRST_ADMIN: z.uuid().toLowerCase().optional(),
  /** Seconds. */
  MEMBERSHIP_STALE_AFTER: whole.default(900),
  VIEWS_WAIT_MS: whole.default(2000),
  REQUEST_TIMEOUT_MS: whole.default(30_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Config = z.infer<typeof schema>;

/**
 * Reads a service's configuration.
 * @param upstreams the services whose messages this one takes
 * @param own what the service reads beside what every service reads
 * @throws Error that names every fault together, by variable and without its value
 */
export function readConfig(
  environment: Environment,
  upstreams: readonly string[] = [],
  own: z.ZodObject = z.object({}),
): Config & { readonly settings: Readonly<Record<string, unknown>> } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given, { reportInput: true });
  const settings = own.safeParse(given, { reportInput: true });
  const faults = [
    ...[...(read.error?.issues ?? []), ...(settings.error?.issues ?? [])].map(told),
    ...faultsOfLogin(given),
    ...faultsOfTransport(given, upstreams),
  ];
  if (read.success && settings.success && faults.length === 0) return { ...read.data, settings: settings.data };
  throw new Error(`The configuration is not right. Set these environment variables:\n  ${faults.join('\n  ')}`);
}

function told({ path, message, input }: z.core.$ZodIssue): string {
  return `${path.join('.')}: ${input === undefined ? 'is missing' : message}`;
}

type KafkaSecurity = NonNullable<BrokerOptions['security']>;

/** How brokers are spoken to, as the messaging library takes it. */
export function kafkaSecurityOf(config: Config): KafkaSecurity {
  const {
    KAFKA_SSL: ssl,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
  } = config;
  if (mechanism === undefined || username === undefined || password === undefined) return { ssl };
  // The library has a type of its own for each mechanism, all of this one form.
  return { ssl, sasl: { mechanism, username, password } as NonNullable<KafkaSecurity['sasl']> };
}

const LOGIN = ['KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME', 'KAFKA_PASSWORD'];

/** A login at Kafka is whole or not there. */
function faultsOfLogin(given: Environment): string[] {
  const [there, missing] = [LOGIN.filter((name) => name in given), LOGIN.filter((name) => !(name in given))];
  return there.length === 0 ? [] : missing.map((name) => `${name}: is needed with ${there.join(' and ')}`);
}

/** What one variable makes needed of another; looked at by itself, so that it is told together with all else. */
function faultsOfTransport(given: Environment, upstreams: readonly string[]): string[] {
  const { TRANSPORT = 'feed', KAFKA_BROKERS, FEEDS } = given;
  if (TRANSPORT === 'kafka')
    return KAFKA_BROKERS === undefined ? ['KAFKA_BROKERS: is needed when TRANSPORT is kafka'] : [];
  const known = feeds.safeParse(FEEDS);
  const missing = known.success ? upstreams.filter((upstream) => !known.data.has(upstream)) : [];
  return missing.map((upstream) => `FEEDS: does not say where the feed of ${upstream} is: ${upstream}=http://…`);
}
