import {
  checkIncarnation,
  EventRegistry,
  EventStore,
  KeyVault,
  Log,
  migrate,
  Rebuilds,
  Subscriptions,
} from '@estafette/event-store';
import { messagingMigrations } from '@estafette/messaging';
import { Client, Pool } from 'pg';
import type { Config, readConfig } from '../config.js';
import type { Logger } from '../log.js';
import { logged } from '../log.js';
import type { Held, ServiceDefinition } from '../service-definition.js';

/** With the direct connection, ten connections a service. */
const POOLED_CONNECTIONS = 9;

export interface Running extends Held {
  readonly subscriptions: Subscriptions;
  readonly rebuilds: Rebuilds;
}

/** Opens what a service stands on: database, log, vault, store, readers. Nothing runs yet. */
export async function open(
  definition: ServiceDefinition,
  config: ReturnType<typeof readConfig>,
  logger: Logger,
): Promise<Running> {
  if (config.DATABASE_OWNER_URL !== undefined)
    await prepareDatabase(definition, config, config.DATABASE_OWNER_URL, logger);
  const pool = new Pool({
    connectionString: config.DATABASE_URL,
    max: POOLED_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    application_name: `estafette-${definition.name}`,
    options: '-c idle_in_transaction_session_timeout=10s',
  });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => {
    logger.warn(logged(error), 'an idle database connection broke');
  });
  const vault = new KeyVault(pool, config.VAULT_KEY);
  const registry = new EventRegistry(definition.streams);
  const log = new Log(pool, registry);
  const subscriptions = new Subscriptions({
    log,
    connectionString: config.DATABASE_URL,
    service: definition.name,
    failed: (name, error) => {
      logger.error({ subscription: name, ...logged(error) }, 'a subscription failed');
    },
  });
  const store = new EventStore({
    pool,
    registry,
    vault,
    service: definition.name,
    appended: (head) => {
      subscriptions.written(head);
    },
  });
  const rebuilds = new Rebuilds(log, (view, error) => {
    logger.error({ view, ...logged(error) }, 'a rebuild failed');
  });
  const { settings } = config;
  return { config, logger, pool, log, vault, store, settings, subscriptions, rebuilds };
}

async function prepareDatabase(
  definition: ServiceDefinition,
  config: Config,
  ownerUrl: string,
  logger: Logger,
): Promise<void> {
  await migrate({
    ownerUrl,
    runtimeUrl: config.DATABASE_URL,
    folders: [messagingMigrations, new URL('migrations/', definition.root)],
    log: (line) => {
      logger.debug(line);
    },
  });
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { number, raised } = await checkIncarnation(owner);
    if (raised)
      logger.warn({ incarnation: number }, 'the database stands in another cluster than before: consumers replay');
  } finally {
    await owner.end();
  }
}
