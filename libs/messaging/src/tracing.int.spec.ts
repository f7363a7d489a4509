import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Recorded } from '@estafette/event-store';
import { EventRegistry, EventStore, KeyVault, Log, part, Subscriptions } from '@estafette/event-store';
import { createTestDatabase, eventually, kafkaAvailable, testKafka } from '@estafette/test-kit';
import type { TestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivingOptions } from './delivery-options.js';
import type { EventStrategy } from './event-strategy.js';
import { FeedStrategy } from './feed/feed-strategy.js';
import { NEXT_CURSOR, readFeed } from './feed/read-feed.js';
import { FACT, STEP, tally } from './fixtures/relay.js';
import { migrated, Service } from './fixtures/service.js';
import { FIRST, QUICK } from './fixtures/wires.js';
import { kafkaPublisher } from './kafka/kafka-publisher.js';
import { KafkaStrategy } from './kafka/kafka-strategy.js';
import type { Contract } from './publisher.js';
import { sourceOf } from './publisher.js';
import { BATCH, encodeBatch } from './structured.js';

const spans = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));

/** A whole upstream: its own log, and what it publishes. */
interface Upstream {
  readonly name: string;
  readonly store: EventStore;
  readonly log: Log;
  readonly subscriptions: Subscriptions;
}
/** Each event leaves as a step and as a fact; those with an even number stay inside. */
const publisher = (event: Recorded): Contract[] => {
  const { n } = event.data as { n: number };
  const data = { thing: event.streamId, n: (n + 1) / 2 };
  return n % 2 === 0
    ? []
    : [
        { type: STEP, data },
        { type: FACT, data },
      ];
};

type Opened = { strategy: (options: ReceivingOptions) => EventStrategy; close: () => Promise<void> };

async function overKafka(upstream: Upstream): Promise<Opened> {
  const { brokers } = await testKafka();
  const sender = kafkaPublisher({
    ...FIRST,
    brokers: [brokers],
    service: upstream.name,
    installation: 'test',
    publisher,
  });
  upstream.subscriptions.add(sender);
  return {
    strategy: (options) => new KafkaStrategy({ ...options, ...QUICK, brokers: [brokers], upstreams: [upstream.name] }),
    close: () => sender.close(),
  };
}

async function overFeed({ name, log, subscriptions }: Upstream): Promise<Opened> {
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    const after = new URL(request.url ?? '', 'http://feed').searchParams.get('after') ?? '';
    const source = sourceOf('test', name);
    const around = { log, subscriptionsWake: subscriptions.wake, publisher, source, after, waitMs: 20_000, limit: 3 };
    const answer = async (): Promise<void> => {
      const page = await readFeed({ ...around, signal: gone.signal });
      if (typeof page === 'string') throw new Error(page);
      response.setHeader('content-type', BATCH);
      response.setHeader(NEXT_CURSOR, page.next);
      response.end(encodeBatch(page.events));
    };
    // Whoever went away may find the database closed; nobody else gets no answer.
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    strategy: (options) =>
      new FeedStrategy({ ...options, upstreams: { [name]: url }, token: () => Promise.resolve('token') }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const byTrace = (span: ReadableSpan): ReadableSpan[] =>
  spans.getFinishedSpans().filter((one) => one.spanContext().traceId === span.spanContext().traceId);

function ancestorsOf(span: ReadableSpan): string[] {
  const parent = parentOf(span);
  const above = byTrace(span).find((one) => one.spanContext().spanId === parent);
  return [...(parent === undefined ? [] : [parent]), ...(above ? ancestorsOf(above) : [])];
}

const byName = (name: string): ReadableSpan[] => spans.getFinishedSpans().filter((span) => span.name === name);

describe.each([
  { name: 'feeds', there: true, open: overFeed },
  { name: 'Kafka', there: kafkaAvailable(), open: overKafka },
])('over $name, from append to append', ({ there, open, name }) => {
  let databases: readonly TestDatabase[];
  let pool: pg.Pool;
  let upstream: Upstream;
  let opened: Opened;
  let service: Service;

  describe.skipIf(!there)('a trace', () => {
    beforeEach(async () => {
      spans.reset();
      databases = await Promise.all([createTestDatabase('relay'), createTestDatabase('finish')]);
      const [first, second] = databases as [TestDatabase, TestDatabase];
      await Promise.all([migrated(first), migrated(second)]);
      pool = new pg.Pool({ connectionString: first.runtimeUrl, max: 5 });
      // Dropping the database may cut a connection that is just being closed.
      pool.on('error', () => undefined);
      const registry = new EventRegistry([tally]);
      const log = new Log(pool, registry);
      const subscriptions = new Subscriptions({ log, connectionString: first.runtimeUrl });
      const store = new EventStore({
        pool,
        registry,
        vault: new KeyVault(pool, randomBytes(32)),
        appended: (head) => {
          subscriptions.written(head);
        },
      });
      upstream = { name: `relay-${randomBytes(4).toString('hex')}`, store, log, subscriptions };
      opened = await open(upstream);
      await subscriptions.start();
      service = await new Service(second.runtimeUrl, opened.strategy).start();
    });
    afterEach(async () => {
      await service.stop();
      await upstream.subscriptions.stop();
      await opened.close();
      await pool.end();
      await Promise.all(databases.map((database) => database.drop()));
    });

    it('goes on through the message, and what publishes nothing is passed', async () => {
      const tracer = trace.getTracer('test');
      const id = '0198c0de-0000-7000-8000-000000000001';
      const requests = [];
      for (let n = 1; n <= 7; n++) {
        const request = tracer.startSpan(`request ${n}`);
        requests.push(request);
        await context.with(trace.setSpan(context.active(), request), () =>
          upstream.store.handle(part(tally, id, { n }), {
            metadata: { at: new Date().toISOString(), by: 'person', for: null },
          }),
        );
        request.end();
      }
      await eventually(
        async () => {
          expect(await service.effects()).toEqual([
            `${upstream.name}:tally-${id} 1,2,3,4`,
            `tally-tally-${id} 1,2,3,4`,
          ]);
        },
        { timeoutMs: 30_000 },
      );
      // A transaction that is open anywhere in the cluster hides what was written after it began.
      const written = await eventually(async () => {
        const events = await service.log.read({ incarnation: 0, transactionId: 0n, position: 0 }, 100);
        expect(events).toHaveLength(8);
        return events;
      });
      const traces = new Set(requests.filter((_, index) => index % 2 === 0).map((span) => span.spanContext().traceId));
      for (const event of written) expect(traces).toContain(event.metadata.traceparent?.split('-')[1]);
      const [fact] = written.filter((event) => event.type === FACT);
      expect(fact?.metadata).toMatchObject({
        by: `service:${upstream.name}`,
        for: null,
        cause: { source: sourceOf('test', upstream.name) },
      });

      // What was written is seen a moment before the one who wrote it goes on.
      const processed = await eventually(() => {
        const found = byName(`process ${STEP}`);
        expect(found).toHaveLength(4);
        return found;
      });
      const [first] = processed;
      expect(first?.kind).toBe(SpanKind.CONSUMER);
      // Each stands in its own request's trace, below what wrote the event; over Kafka below its sending too.
      for (const span of processed) {
        const [request] = byTrace(span).filter((one) => one.name.startsWith('request '));
        const above = ancestorsOf(span);
        expect(above).toContain(request?.spanContext().spanId);
        const sent = byTrace(span).find((one) => one.name === `publish ${STEP}`);
        expect(parentOf(span) === sent?.spanContext().spanId).toBe(name === 'Kafka');
      }
    });
  });
});

afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});
