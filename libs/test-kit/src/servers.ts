import { randomBytes } from 'node:crypto';
import { dropDatabase, provisionDatabase } from '@estafette/local-servers';
import { inject } from 'vitest';
// For the type of what the setup provides; at run time this file knows nothing of it.
import type {} from './global-setup.js';
import type { ProvidedServers } from './test-servers.js';

export interface TestDatabase {
  /** For migrations: owns the schema `log`. */
  ownerUrl: string;
  /** As a running service connects. */
  runtimeUrl: string;
  /** The cluster's administrator. */
  adminUrl: string;
  /** Drops database and roles, cutting off whoever is still connected. */
  drop: () => Promise<void>;
}

/** The PostgreSQL of this test run. */
export function testPostgres(): { adminUrl: string } {
  return { adminUrl: provided().postgres };
}

/**
 * A fresh, empty database with its two roles and schemas, for one test or one file.
 * @param service what it is named after, for whoever reads a log
 */
export async function createTestDatabase(service = 'test'): Promise<TestDatabase> {
  const { adminUrl } = testPostgres();
  const database = `${service.slice(0, 40)}-${randomBytes(6).toString('hex')}`;
  const passwords = { ownerPassword: 'owner', runtimePassword: 'runtime' };
  const urls = await provisionDatabase(adminUrl, { service, database, ...passwords });
  return { ...urls, adminUrl, drop: () => dropDatabase(adminUrl, database) };
}

/**
 * Whether tests with Kafka can run, for `describe.skipIf(!kafkaAvailable())`. Says what to install when they cannot.
 * With CI=true it is always so: then `testKafka` fails instead, and no gap goes unseen.
 * @param missing what this run's machine lacks; undefined when nothing
 */
export function kafkaAvailable(missing = provided().kafkaMissing): boolean {
  if (missing === undefined || process.env['CI'] === 'true') return true;
  console.warn(`Tests with Kafka are skipped. ${missing}`);
  return false;
}

/** The one Kafka of this test run, started when first asked for. Topics need names of their own. */
export async function testKafka(): Promise<{ brokers: string }> {
  const { kafkaDesk, kafkaMissing } = provided();
  if (kafkaMissing !== undefined) throw new Error(kafkaMissing);
  const response = await fetch(kafkaDesk, { method: 'POST' });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return { brokers: text };
}

function provided(): ProvidedServers {
  const servers = inject('estafetteServers') as ProvidedServers | undefined;
  if (servers !== undefined) return servers;
  throw new Error(
    'No test servers: they are there for files named .int.spec.ts and .e2e.spec.ts, through libs/test-kit/src/global-setup.ts.',
  );
}
