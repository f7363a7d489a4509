import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createTestDatabase, eventually, type TestDatabase, testPostgres } from '@estafette/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, migrated, Replica, tally } from './fixtures/replica.js';

const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
let database: TestDatabase;
let one: Replica;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  database = await createTestDatabase('telemetry');
  await migrated(database);
  one = new Replica(database, { views: [tally] });
  one.subscriptions.add({ name: 'publish:nowhere', before: () => Promise.reject(new Error('away')) });
  await one.subscriptions.start();
});

afterAll(async () => {
  await one.close();
  await database.drop();
  await reader.shutdown();
  for (const api of [context, propagation, trace, metrics]) api.disable();
});

async function measured(name: string): Promise<{ attributes: object; value: unknown }[]> {
  exporter.reset();
  await reader.forceFlush();
  const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  return found.filter(({ descriptor }) => descriptor.name === name).flatMap(({ dataPoints }) => [...dataPoints]);
}

it('an append is a span that carries on the trace of its cause into the event; it tells nothing that was written', async () => {
  const { traceId } = await trace.getTracer('spec').startActiveSpan('request', async (span) => {
    await one.count('secret-name', 'an', 'm1', 'm2');
    await one.count('secret-name', 'an', 'm1');
    span.end();
    return span.spanContext();
  });
  await expect(
    one.store.handle(
      { streamId: 'count-x', decide: () => [{ type: 'Unknown', data: {} }] },
      { metadata: { at: '', by: '', for: null } },
    ),
  ).rejects.toThrow();
  const appends = spans.getFinishedSpans().filter((span) => span.name === 'append');
  const [first, failed] = appends;
  expect(appends).toHaveLength(2);
  expect(first?.instrumentationScope.name).toBe('estafette/event-store');
  expect(first?.spanContext().traceId).toBe(traceId);
  expect(first?.attributes).toEqual({ 'estafette.events': 2 });
  expect(failed?.status).toMatchObject({ message: 'Error' });
  const [event] = await one.readWritten();
  expect(event?.metadata.traceparent).toBe(`00-${traceId}-${first?.spanContext().spanId ?? ''}-01`);
});

it('measures appends, lag, what is unpublished, and what hides', async () => {
  const { cursor } = await one.count('x', 'an', 'm3');
  await eventually(() => one.subscriptions.runners[0]?.cursor.position === cursor?.position);
  expect(await measured('estafette.append.latency')).toMatchObject([{ value: { count: 3 } }]);
  expect(await measured('estafette.append.group')).toMatchObject([{ value: { count: 2, sum: 2 } }]);
  const lag = await measured('estafette.subscription.lag');
  expect(lag).toMatchObject([
    { attributes: { subscription: 'view:count_tally_v1' }, value: 0 },
    { attributes: { subscription: 'publish:nowhere' }, value: cursor?.position },
  ]);
  const [unpublished] = await measured('estafette.unpublished.age');
  expect(unpublished?.attributes).toEqual({ subscription: 'publish:nowhere' });
  expect(unpublished?.value).toBeGreaterThan(0);
  await asked(testPostgres().adminUrl, async (elsewhere) => {
    await elsewhere.query('begin');
    await elsewhere.query('select pg_current_xact_id()');
    // Something was written since: it is what stays hidden.
    await one.count('x', 'an', 'm4');
    await eventually(async () => Number((await measured('estafette.xmin.age'))[0]?.value) > 0.05);
    await elsewhere.query('commit');
  });
  await eventually(async () => Number((await measured('estafette.xmin.age'))[0]?.value) < 0.05);
});
