import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs';
import { waitAfter, waitWhile } from '../backoff.js';
import type { Headers } from '../binary.js';
import type { Delivery } from '../delivery.js';
import { causeOf, DeliveryStopped } from '../delivery.js';
import type { LogLine } from '../delivery-options.js';
import type { UpstreamState } from '../event-strategy.js';
import { topicOf } from '../publisher.js';
import { kafkaMessage } from '../raw-message.js';
import { Lag } from '../telemetry.js';
import { kafkaClient } from './client.js';
import type { KafkaStrategyOptions } from './kafka-options.js';
import { latestPublication, PublicationsHeard, PublishedAgain } from './publications-heard.js';
import { PARTITIONS, provisionTopics } from './topics.js';

const STOPS_WITHIN_MS = 3_000;
const PAUSE = { firstMs: 250, mostMs: 10_000 };
// For work inside the group (joining, fetching): a rebalance takes its time.
const GROUP_RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

/** One upstream's consumer: reads, delivers, then commits. When it crashes, another is made. */
export class UpstreamConsumer {
  readonly upstream: string;
  readonly #options: KafkaStrategyOptions;
  readonly #delivery: Delivery;
  readonly #log: LogLine;
  readonly #lag: Lag;
  readonly #resting = new Map<number, NodeJS.Timeout>();
  readonly #failures = new Map<number, number>();
  /** Whether it has its share of the partitions: not yet, or not since its last end. */
  #membership: UpstreamState = 'starting';
  #consumer: Consumer | null = null;
  readonly #heard: PublicationsHeard;
  /** The upstream's publication that this consumer reads. */
  #publication = 1;
  /** Ends the consumer that runs, so that another is made. */
  #breakOff: (cause: Error) => void = () => undefined;
  /** Goes up whenever partitions are dealt anew: work begun before that is not ours any more. */
  #generation = 0;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /** @param takes a digest of what this code takes of the upstream */
  constructor(
    delivery: Delivery,
    options: KafkaStrategyOptions,
    readonly takes: () => string,
  ) {
    this.upstream = delivery.upstream;
    this.#heard = new PublicationsHeard(options.pool);
    this.#delivery = delivery;
    this.#options = options;
    this.#log = options.log ?? (() => undefined);
    this.#lag = new Lag({ service: options.service, upstream: this.upstream });
  }

  /** `away` also while it rests after trouble: messages lie here that have not had their effect. */
  get state(): UpstreamState {
    return this.#failures.size > 0 ? 'away' : this.#membership;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends what is at hand; repeating it waits for the same end. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#end());
  }

  /** A broker that does not answer is not waited for: it counts us out by itself. */
  async #end(): Promise<void> {
    this.#stopping = true;
    this.#lag.stop();
    const ended = this.#disconnect().then(() => this.#running);
    await Promise.race([ended, delay(STOPS_WITHIN_MS, undefined, { ref: false })]);
  }

  #goes(): boolean {
    return !this.#stopping;
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#goes();) {
      try {
        const { over } = await this.#join();
        failures = 0;
        await over;
      } catch (error) {
        this.#membership = 'away';
        if (this.#goes()) {
          this.#log('warn', 'consumer starts again', { upstream: this.upstream, cause: causeOf(error) });
        }
      }
      await this.#disconnect();
      failures++;
      await waitWhile(() => this.#goes(), waitAfter(failures, this.#options.pause ?? PAUSE));
    }
  }

  /** Resolves when the consumer has begun, with a promise of its end: it rejects on a crash, resolves on a stop. */
  async #join(): Promise<{ readonly over: Promise<void> }> {
    const options = this.#options;
    const topic = topicOf(this.upstream);
    if (options.provision !== false) await provisionTopics(options.brokers, [this.upstream], options);
    this.#publication = await this.#heard.of(this.upstream);
    if (!this.#goes()) throw new DeliveryStopped('stopped before it began');
    const consumer = kafkaClient(`estafette-${options.service}`, options).consumer({
      groupId: this.#group(),
      sessionTimeout: options.sessionTimeoutMs ?? 30_000,
      rebalanceTimeout: options.rebalanceTimeoutMs ?? 60_000,
      heartbeatInterval: options.heartbeatMs ?? 3_000,
      maxWaitTimeInMs: options.maxWaitMs ?? 1_000,
      allowAutoTopicCreation: false,
      // Every restart is ours (below): kafkajs starts again after some errors and stays dead after others.
      retry: { ...GROUP_RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    const { promise: over, resolve, reject } = Promise.withResolvers<undefined>();
    over.catch(() => undefined);
    this.#breakOff = reject;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      reject(payload.error);
    });
    consumer.on(consumer.events.DISCONNECT, () => {
      if (!this.#goes()) resolve(undefined);
    });
    consumer.on(consumer.events.REBALANCING, () => {
      this.#generation++;
      this.#membership = 'starting';
    });
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.#generation++;
      this.#membership = 'there';
      // A partition that failed, or that much lay in, may be another's by now.
      this.#failures.clear();
      this.#lag.forget();
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
    // Stopped meanwhile: the stop could not know of this consumer yet.
    if (!this.#goes()) resolve(undefined);
    return { over };
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition } = batch;
    this.#lag.set(partition, Number(batch.highWatermark) - Number(batch.firstOffset() ?? batch.highWatermark));
    const generation = this.#generation;
    const lost: unknown[] = [];
    const alive = (): boolean =>
      this.#goes() && lost.length === 0 && generation === this.#generation && payload.isRunning() && !payload.isStale();
    const beating = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => lost.push(error));
    }, this.#options.heartbeatMs ?? 3_000);
    try {
      if (await this.#isPublishedAgain(batch.messages)) return;
      const messages = batch.messages.map((message) => rawMessage(topic, partition, message));
      await this.#delivery.deliver(messages, alive);
    } catch (error) {
      if (!(error instanceof DeliveryStopped)) this.#rest(payload, error);
      // A lost membership goes back to kafkajs, which joins anew.
      if (lost.length > 0) throw lost[0];
      return;
    } finally {
      clearInterval(beating);
    }
    if (lost.length > 0) throw lost[0];
    if (!alive()) return;
    const last = batch.lastOffset();
    payload.resolveOffset(batch.messages.at(-1)?.offset ?? last);
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: String(BigInt(last) + 1n) }] }],
    });
    this.#failures.delete(partition);
    this.#lag.set(partition, Number(batch.highWatermark) - Number(last) - 1);
  }

  /** A topic that was emptied or made again holds other messages at the same offsets: they are read from the first one. */
  async #isPublishedAgain(records: readonly KafkaMessage[]): Promise<boolean> {
    const publication = latestPublication(records);
    if (publication <= this.#publication) return false;
    await this.#heard.heard(this.upstream, publication);
    this.#breakOff(new PublishedAgain(`${this.upstream} sends all its messages again: publication ${publication}`));
    return true;
  }

  /** Offsets that say nothing about what is to be read now were committed under another name. */
  #group(): string {
    const { service, incarnation = 1 } = this.#options;
    const lives = [incarnation, this.#publication].some((nth) => nth > 1) ? `.${incarnation}.${this.#publication}` : '';
    return `estafette.${service}.${this.upstream}.${this.takes()}${lives}`;
  }

  /** Pauses the partition and goes on later from where it was committed: the same messages come again. */
  #rest(payload: EachBatchPayload, error: unknown): void {
    const { partition } = payload.batch;
    const failures = (this.#failures.get(partition) ?? 0) + 1;
    this.#failures.set(partition, failures);
    const ms = waitAfter(failures, this.#options.pause ?? PAUSE);
    this.#log('error', 'consumer pauses', { upstream: this.upstream, partition, ms, cause: causeOf(error) });
    const resume = payload.pause();
    clearTimeout(this.#resting.get(partition));
    const timer = setTimeout(() => {
      this.#resting.delete(partition);
      resume();
    }, ms);
    this.#resting.set(partition, timer);
  }

  async #disconnect(): Promise<void> {
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    try {
      await this.#consumer?.disconnect();
    } catch (error) {
      this.#log('debug', 'consumer did not leave in order', { upstream: this.upstream, cause: causeOf(error) });
    }
  }
}

function rawMessage(topic: string, partition: number, message: KafkaMessage): ReturnType<typeof kafkaMessage> {
  return kafkaMessage(`${topic}[${partition}]@${message.offset}`, message.key, texts(message.headers), message.value);
}

function texts(headers: IHeaders = {}): Headers {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const one = Array.isArray(value) ? value.at(-1) : value;
    return one === undefined ? [] : [[name, typeof one === 'string' ? one : one.toString('utf8')]];
  });
  return Object.fromEntries(entries);
}
