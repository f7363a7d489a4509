import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaChain } from '../programs/kafka-chain.js';
import type { Child } from './child.js';
import { environmentOf } from './environment.js';
import { startNeighbours } from './neighbours.js';
import type { ServiceProcess } from './service-process.js';
import type { Stage } from './stage.js';

const HEARD_WITHIN_MS = 60_000;

/** Organisations and challenges as they are deployed, with Kafka between them, and who founds hubs in the first. */
export async function startHubs(stage: Stage, brokers: string): Promise<Child<KafkaChain>> {
  const [admin, coordinator, organisationId] = [randomUUID(), randomUUID(), randomUUID()];
  const neighbours = await startNeighbours([]);
  stage.after(() => neighbours.close());
  const kafka = { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers, FIRST_ADMIN: admin };
  const databases = [await stage.database('organisations'), await stage.database('challenges')] as const;
  const organisations = await stage.service('organisations', await environmentOf(databases[0], neighbours, kafka));
  await stage.service('challenges', await environmentOf(databases[1], neighbours, kafka));
  const asAdmin = { authorization: `Bearer ${await neighbours.token(admin)}` };
  await must(organisations, asAdmin, '/v1/organisations', {
    organisationId,
    kind: 'school',
    name: 'School for Food',
    kvkNumber: '12345678',
    branchNumber: null,
  });
  await must(organisations, asAdmin, '/v1/people', { personId: coordinator, name: 'Ilse', email: 'ilse@example.org' });
  const membership = { membershipId: randomUUID(), organisationId, role: 'hub-coordinator' };
  await must(organisations, asAdmin, `/v1/people/${coordinator}/memberships`, membership);
  const token = await neighbours.token(coordinator);
  const headers = { authorization: `Bearer ${token}`, 'estafette-acting-for': organisationId };
  const child = await stage.child<KafkaChain>('kafka-chain');
  await child.ask('open', { organisations: organisations.url, challengesUrl: databases[1].runtimeUrl, headers });
  await carries(child);
  return child;
}

/** Consumers take a moment to be dealt their partitions. */
async function carries(child: Child<KafkaChain>): Promise<void> {
  const until = performance.now() + HEARD_WITHIN_MS;
  for (;;) {
    const carried = await child.ask('saturate', { ms: 1, askers: 1 }).catch((error: unknown) => error as Error);
    if (!(carried instanceof Error)) return;
    if (performance.now() > until) throw carried;
    await delay(200);
  }
}

async function must(
  { url }: ServiceProcess,
  headers: Readonly<Record<string, string>>,
  path: string,
  body: object,
): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
}
