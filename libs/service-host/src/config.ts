import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

const seconds = z.coerce.number().int().positive();
const url = z.url({ protocol: /^https?$/ });

/** `organisations=http://127.0.0.1:4001,challenges=http://…` */
const feeds = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((entry) => entry !== ''))
  .pipe(z.array(z.string().regex(/^[a-z-]+=https?:\/\/\S+$/, 'expected name=http://…, separated by commas')))
  .transform((entries) => new Map(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string])));

const schema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    PUBLIC_URL: url.optional().describe('where callers reach this service, when that is not its own address'),
    INSTALLATION: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and hyphens')
      .default('local'),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://…'),
    DATABASE_OWNER_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgresql://…')
      .optional(),
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
    FEEDS: feeds,
    FIRST_ADMIN: z.uuid().optional(),
    MEMBERSHIP_STALE_AFTER: seconds.default(900),
    VIEWS_WAIT_MS: seconds.default(2000),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine((config) => config.TRANSPORT !== 'kafka' || config.KAFKA_BROKERS !== undefined, {
    path: ['KAFKA_BROKERS'],
    message: 'is needed when TRANSPORT is kafka',
  });

export type Config = z.infer<typeof schema>;

/** Reads a service's configuration; when it is wrong, one error names every fault. */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is not right. Set these environment variables:\n${faults.join('\n')}`);
}
