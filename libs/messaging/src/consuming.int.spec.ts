import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTestDatabase, eventually, kafkaAvailable, testKafka } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CloudEvent } from './cloud-event.js';
import type { Proxy } from './fixtures/proxy.js';
import { proxyTo } from './fixtures/proxy.js';
import { fact, message, step, UNKNOWN } from './fixtures/relay.js';
import { migrated, Service } from './fixtures/service.js';
import type { Wire } from './fixtures/wires.js';
import { feedWire, kafkaWire } from './fixtures/wires.js';
import type { ReceivingOptions } from './delivery-options.js';
import { ParkedReplayer } from './parked/parked-replayer.js';

const reader = new PeriodicExportingMetricReader({
  exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  exportIntervalMillis: 3_600_000,
});
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

const PATIENT = { timeoutMs: 30_000 };
const transports: readonly { name: string; there: boolean; open: () => Promise<Wire> }[] = [
  { name: 'feeds', there: true, open: feedWire },
  { name: 'Kafka', there: kafkaAvailable(), open: async () => kafkaWire((await testKafka()).brokers) },
];

/** Reproducible: the same seed, the same order. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Interleaves lists at random; each keeps its own order. */
function shuffled<T>(lists: readonly (readonly T[])[], random: () => number): T[] {
  const rest = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const all: T[] = [];
  while (rest.length > 0) {
    const at = Math.floor(random() * rest.length);
    all.push(...(rest[at]?.splice(0, 1) ?? []));
    if (rest[at]?.length === 0) rest.splice(at, 1);
  }
  return all;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const keys = (count: number, name: string): string[] =>
  numbers(count).map((n) => `${name}${String(n).padStart(2, '0')}`);

describe.each(transports)('over $name', ({ there, open }) => {
  let wire: Wire;
  let database: TestDatabase;
  let service: Service;
  let replayer: ParkedReplayer | null = null;
  const fresh = (more: Partial<ReceivingOptions> = {}, url = database.runtimeUrl): Service =>
    new Service(url, (options) => wire.strategy({ ...options, ...more }));
  const parkedKey = (key: string): string => `${wire.upstream}/${key}`;

  describe.skipIf(!there)('messages', () => {
    beforeEach(async () => {
      [wire, database] = await Promise.all([open(), createTestDatabase('finish')]);
      await migrated(database);
      service = fresh();
    });
    afterEach(async () => {
      await replayer?.stop();
      replayer = null;
      await service.stop();
      await wire.close();
      await database.drop();
    });

    it('ten times each and shuffled across keys have one effect, in the order of their key', async () => {
      const lists = keys(20, 'k').map((key) =>
        numbers(10).flatMap(() => numbers(5).flatMap((n): CloudEvent[] => [step(key, n), fact(key, n)])),
      );
      await service.start();
      await wire.say(shuffled(lists, seeded(7)));
      const expected = keys(20, 'k').flatMap((key) => [`${wire.upstream}:${key} 1,2,3,4,5`, `tally-${key} 1,2,3,4,5`]);
      await eventually(async () => {
        expect(await service.effects()).toEqual(expected.sort());
      }, PATIENT);
      expect(await service.parkedKeys()).toEqual({});
    });

    it('behind a poison one wait, parked, in order; other keys flow; a replay brings all', async () => {
      service.trouble.add(step('a', 1).id);
      await service.start();
      await wire.say([step('a', 1), step('b', 1), step('a', 2), step('b', 2)]);
      await eventually(async () => {
        expect(await service.effects()).toEqual(['tally-b 1,2']);
        expect(await service.parkedKeys()).toEqual({ [parkedKey('a')]: 2 });
      }, PATIENT);
      // Nothing is wrong with this followed fact: it waits only because of those before it.
      await wire.say([fact('a', 4), step('b', 3)]);
      await eventually(async () => {
        expect(await service.parkedKeys()).toEqual({ [parkedKey('a')]: 3 });
        expect(await service.effects()).toEqual(['tally-b 1,2,3']);
      }, PATIENT);
      // A repeat is not queued twice.
      await wire.say([step('a', 1), fact('a', 4), step('a', 3), step('b', 4)]);
      await eventually(async () => {
        expect(await service.parkedKeys()).toEqual({ [parkedKey('a')]: 4 });
        expect(await service.effects()).toEqual(['tally-b 1,2,3,4']);
      }, PATIENT);
      const [parked] = await service.parked.list();
      expect(parked).toMatchObject({
        upstream: wire.upstream,
        head: {
          type: step('a', 1).type,
          cause: 'Error: this one is poison',
          attempts: 2,
          content: { event: step('a', 1) },
        },
      });
      service.trouble.clear();
      expect(await service.parked.replay(parkedKey('a'))).toMatchObject({ handled: 4, parked: false });
      await wire.say([step('a', 4)]);
      await eventually(async () => {
        expect(await service.effects()).toEqual([`${wire.upstream}:a 4`, 'tally-a 1,2,3,4', 'tally-b 1,2,3,4']);
      }, PATIENT);
      expect(await service.parkedKeys()).toEqual({});
    });

    it('that the log cannot hold are parked alone of a bulk of facts', async () => {
      const labels = { service: 'finish', upstream: wire.upstream };
      const aside = (await measured('estafette.messages.parked', labels)) ?? 0;
      const thrown = (await measured('estafette.messages.discarded', { service: 'finish' })) ?? 0;
      await service.start();
      await wire.say([fact('a', 1, { word: 'a\u0000b' }), fact('b', 1), fact('a', 2), fact('c', 1)]);
      await eventually(async () => {
        expect(await service.effects()).toEqual([`${wire.upstream}:b 1`, `${wire.upstream}:c 1`]);
        expect(await service.parkedKeys()).toEqual({ [parkedKey('a')]: 2 });
      }, PATIENT);
      const [poison] = await service.parked.messages(parkedKey('a'));
      expect(poison?.cause).toMatch(/unsupported Unicode escape/);
      expect(await service.parked.discard(poison?.id ?? '', 'it can never be read')).toBe(1);
      await eventually(async () => {
        expect(await service.effects()).toContain(`${wire.upstream}:a 2`);
        expect(await service.parkedKeys()).toEqual({});
      }, PATIENT);
      const { rows } = await service.pool.query('select reason, type from app.discarded_messages');
      expect(rows).toEqual([{ reason: 'it can never be read', type: fact('a', 1).type }]);
      expect(await measured('estafette.messages.parked', labels)).toBe(aside + 2);
      expect(await measured('estafette.messages.discarded', { service: 'finish' })).toBe(thrown + 1);
    });

    it('that came too early heal by themselves', async () => {
      replayer = new ParkedReplayer({ parked: service.parked, upstreams: [wire.upstream], everyMs: 20 });
      await service.start();
      replayer.start();
      // Under another key, so that nothing orders it behind what it waits for.
      await wire.say([step('early', 2, { thing: 'late' })]);
      await eventually(async () => {
        expect(await service.parkedKeys()).toEqual({ [parkedKey('early')]: 1 });
        const [parked] = await service.parked.list();
        expect(parked?.head?.cause).toMatch(/step-not-known-yet/);
      }, PATIENT);
      await wire.say([step('late', 1)]);
      await eventually(async () => {
        expect(await service.effects()).toEqual(['tally-late 1,2']);
        expect(await service.parkedKeys()).toEqual({});
      }, PATIENT);
    });

    it('of all history reach a new consumer, and change nothing twice', async () => {
      await wire.say(
        shuffled(
          keys(10, 'k').map((key) => [step(key, 1), fact(key, 1), step(key, 2)]),
          seeded(3),
        ),
      );
      const expected = keys(10, 'k')
        .flatMap((key) => [`${wire.upstream}:${key} 1`, `tally-${key} 1,2`])
        .sort();
      await service.start();
      await eventually(async () => {
        expect(await service.effects()).toEqual(expected);
      }, PATIENT);
      await wire.forget(service);
      await service.stop();
      service = await fresh().start();
      // It has read all of history again when this one, said last in each key, is there.
      await wire.say(keys(10, 'k').map((key) => step(key, 3)));
      await eventually(async () => {
        expect(await service.effects()).toEqual(expected.map((effect) => effect.replace(' 1,2', ' 1,2,3')));
      }, PATIENT);
      expect(await service.parkedKeys()).toEqual({});
    });

    it('that are none, or break their contract, are parked with their cause; unknown types are skipped and counted', async () => {
      await service.start();
      const { id: _id, ...nameless } = step('nameless', 1);
      await wire.sayJunk();
      await wire.say([
        nameless as CloudEvent,
        { ...step('wrong', 1), data: { n: 'one' } },
        message(UNKNOWN, 'whatever', 1),
        // Nobody here knows its contract, so nobody judges it.
        { ...message(UNKNOWN, 'whatever', 2), data: { n: 'two' } },
        step('fine', 1),
      ]);
      await eventually(async () => {
        expect(await service.effects()).toEqual(['tally-fine 1']);
        expect(await service.parked.list()).toHaveLength(3);
      }, PATIENT);
      const parked = await service.parked.list();
      const causes = parked.map(({ head }) => head?.cause ?? '').sort();
      expect(causes[0]).toBe('FaultyMessage: /data/n must be number');
      expect(causes[1]).toBe('FaultyMessage: /id must be a text, not empty');
      expect(causes[2]).toMatch(/^FaultyMessage: (the message must be a JSON object|\/specversion must be 1\.0)/);
      expect(parked.find(({ head }) => head?.cause === causes[0])?.key).toBe(parkedKey('wrong'));
      const skipped = await measured('estafette.messages.skipped', { upstream: wire.upstream });
      expect(skipped).toBeGreaterThanOrEqual(2);
      expect(Object.keys(await service.parkedKeys())).not.toContain(parkedKey('whatever'));
    });

    it('pause the consumer when many of their keys fail: something larger is wrong', async () => {
      await service.stop();
      service = fresh({ manyParked: { keys: 3, withinMs: 600_000 } });
      for (const key of keys(30, 'p')) service.trouble.add(step(key, 1).id);
      await service.start();
      await wire.say(keys(30, 'p').map((key) => step(key, 1)));
      await eventually(() => {
        expect(JSON.stringify(service.lines)).toContain('ManyKeysParked');
      }, PATIENT);
      await eventually(async () => {
        expect(Object.keys(await service.parkedKeys())).toHaveLength(3);
      });
      service.trouble.clear();
      await eventually(async () => {
        expect(await service.effects()).toHaveLength(27);
      }, PATIENT);
    });

    describe('while the database is away', () => {
      let proxy: Proxy;
      beforeEach(async () => {
        proxy = await proxyTo(Number(new URL(database.runtimeUrl).port));
        await service.stop();
        const url = new URL(database.runtimeUrl);
        url.port = String(proxy.port);
        service = fresh({}, url.href);
      });
      afterEach(() => proxy.close());

      it('wait: nothing is parked, nothing is lost', async () => {
        await service.start();
        await wire.say(keys(30, 'o').map((key) => step(key, 1)));
        await eventually(async () => {
          expect(await service.effects()).toHaveLength(30);
        }, PATIENT);
        proxy.cut();
        await wire.say(keys(30, 'o').flatMap((key) => [step(key, 2), fact(key, 1)]));
        const paused = (): number => service.lines.filter(({ message: line }) => line.endsWith('pauses')).length;
        const before = paused();
        await eventually(() => {
          expect(paused()).toBeGreaterThan(before + 2);
        }, PATIENT);
        proxy.mend();
        await eventually(async () => {
          expect(await service.effects()).toEqual(
            keys(30, 'o')
              .flatMap((key) => [`${wire.upstream}:${key} 1`, `tally-${key} 1,2`])
              .sort(),
          );
        }, PATIENT);
        expect(await service.parkedKeys()).toEqual({});
        expect(service.logged('key parked')).toEqual([]);
      });
    });

    it('wait while connections to the database are cut again and again', async () => {
      await service.start();
      await wire.say(
        shuffled(
          keys(30, 'c').map((key) => numbers(5).map((n) => step(key, n))),
          seeded(11),
        ),
      );
      const admin = new pg.Client({ connectionString: database.adminUrl });
      await admin.connect();
      for (let cuts = 0; cuts < 30;) {
        const { rowCount } = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state = 'active'`,
          [new URL(database.runtimeUrl).pathname.slice(1)],
        );
        if (rowCount !== 0) cuts++;
        else if ((await service.effects().catch(() => [])).join().split(',5').length > 30) break;
      }
      await admin.end();
      await eventually(async () => {
        expect(await service.effects()).toEqual(keys(30, 'c').map((key) => `tally-${key} 1,2,3,4,5`));
      }, PATIENT);
      expect(service.logged('key parked')).toEqual([]);
    });

    it('are measured: how many lie before, how many were taken and how late, which keys are parked', async () => {
      const { upstream } = wire;
      const lag = (): Promise<number | null> => measured('estafette.consumer.lag', { upstream });
      const [taken, late] = ['estafette.messages.delivered', 'estafette.consumer.delay'] as const;
      const counted = async (): Promise<readonly number[]> => [
        (await measured(taken, { upstream })) ?? 0,
        (await measured(late, { upstream })) ?? 0,
      ];
      const before = await counted();
      replayer = new ParkedReplayer({ parked: service.parked, upstreams: [upstream], everyMs: 20 });
      service.trouble.asks = await nowhere();
      await service.start();
      replayer.start();
      await wire.say([step('a', 1), step('b', 1), step('c', 1)]);
      await eventually(async () => {
        expect(await lag()).toBe(3);
        expect(Object.values(Object.fromEntries(service.strategy.states))).toEqual(['away']);
      }, PATIENT);
      service.trouble.add(step('a', 1).id);
      service.trouble.asks = null;
      await eventually(async () => {
        expect([await lag(), await measured('estafette.parked.keys', { service: 'finish' })]).toEqual([0, 1]);
        expect(Object.values(Object.fromEntries(service.strategy.states))).toEqual(['there']);
      }, PATIENT);
      service.trouble.clear();
      await eventually(async () => {
        expect(await measured('estafette.parked.keys', { service: 'finish' })).toBe(0);
      }, PATIENT);
      expect(await counted()).toEqual(before.map((value) => value + 3));
    });

    it('wait while what their handler asks cannot be reached', async () => {
      service.trouble.asks = await nowhere();
      await service.start();
      await wire.say([step('a', 1), step('b', 1)]);
      await eventually(() => {
        expect(service.lines.filter(({ message: line }) => line.endsWith('pauses')).length).toBeGreaterThan(2);
      }, PATIENT);
      expect(await service.parkedKeys()).toEqual({});
      service.trouble.asks = null;
      await eventually(async () => {
        expect(await service.effects()).toEqual(['tally-a 1', 'tally-b 1']);
      }, PATIENT);
      expect(service.logged('key parked')).toEqual([]);
    });
  });
});

/** An address where nobody listens. */
async function nowhere(): Promise<string> {
  const proxy = await proxyTo(1);
  await proxy.close();
  return `http://127.0.0.1:${proxy.port}`;
}

/** What was exported under a name, summed over the series with these attributes; of a histogram how often. */
async function measured(name: string, labels: Readonly<Record<string, string>>): Promise<number | null> {
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const points = all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
  const values = points
    .filter(({ attributes }) => Object.entries(labels).every(([label, value]) => attributes[label] === value))
    .map(({ value }) => (typeof value === 'number' ? value : value.count));
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one);
}

beforeAll(async () => {
  // The first asking starts the broker; later tests should not pay for it.
  if (kafkaAvailable()) await testKafka();
});
afterAll(() => {
  metrics.disable();
});
