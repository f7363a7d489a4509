import type { Span } from '@opentelemetry/api';
import { SpanKind } from '@opentelemetry/api';
import type { Recorded, Subscription } from '@estafette/event-store';
import type { Message, Producer } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import { encodeBinary } from '../binary.js';
import type { CloudEvent } from '../cloud-event.js';
import type { Publisher } from '../publisher.js';
import { messagesOf, sourceOf, topicOf } from '../publisher.js';
import { carrierOf, ended, Meters, secondsSince, spanFor } from '../telemetry.js';
import type { BrokerOptions } from './client.js';
import { kafkaClient } from './client.js';
import type { Publications } from './publications.js';
import { PUBLICATION, PUBLISHER } from './publications.js';
import { provisionTopics } from './topics.js';

export interface KafkaPublisherOptions extends BrokerOptions {
  readonly service: string;
  readonly installation: string;
  readonly publisher: Publisher;
  /** Which publication the messages are of; they carry its number. */
  readonly publications: Pick<Publications, 'current'>;
  /** Whether a missing topic is made; false where brokers forbid it. */
  readonly provision?: boolean;
}

/** A subscription that can be closed, once it has stopped; what is being sent then fails at once, and stays in the log. */
export type KafkaPublisher = Extract<Subscription, { before: unknown }> & { close(): Promise<void> };

// The broker takes a megabyte in one piece.
const BYTES_AT_ONCE = 400_000;

/**
 * Sends what the publisher makes of the service's events to its topic, in the log's order. A broker that is not there
 * delays: the events stay in the log, and the subscription tries again.
 */
export function kafkaPublisher(options: KafkaPublisherOptions): KafkaPublisher {
  const source = sourceOf(options.installation, options.service);
  const topic = topicOf(options.service);
  const meters = new Meters();
  let producer: Producer | null = null;
  const closing = new AbortController();
  const isClosed = (): boolean => closing.signal.aborted;

  const connected = async (): Promise<Producer> => {
    if (isClosed()) throw new Error('the publisher is closed');
    if (producer) return producer;
    if (options.provision !== false) await provisionTopics(options.brokers, [options.service], options);
    const made = kafkaClient(`estafette-${options.service}`, options).producer({
      idempotent: true,
      // In kafkajs only one request at a time keeps the order when one of them is sent again.
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await made.connect();
    producer = made;
    if (isClosed()) await drop();
    return made;
  };

  const drop = async (): Promise<void> => {
    const old = producer;
    producer = null;
    await old?.disconnect().catch(() => undefined);
  };

  const send = async (messages: readonly Message[]): Promise<void> => {
    try {
      await (await connected()).send({ topic, acks: -1, messages: [...messages] });
    } catch (error) {
      // After a failure nobody knows what arrived, and a sequence error would meet every later message too. A new producer
      // has a new id and new numbers; what is sent twice is taken once.
      await drop();
      throw error;
    }
  };

  // A broker that does not answer is not waited for any longer than the service lives. Not a race against a promise that
  // lives as long as the service: each race would stay with it.
  const beforeClosing = async <T>(work: Promise<T>): Promise<T> => {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const close = (): void => {
      reject(new Error('the publisher is closed'));
    };
    if (isClosed()) close();
    closing.signal.addEventListener('abort', close, { once: true });
    try {
      return await Promise.race([over, work]);
    } finally {
      closing.signal.removeEventListener('abort', close);
    }
  };

  const before = async (events: readonly Recorded[]): Promise<void> => {
    const messages = events.flatMap((event) => messagesOf(event, options.publisher, source));
    if (messages.length === 0) return;
    // Asked after the events were read: if they are the first, it is the number that they are sent again under.
    const publication = await options.publications.current();
    const traced = messages.map((message) => withSpan(message, topic, publication));
    try {
      for (const chunk of chunksOf(traced.map(({ encoded }) => encoded))) await beforeClosing(send(chunk));
    } catch (error) {
      for (const { span } of traced) ended(span, error);
      throw error;
    }
    for (const { span } of traced) ended(span);
    for (const message of messages)
      meters.publishLatency.record(secondsSince(message.time), { service: options.service });
  };

  return {
    name: PUBLISHER,
    before,
    close: () => {
      closing.abort();
      return drop();
    },
  };
}

/** The message goes on in the trace of its event; whoever takes it goes on from the sending. */
function withSpan(
  message: CloudEvent,
  topic: string,
  publication: number,
): { span: Span; encoded: ReturnType<typeof encodeBinary> } {
  const { span, within } = spanFor(message, 'publish', SpanKind.PRODUCER, { 'messaging.destination.name': topic });
  const { headers, ...rest } = encodeBinary({ ...message, ...carrierOf(within) });
  const numbered = publication === 1 ? headers : { ...headers, [PUBLICATION]: String(publication) };
  return { span, encoded: { ...rest, headers: numbered } };
}

function chunksOf(messages: readonly ReturnType<typeof encodeBinary>[]): Message[][] {
  const chunks: Message[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    if (bytes + message.value.length > BYTES_AT_ONCE) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(message);
    bytes += message.value.length;
  }
  return chunks;
}
