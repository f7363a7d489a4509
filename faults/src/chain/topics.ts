import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { topicOf } from '@estafette/messaging';
import { eventually } from '@estafette/test-kit';
import type { Admin, IHeaders, Message, Producer } from 'kafkajs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Chain } from './chain.js';

/** A message as it lies in a topic, or is to be put there: to the byte. */
export interface Lying {
  readonly partition: number;
  readonly key: Buffer | null;
  readonly headers: IHeaders;
  readonly value: Buffer | null;
}

const ALL_WITHIN_MS = 60_000;
const PUT_AT_ONCE = 100;

/** Somebody's own hands at the broker: what no service would do to its topics, and what an operator might. */
export class Topics {
  private constructor(
    private readonly kafka: Kafka,
    private readonly admin: Admin,
    private readonly producer: Producer,
  ) {}

  static async of({ broker }: Chain): Promise<Topics> {
    if (!broker) throw new Error('this takes a broker');
    const kafka = new Kafka({ clientId: 'somebody', brokers: [broker.address], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    await Promise.all([admin.connect(), producer.connect()]);
    return new Topics(kafka, admin, producer);
  }

  async close(): Promise<void> {
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  /** Everything that lies in a service's topic by now, each partition in its order. */
  async read(service: string): Promise<readonly Lying[]> {
    const topic = topicOf(service);
    const ends = await this.#ends(topic);
    const left = new Map(
      [...ends].filter(([, { low, high }]) => high > low).map(([partition, { high }]) => [partition, high]),
    );
    const read: Lying[] = [];
    if (left.size === 0) return read;
    const consumer = this.kafka.consumer({ groupId: `somebody-${randomUUID()}`, allowAutoTopicCreation: false });
    const all = Promise.withResolvers<undefined>();
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachMessage: ({ partition, message: { offset, key, headers = {}, value } }) => {
          const high = left.get(partition);
          if (high !== undefined) read.push({ partition, key, headers, value });
          if (high !== undefined && Number(offset) + 1 >= high) left.delete(partition);
          if (left.size === 0) all.resolve(undefined);
          return Promise.resolve();
        },
      });
      await Promise.race([all.promise, late(`${topic} could not be read`)]);
    } finally {
      await consumer.disconnect();
    }
    return read;
  }

  /** Puts a message into a service's topic; without a partition, the key says which. @returns its place, as an operator reads it */
  async put(service: string, message: Message): Promise<string> {
    const topic = topicOf(service);
    const [put] = await this.producer.send({ topic, acks: -1, messages: [message] });
    return `${topic}[${put?.partition ?? '?'}]@${put?.baseOffset ?? '?'}`;
  }

  /** Puts messages into the topics of these services, in this order. */
  async putEach(messages: readonly (Message & { readonly service: string })[]): Promise<void> {
    for (let first = 0; first < messages.length; first += PUT_AT_ONCE) {
      const chunk = Map.groupBy(messages.slice(first, first + PUT_AT_ONCE), ({ service }) => topicOf(service));
      const topicMessages = [...chunk].map(([topic, mine]) => ({ topic, messages: mine }));
      await this.producer.sendBatch({ acks: -1, topicMessages });
    }
  }

  async delete(service: string): Promise<void> {
    await this.admin.deleteTopics({ topics: [topicOf(service)] });
  }

  /** Deletes every message that lies in a service's topic; the topic stays. */
  async empty(service: string): Promise<void> {
    const topic = topicOf(service);
    const partitions = [...(await this.#ends(topic))].map(([partition, { high }]) => ({
      partition,
      offset: String(high),
    }));
    await this.admin.deleteTopicRecords({ topic, partitions });
  }

  /** Where a group would go on, by partition of its upstream's topic; 0 where nothing was committed. */
  async offsetsOf(group: string): Promise<ReadonlyMap<number, number>> {
    const topic = topicOf(group.split('.')[2] ?? '');
    const [committed] = await this.admin.fetchOffsets({ groupId: group, topics: [topic] });
    return new Map(
      (committed?.partitions ?? []).map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]),
    );
  }

  /** The group in which a service reads an upstream; it has one, as long as its code is not changed under way. */
  async groupOf(service: string, upstream: string): Promise<string> {
    const [group] = (await this.#groups()).filter((one) => one.startsWith(`estafette.${service}.${upstream}.`));
    if (group === undefined) throw new Error(`${service} has no group for ${upstream}`);
    return group;
  }

  /** How many members a group has that is at rest; null while its partitions are dealt anew. */
  async membersOf(group: string): Promise<number | null> {
    const { groups } = await this.admin.describeGroups([group]);
    const [found] = groups;
    return found?.state === 'Stable' ? found.members.length : null;
  }

  /** Joins a group of somebody else's as one more member, and takes what it is dealt without saying that it has. */
  async join(group: string, upstream: string): Promise<{ leave(): Promise<void> }> {
    const consumer = this.kafka.consumer({ groupId: group, allowAutoTopicCreation: false });
    const joined = new Promise<void>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    });
    await consumer.connect();
    await consumer.subscribe({ topic: topicOf(upstream), fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
    await Promise.race([joined, late(`nobody may join ${group}`)]);
    return { leave: () => consumer.disconnect() };
  }

  /** Waits until every group of services has said of every message in its topic that it was read. @returns what was not */
  async unread(withinMs: number): Promise<readonly string[]> {
    let left: readonly string[] = [];
    const look = async (): Promise<boolean> => {
      left = (await Promise.all((await this.#groups()).map((group) => this.#unreadBy(group)))).flat();
      return left.length === 0;
    };
    await eventually(look, { timeoutMs: withinMs }).catch(() => undefined);
    return left;
  }

  async #unreadBy(group: string): Promise<string[]> {
    const topic = topicOf(group.split('.')[2] ?? '');
    const ends = await this.#ends(topic);
    // Nothing was committed where nothing lies, and that is right.
    return [...(await this.offsetsOf(group))]
      .filter(([partition, offset]) => offset < (ends.get(partition)?.high ?? 0))
      .map(([partition, offset]) => `unread: ${group} stands at ${offset} of partition ${partition}`);
  }

  async #groups(): Promise<string[]> {
    const { groups } = await this.admin.listGroups();
    return groups.map(({ groupId }) => groupId).filter((group) => group.startsWith('estafette.'));
  }

  async #ends(topic: string): Promise<ReadonlyMap<number, { low: number; high: number }>> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
  }
}

/** Fails a race that nobody else wins. */
async function late(what: string): Promise<never> {
  await delay(ALL_WITHIN_MS, undefined, { ref: false });
  throw new Error(`${what} within ${ALL_WITHIN_MS} ms`);
}
