import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { START, type Recorded } from '@estafette/event-store';
import { createTestDatabase, eventually, kafkaAvailable, testKafka } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivingOptions } from '../delivery-options.js';
import type { EventStrategy } from '../event-strategy.js';
import { step, STEP } from '../fixtures/relay.js';
import { migrated, Service } from '../fixtures/service.js';
import type { Wire } from '../fixtures/wires.js';
import { FIRST, kafkaWire, QUICK } from '../fixtures/wires.js';
import { kafkaPublisher } from './kafka-publisher.js';
import type { KafkaStrategyOptions } from './kafka-options.js';
import { KafkaStrategy } from './kafka-strategy.js';
import { provisionTopics } from './topics.js';

const PATIENT = { timeoutMs: 40_000 };
const someName = (): string => `relay-${randomBytes(4).toString('hex')}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const recorded = (n: number): Recorded => ({
  id: `0198c0de-0000-7000-8000-00000000000${n}`,
  streamId: 'k',
  revision: n,
  cursor: { incarnation: 1, transactionId: 1n, position: n },
  type: 'Counted',
  data: { n },
  metadata: { at: new Date().toISOString(), by: 'person', for: null },
});
const publisher = ({ data }: Recorded): { type: string; data: object }[] => [
  { type: STEP, data: { ...data, thing: 'k' } },
];

describe.skipIf(!kafkaAvailable())('Kafka', () => {
  let brokers: string;
  let database: TestDatabase;
  const opened: Service[] = [];
  const wires: Wire[] = [];
  const wire = async (): Promise<Wire> => {
    const made = await kafkaWire(brokers);
    wires.push(made);
    return made;
  };
  const service = (strategyOf: (options: ReceivingOptions) => EventStrategy, name?: string): Service => {
    const made = new Service(database.runtimeUrl, strategyOf, name);
    opened.push(made);
    return made;
  };

  beforeAll(async () => {
    [{ brokers }, database] = await Promise.all([testKafka(), createTestDatabase('finish')]);
    await migrated(database);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.stop()));
    await Promise.all(wires.splice(0).map((one) => one.close()));
  });
  afterAll(() => database.drop());

  it('keeps topics forever, in 12 partitions, and makes them once', async () => {
    const [first, second] = [someName(), someName()];
    await Promise.all([provisionTopics([brokers], [first, second]), provisionTopics([brokers], [first])]);
    await provisionTopics([brokers], [first, second]);
    const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topic = `estafette.${first}.v1`;
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics[0]?.partitions).toHaveLength(12);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    });
    const config = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    expect(config.get('retention.ms')).toBe('-1');
    expect(config.get('cleanup.policy')).toBe('delete');
    await admin.disconnect();
  });

  it('deals partitions among replicas; one that leaves in the middle loses nothing and reorders nothing', async () => {
    const relay = await wire();
    const strategyOf = (options: ReceivingOptions): EventStrategy => relay.strategy(options);
    const [stays, leaves] = [service(strategyOf), service(strategyOf)];
    await Promise.all([stays.start(), leaves.start()]);
    const keys = numbers(30).map((n) => `${relay.upstream}-${String(n).padStart(2, '0')}`);
    await relay.say(numbers(10).flatMap((n) => keys.map((key) => step(key, n))));
    await eventually(async () => (await stays.effects()).length > 5, PATIENT);
    const joins = service(strategyOf);
    await Promise.all([leaves.stop(), joins.start()]);
    opened.splice(opened.indexOf(leaves), 1);
    await relay.say(numbers(10).flatMap((n) => keys.map((key) => step(key, n + 10))));
    const order = numbers(20).join(',');
    await eventually(async () => {
      expect(await stays.effects()).toEqual(keys.map((key) => `tally-${key} ${order}`));
    }, PATIENT);
    expect(await stays.parkedKeys()).toEqual({});
  });

  it('commits only what is in the database', async () => {
    const relay = await wire();
    const key = relay.upstream;
    const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const committed = async (): Promise<number> => {
      const [topic] = await admin.fetchOffsets({
        groupId: `estafette.offsets.${relay.upstream}.${broken.strategy.takenOf(relay.upstream)}`,
        topics: [`estafette.${relay.upstream}.v1`],
      });
      return (topic?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    };
    const broken = service((options) => relay.strategy({ ...options, isInfrastructure: () => true }), 'offsets');
    broken.trouble.add(step(key, 3).id);
    await broken.start();
    await relay.say([step(key, 1), step(key, 2), step(key, 3)]);
    await eventually(() => broken.logged('consumer pauses').length > 2, PATIENT);
    expect(await committed()).toBe(0);
    broken.trouble.clear();
    await eventually(async () => {
      expect(await committed()).toBe(3);
    }, PATIENT);
    expect(await broken.effects()).toContain(`tally-${key} 1,2,3`);
    await admin.disconnect();
  });

  it('that cannot be reached only delays: a service starts and stops, and its events wait', async () => {
    const nowhere = service(
      (options) => new KafkaStrategy({ ...options, ...QUICK, brokers: ['127.0.0.1:1'], upstreams: ['relay'] }),
    );
    await nowhere.start();
    await eventually(() => nowhere.logged('consumer starts again').length > 0, PATIENT);
    expect([...nowhere.strategy.states]).toEqual([['relay', 'away']]);
    const asked = performance.now();
    await nowhere.stop();
    opened.length = 0;
    expect(performance.now() - asked).toBeLessThan(5_000);
    const sender = kafkaPublisher({
      ...FIRST,
      brokers: ['127.0.0.1:1'],
      service: 'x',
      installation: 'test',
      publisher,
    });
    await expect(sender.before([recorded(1)], START)).rejects.toThrow();
    await sender.close();
  });

  it('that takes connections and never answers does not hold up a service that stops', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const waits = service(
      (options) => new KafkaStrategy({ ...options, ...QUICK, brokers: [address], upstreams: ['relay'] }),
    );
    const sender = kafkaPublisher({
      ...FIRST,
      brokers: [address],
      service: 'x',
      installation: 'test',
      publisher,
    });
    await waits.start();
    const sending = expect(sender.before([recorded(1)], START)).rejects.toThrow('closed');
    expect([...waits.strategy.states]).toEqual([['relay', 'starting']]);
    const asked = performance.now();
    await Promise.all([waits.stop(), sender.close(), sending]);
    opened.length = 0;
    expect(performance.now() - asked).toBeLessThan(5_000);
    silent.close();
  });

  it('gets a new producer after a failure; what was sent twice has one effect', async () => {
    const relay = await wire();
    let fail = true;
    const sender = kafkaPublisher({
      ...FIRST,
      brokers: [brokers],
      service: relay.upstream,
      installation: 'test',
      publisher: (event) => {
        const contracts = publisher(event);
        // A key that the broker takes, and in the first attempt a message larger than it takes.
        return fail && event.revision === 2
          ? [...contracts, { type: STEP, data: { thing: 'x'.repeat(2_000_000) } }]
          : contracts;
      },
    });
    await expect(sender.before([recorded(1), recorded(2)], START)).rejects.toThrow();
    fail = false;
    await sender.before([recorded(1), recorded(2)], START);
    await sender.before([recorded(3)], START);
    const taker = await service((options) => relay.strategy(options)).start();
    await eventually(async () => {
      expect(await taker.effects()).toContain('tally-k 1,2,3');
    }, PATIENT);
    expect(await taker.parkedKeys()).toEqual({});
    await sender.close();
    await expect(sender.before([recorded(4)], START)).rejects.toThrow('closed');
  });
});

describe('a strategy', () => {
  const options = { brokers: ['127.0.0.1:1'], upstreams: ['relay'], service: 'finish', follows: ['followed.v1'] };
  // Nothing is delivered here.
  const strategy = (): KafkaStrategy =>
    new KafkaStrategy({ ...options, pool: {} } as unknown as ConstructorParameters<typeof KafkaStrategy>[0]);
  const handler = (): Promise<undefined> => Promise.resolve(undefined);

  it('refuses at start what could not work', () => {
    const one = strategy();
    one.addHandler('a.v1', handler, true);
    expect(() => {
      one.addHandler('a.v1', handler, true);
    }).toThrow(/two @On handlers/);
    expect(() => {
      one.addHandler('followed.v1', handler, true);
    }).toThrow(/followed and has an @On handler/);
    expect(() => {
      one.addHandler('b', handler, false);
    }).toThrow(/use @On/);
  });

  it('names its readers by what they take of each upstream, in whatever order: nothing else is read again', () => {
    const of = (follows: readonly string[], handled: readonly string[] = []): string => {
      const made = new KafkaStrategy({ ...options, follows } as unknown as KafkaStrategyOptions);
      for (const type of handled) made.addHandler(type, handler, true);
      return made.takenOf('relay');
    };
    const [a, b, elsewhere] = ['nl.x.relay.a.v1', 'nl.x.relay.b.v1', 'nl.x.relay-two.a.v1'];
    expect(of([a, b])).toBe(of([b, elsewhere, a]));
    expect(of([a], [b])).toBe(of([a, b]));
    expect(new Set([of([]), of([a]), of([b]), of([a, b])]).size).toBe(4);
  });
});
