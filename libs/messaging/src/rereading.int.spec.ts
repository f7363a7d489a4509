import { createTestDatabase, eventually, kafkaAvailable, testKafka } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloudEvent } from './cloud-event.js';
import type { EventStrategy } from './event-strategy.js';
import { message } from './fixtures/relay.js';
import { migrated, Service } from './fixtures/service.js';
import type { Wire } from './fixtures/wires.js';
import { feedWire, kafkaWire } from './fixtures/wires.js';

const PATIENT = { timeoutMs: 30_000 };
const transports: readonly { name: string; there: boolean; open: () => Promise<Wire> }[] = [
  { name: 'feeds', there: true, open: feedWire },
  { name: 'Kafka', there: kafkaAvailable(), open: async () => kafkaWire((await testKafka()).brokers) },
];
const KEYS = Array.from({ length: 20 }, (_, nth) => String(nth).padStart(2, '0'));

/** Code that takes a digest that never changes: what there was before. */
const forgetful = (strategy: EventStrategy): EventStrategy => Object.assign(strategy, { takenOf: () => 'same' });

describe.each(transports)('over $name', ({ there, open }) => {
  let wire: Wire;
  let database: TestDatabase;
  const opened: { stop(): Promise<unknown> }[] = [];
  /** Messages told so far, by kind and key. */
  let told: Map<string, number>;

  beforeEach(async () => {
    [wire, database] = await Promise.all([open(), createTestDatabase('finish')]);
    await migrated(database);
    told = new Map();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.stop()));
    await wire.close();
    await database.drop();
  });

  const typeOf = (kind: string, of = wire): string => `nl.estafette.${of.upstream}.${kind}-stated.v1`;
  /** One more message of each kind and key. */
  const tell = async (kinds: readonly string[]): Promise<void> => {
    const messages = KEYS.flatMap((key) =>
      kinds.map((kind): CloudEvent => {
        const n = (told.get(`${kind}-${key}`) ?? 0) + 1;
        told.set(`${kind}-${key}`, n);
        return message(typeOf(kind), `${kind}-${key}`, n);
      }),
    );
    await wire.say(messages);
  };
  /** A replica of code that follows these kinds. */
  const replica = async (
    kinds: readonly string[],
    made: (strategy: EventStrategy) => EventStrategy = (strategy) => strategy,
  ): Promise<Service> => {
    const follows = kinds.map((kind) => typeOf(kind));
    const one = new Service(database.runtimeUrl, (options) => made(wire.strategy({ ...options, follows })));
    opened.push(one);
    return one.start();
  };
  const leaves = async (one: Service): Promise<void> => {
    opened.splice(opened.indexOf(one), 1);
    await one.stop();
  };
  const numbers = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).join(',');
  const has = (one: Service, expected: Readonly<Record<string, string>>): Promise<unknown> =>
    eventually(async () => {
      const all = Object.entries(expected).flatMap(([kind, list]) =>
        KEYS.map((key) => `${wire.upstream}:${kind}-${key} ${list}`),
      );
      expect(await one.effects()).toEqual(all.sort());
    }, PATIENT);

  describe.skipIf(!there)('a service whose new code takes a further type', () => {
    it('has its earlier messages too, once, while replicas of old and new code come and go', async () => {
      const old = await replica(['hub']);
      await tell(['hub', 'place']);
      await has(old, { hub: '1' });
      // Two replicas of the new code at once, beside the old one.
      const both = await Promise.all([replica(['hub', 'place']), replica(['hub', 'place'])]);
      await tell(['hub', 'place']);
      await has(both[0], { hub: '1,2', place: '1,2' });
      // One of the old code comes back among them: it must not move the new ones on past what it does not take.
      await leaves(old);
      const again = await replica(['hub']);
      await tell(['hub', 'place']);
      await has(again, { hub: numbers(1, 3), place: numbers(1, 3) });
      // The deploy is taken back, and made again.
      await Promise.all(both.map(leaves));
      await tell(['hub', 'place']);
      await has(again, { hub: numbers(1, 4), place: numbers(1, 3) });
      await leaves(again);
      const last = await replica(['hub', 'place']);
      await tell(['hub', 'place']);
      await has(last, { hub: numbers(1, 5), place: numbers(1, 5) });
      expect(await last.parkedKeys()).toEqual({});
    });

    it('would miss them if it read on where the old code was: the spec above would catch it', async () => {
      const old = await replica(['hub'], forgetful);
      await tell(['hub', 'place']);
      await has(old, { hub: '1' });
      await leaves(old);
      const next = await replica(['hub', 'place'], forgetful);
      await tell(['hub', 'place']);
      await has(next, { hub: '1,2', place: '2' });
    });
  });

  describe.skipIf(!there)('a service whose new code listens to a further service', () => {
    it('has all of its messages, once, while the old replica goes on with what it knows', async () => {
      const other = await open();
      const second: Wire = { ...other, upstream: wire.upstream === other.upstream ? 'other' : other.upstream };
      opened.push({ stop: () => other.close() });
      const own = [typeOf('hub')];
      const start = async (follows: readonly string[], ...more: readonly Wire[]): Promise<Service> => {
        const one = new Service(database.runtimeUrl, (options) => wire.strategy({ ...options, follows }, ...more));
        opened.push(one);
        return one.start();
      };
      const sayOther = (n: number): Promise<void> =>
        second.say(KEYS.map((key) => message(typeOf('task', second), `task-${key}`, n)));
      const all = (n: string): string[] =>
        [
          ...KEYS.map((key) => `${wire.upstream}:hub-${key} ${n}`),
          ...KEYS.map((key) => `${second.upstream}:task-${key} ${n}`),
        ].sort();
      const old = await start(own);
      await Promise.all([tell(['hub']), sayOther(1)]);
      await has(old, { hub: '1' });
      const both = [...own, typeOf('task', second)];
      const next = await Promise.all([start(both, second), start(both, second)]);
      await Promise.all([tell(['hub']), sayOther(2)]);
      await eventually(async () => {
        expect(await old.effects()).toEqual(all('1,2'));
      }, PATIENT);
      await leaves(old);
      await Promise.all([tell(['hub']), sayOther(3)]);
      await eventually(async () => {
        expect(await next[0].effects()).toEqual(all('1,2,3'));
      }, PATIENT);
      expect(await next[0].parkedKeys()).toEqual({});
    });
  });
});
