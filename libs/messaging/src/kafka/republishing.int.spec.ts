import { randomBytes } from 'node:crypto';
import { createTestDatabase, eventually, kafkaAvailable, testKafka } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import type { Admin } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Origin } from '../fixtures/origin.js';
import { migrated, Service } from '../fixtures/service.js';
import { QUICK } from '../fixtures/wires.js';
import { KafkaStrategy } from './kafka-strategy.js';
import { provisionTopics } from './topics.js';

const PATIENT = { timeoutMs: 40_000 };
const THINGS = Array.from({ length: 50 }, (_, nth) => `t${String(nth).padStart(2, '0')}`);

describe.skipIf(!kafkaAvailable())(
  'a topic that was lost, and is published again from the log',
  { timeout: 120_000 },
  () => {
    let brokers: string;
    let admin: Admin;
    let name: string;
    let topic: string;
    const databases: TestDatabase[] = [];
    const opened: { stop(): Promise<unknown> }[] = [];

    beforeAll(async () => {
      ({ brokers } = await testKafka());
      admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
    });
    afterAll(() => admin.disconnect());
    beforeEach(() => {
      name = `relay-${randomBytes(4).toString('hex')}`;
      topic = `estafette.${name}.v1`;
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.stop()));
      await Promise.all(databases.splice(0).map((one) => one.drop()));
    });

    const database = async (of: string): Promise<string> => {
      const made = await createTestDatabase(of);
      databases.push(made);
      await migrated(made);
      return made.runtimeUrl;
    };
    const origin = async (url: string, numbered = true): Promise<Origin> => {
      const made = await new Origin(url, { name, brokers, numbered }).start();
      opened.push(made);
      return made;
    };
    const consumer = async (url: string, service: string): Promise<Service> => {
      const made = new Service(
        url,
        (options) => new KafkaStrategy({ ...options, ...QUICK, brokers: [brokers], upstreams: [name] }),
        service,
      );
      opened.push(made);
      return made.start();
    };
    const leaves = async (one: Service): Promise<void> => {
      opened.splice(opened.indexOf(one), 1);
      await one.stop();
    };
    const hasAll = async (consumers: readonly Service[], from: Origin): Promise<void> => {
      for (const one of consumers) {
        await eventually(async () => {
          expect(await one.effects()).toEqual(from.effects);
        }, PATIENT);
        // What had its effect already throws in the fixture, and would lie here.
        expect(await one.parkedKeys()).toEqual({});
      }
    };
    const ends = async (): Promise<Map<number, number>> =>
      new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
    const groupOf = (one: Service, service: string): string =>
      `estafette.${service}.${name}.${one.strategy.takenOf(name)}`;
    const committed = async (groupId: string): Promise<Map<number, number>> => {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    };

    it('while consumers run and new events are written: all have everything, once', async () => {
      const [from, finish, watch] = await Promise.all([database('origin'), database('finish'), database('watch')]);
      const [origins, consumers] = await Promise.all([
        Promise.all([origin(from), origin(from)]),
        Promise.all([consumer(finish, 'finish'), consumer(finish, 'finish'), consumer(watch, 'watch')]),
      ]);
      const [one, other] = origins;
      await one.write(THINGS, 10);
      await hasAll(consumers, one);
      // Twice as many messages as events, so that offsets of before lie within what comes later, and mean other messages.
      await other.publishAgain();
      await eventually(() => one.allSent(), PATIENT);
      await hasAll(consumers, one);
      await admin.deleteTopics({ topics: [topic] });
      const writing = one.write(THINGS, 15);
      await other.publishAgain();
      await writing;
      await hasAll(consumers, one);
      await eventually(() => one.allSent(), PATIENT);
      // Emptied again, now while it is just being sent, and there again at once, as if nothing had happened.
      await one.publishAgain();
      await admin.deleteTopics({ topics: [topic] });
      await provisionTopics([brokers], [name]);
      await one.publishAgain();
      await one.write(THINGS, 1);
      await hasAll(consumers, one);
      await eventually(() => other.allSent(), PATIENT);
      expect([...(await ends()).values()].reduce((sum, end) => sum + end)).toBeGreaterThanOrEqual(50 * 26);
    });

    /**
     * Offsets of before are committed into the new topic, as by a consumer that was slow when the old one went. They lie one
     * further than the same message does now, as when one had been sent twice.
     */
    const lateCommit = async (numbered: boolean): Promise<{ from: Origin; back: Service; group: string }> => {
      const [url, finish] = [await database('origin'), await database('finish')];
      const from = await origin(url, numbered);
      await from.write(THINGS, 10);
      const away = await consumer(finish, 'finish');
      await hasAll([away], from);
      const group = groupOf(away, 'finish');
      await eventually(async () => {
        expect(await committed(group)).toEqual(await ends());
      }, PATIENT);
      const before = await ends();
      await leaves(away);
      await from.write(THINGS, 5);
      await eventually(() => from.allSent(), PATIENT);
      await admin.deleteTopics({ topics: [topic] });
      await provisionTopics([brokers], [name]);
      await from.publishAgain();
      await eventually(() => from.allSent(), PATIENT);
      await admin.setOffsets({
        groupId: group,
        topic,
        partitions: [...before].map(([partition, offset]) => ({ partition, offset: String(offset + 1) })),
      });
      return { from, back: await consumer(finish, 'finish'), group };
    };

    it('while consumers are down, with offsets of before committed late: they have everything, once', async () => {
      const { from, back } = await lateCommit(true);
      await hasAll([back], from);
    });

    it('is not noticed by messages without a number: the spec above would catch it', async () => {
      const { from, back, group } = await lateCommit(false);
      await eventually(async () => {
        expect(await committed(group)).toEqual(await ends());
      }, PATIENT);
      expect(await back.effects()).not.toEqual(from.effects);
    });
  },
);
