import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaServer } from '@estafette/local-servers';
import { startKafka } from '@estafette/local-servers';
import { START, type Recorded } from '@estafette/event-store';
import { createTestDatabase, eventually, kafkaAvailable } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEP } from '../fixtures/relay.js';
import { migrated, Service } from '../fixtures/service.js';
import { FIRST, QUICK } from '../fixtures/wires.js';
import { kafkaPublisher } from './kafka-publisher.js';
import { KafkaStrategy } from './kafka-strategy.js';

const PATIENT = { timeoutMs: 50_000 };

const recorded = (n: number): Recorded => ({
  id: `0198c0de-0000-7000-8000-00000000000${n}`,
  streamId: 'k',
  revision: n,
  cursor: { incarnation: 1, transactionId: 1n, position: n },
  type: 'Counted',
  data: { n },
  metadata: { at: new Date().toISOString(), by: 'person', for: null },
});

// This broker is taken away, so it is the test's own.
describe.skipIf(!kafkaAvailable())('a broker that goes away and comes back', () => {
  let dir: string;
  let kafka: KafkaServer;
  let database: TestDatabase;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'estafette-outage-'));
    await chmod(dir, 0o755);
    [kafka, database] = await Promise.all([startKafka({ dir: join(dir, 'kafka') }), createTestDatabase('finish')]);
    await migrated(database);
  });
  afterAll(async () => {
    await kafka.stop();
    await database.drop();
    await rm(dir, { recursive: true, force: true });
  });

  it('only delays: publisher and consumer find it again by themselves', { timeout: 120_000 }, async () => {
    const { brokers } = kafka;
    const sender = kafkaPublisher({
      ...FIRST,
      brokers: [brokers],
      service: 'relay',
      installation: 'test',
      publisher: ({ data }) => [{ type: STEP, data: { ...data, thing: 'k' } }],
    });
    const service = await new Service(
      database.runtimeUrl,
      (options) => new KafkaStrategy({ ...options, ...QUICK, brokers: [brokers], upstreams: ['relay'] }),
    ).start();
    await sender.before([recorded(1)], START);
    await eventually(async () => {
      expect(await service.effects()).toEqual(['tally-k 1']);
    }, PATIENT);

    await kafka.stop();
    await expect(sender.before([recorded(2)], START)).rejects.toThrow();
    await eventually(() => {
      expect(service.logged('consumer starts again').length).toBeGreaterThan(1);
      expect([...service.strategy.states]).toEqual([['relay', 'away']]);
    }, PATIENT);

    kafka = await startKafka({ dir: join(dir, 'kafka'), port: Number(brokers.split(':')[1]) });
    await eventually(() => sender.before([recorded(2), recorded(3)], START).then(() => true), PATIENT);
    await eventually(async () => {
      expect(await service.effects()).toEqual(['tally-k 1,2,3']);
    }, PATIENT);
    expect([...service.strategy.states]).toEqual([['relay', 'there']]);
    expect(await service.parkedKeys()).toEqual({});
    await service.stop();
    await sender.close();
  });
});
