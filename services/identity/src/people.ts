import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import type { Logger } from 'pino';
import type { Login } from './authorization/options.js';
import type { IdentityConfig } from './config.js';
import type { SigningKeySet } from './keys.js';
import { accountsFor } from './login/account-routes.js';
import { Accounts } from './login/accounts.js';
import { LoginCodes } from './login/login-codes.js';
import type { Proof } from './login/login-routes.js';
import { pagesFor } from './login/pages.js';
import { ServiceTokens } from './login/service-tokens.js';
import { Mailer } from './mail/mailer.js';
import { openDatabase } from './storage/database.js';
import { Rates } from './storage/rates.js';
import { sweepRegularly } from './storage/sweep.js';

/** What there is for people, where there is a database to keep it in. */
export interface People {
  /** Undefined where there are accounts, but no way to prove whose one is. */
  readonly login: Login | undefined;
  readonly mayRegister: (() => Promise<boolean>) | undefined;
  readonly routes: (provider: Provider) => readonly ((app: FastifyInstance) => Promise<void>)[];
  /** @throws Error when the database is away */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const NO_PROOF =
  'Nobody can log in: there is a database, but no SMTP_URL to mail codes by. Until then this service gives tokens to services alone.';

/** Opens the database and what goes with it. @returns undefined without DATABASE_URL: then the service gives tokens alone */
export async function openPeople(
  config: IdentityConfig,
  keys: SigningKeySet,
  logger: Logger,
): Promise<People | undefined> {
  const { storage, demoMode, issuer, audience } = config;
  if (storage === undefined) return undefined;
  const { secret, mail } = storage;
  const pool = await openDatabase(storage.databaseUrl, logger);
  const accounts = new Accounts(pool, secret);
  const mailer = mail === undefined || demoMode ? undefined : new Mailer(mail, logger);
  const codes = new LoginCodes(pool, accounts, { secret, perHour: mail?.perHour ?? 0 });
  const proof: Proof | undefined = demoMode ? { demo: true } : mailer && { demo: false, codes, mailer };
  if (proof === undefined) logger.warn(NO_PROOF);
  const stopSweeping = sweepRegularly(pool, logger);
  const rates = new Rates(pool);
  return {
    login: proof && { pool, accounts, secret },
    mayRegister: proof && (() => rates.take('registrations', config.registrationsPerHour)),
    routes: (provider) => [
      accountsFor(accounts, new ServiceTokens(keys, { issuer, audience })),
      ...(proof === undefined ? [] : [pagesFor({ provider, config, pool, proof })]),
    ],
    ready: async () => {
      await pool.query({ name: 'ready', text: 'SELECT' });
    },
    close: async () => {
      stopSweeping();
      await mailer?.close(config.drainSeconds * 1_000);
      await pool.end();
    },
  };
}
