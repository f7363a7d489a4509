import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { TestService } from '@estafette/test-kit';
import { eventually, kafkaAvailable, startTestService, testKafka } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { HUB_FOUNDED } from './fixtures/lamps.js';
import { mirrors, shop } from './fixtures/mirrors.js';
import { makeLogger } from './log.js';
import { startTelemetry } from './telemetry.js';

const lines: string[] = [];

const MEASURED = [
  'http.server.request.duration',
  'estafette.append.latency',
  'estafette.subscription.lag',
  'estafette.xmin.age',
  'estafette.messages.delivered',
  'estafette.consumer.delay',
  'estafette.consumer.lag',
  'estafette.parked.keys',
];

describe.each([
  {
    name: 'feeds',
    there: true,
    transport: () => Promise.resolve({ TRANSPORT: 'feed' }),
    measured: MEASURED,
  },
  {
    name: 'Kafka',
    there: kafkaAvailable(),
    transport: async () => ({ TRANSPORT: 'kafka', KAFKA_BROKERS: (await testKafka()).brokers }),
    measured: [...MEASURED, 'estafette.publish.latency', 'estafette.unpublished.age'],
  },
])('two services over $name', ({ name, there, transport, measured: wanted }) => {
  describe.skipIf(!there)('have', () => {
    const spans = new InMemorySpanExporter();
    const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
    let stop: () => Promise<void>;
    let first: TestService<RunningService>;
    let second: TestService<RunningService>;

    beforeAll(async () => {
      const spanProcessors = [new SimpleSpanProcessor({ exporter: spans })];
      stop = startTelemetry('lamps', {}, { spanProcessors, metricReaders: [reader] });
      const logger = makeLogger('lamps', 'debug', { write: (line) => void lines.push(line) });
      const by = await transport();
      first = await startTestService('shop', [], (env) => boot(shop, env, { logger }), by);
      second = await startTestService('mirrors', [], (env) => boot(mirrors, env), {
        ...by,
        FEEDS: `organisations=${first.running.url}`,
        ISSUER_URL: first.issuer.url,
      });
    });
    afterAll(async () => {
      await second.close();
      await first.close();
      await stop();
    });

    const ofTrace = (traceId: string): ReadableSpan[] =>
      spans.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
    const find = (all: readonly ReadableSpan[], called: string): ReadableSpan => {
      const found = all.find((span) => span.name === called);
      if (!found) throw new Error(`no span ${called} among ${all.map((span) => span.name).join(', ')}`);
      return found;
    };
    const idOf = (span: ReadableSpan): string => span.spanContext().spanId;

    it('one trace: from the request over the append and the message to the consumer and its append', async () => {
      const [baker, lampId, traceId] = [await first.person(), randomUUID(), randomBytes(16).toString('hex')];
      const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
      expect((await baker.post('/v1/lamps', { lampId, name: 'Aunt Truus' }, { traceparent })).status).toBe(201);
      await eventually(
        () => {
          const all = ofTrace(traceId);
          const request = find(all, 'POST /v1/lamps');
          const append = find(all, 'append');
          const process = find(all, `process ${HUB_FOUNDED}`);
          const next = all.find((span) => span.name === 'append' && span !== append);
          expect(request.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
          expect(append.parentSpanContext?.spanId).toBe(idOf(request));
          // A feed is read by whoever listens: only a broker is sent to.
          const sent = name === 'Kafka' ? find(all, `publish ${HUB_FOUNDED}`) : append;
          if (sent !== append) expect(sent.parentSpanContext?.spanId).toBe(idOf(append));
          expect(process.parentSpanContext?.spanId).toBe(idOf(sent));
          expect(process.attributes).toMatchObject({ 'estafette.service': 'mirrors' });
          expect(next?.parentSpanContext?.spanId).toBe(idOf(process));
        },
        { timeoutMs: 30_000 },
      );
      const mirrored = 'select from log.events where stream_id = $1';
      expect((await second.running.held.pool.query(mirrored, [`lamp-${lampId}`])).rowCount).toBe(1);
      const told = lines.map((one) => JSON.parse(one) as Record<string, unknown>);
      const line = told.find((one) => one['trace'] === traceId);
      expect(line).toMatchObject({ msg: 'request answered', method: 'POST', route: '/v1/lamps', status: 201 });
    });

    it('failures told, and nobody’s words', async () => {
      const failed = await fetch(`${first.running.url}/v1/lamps/${randomUUID()}/broken?words=Aunt%20Truus`);
      expect(failed.status).toBe(500);
      await eventually(() => {
        const broken = find(spans.getFinishedSpans(), 'GET /v1/lamps/:lampId/broken');
        expect(broken.status.code).toBe(SpanStatusCode.ERROR);
      });
      await reader.forceFlush();
      const told = spans
        .getFinishedSpans()
        .map(({ name: called, attributes, events, status }) => ({ called, attributes, events, status }));
      expect(JSON.stringify(told)).toContain('/v1/lamps/:lampId/broken');
      expect(JSON.stringify([told, measured.getMetrics().map((one) => one.scopeMetrics)])).not.toContain('Truus');
    });

    it('measurements, each with its service, its unit and what it means', async () => {
      await eventually(
        async () => {
          measured.reset();
          await reader.forceFlush();
          const scopes = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
          const ours = scopes.flatMap(({ metrics: all }) => all).filter((one) => one.dataPoints.length > 0);
          expect(ours.map((one) => one.descriptor.name)).toEqual(expect.arrayContaining([...wanted]));
          for (const { descriptor, dataPoints } of ours) {
            const services = dataPoints.map(({ attributes }) => attributes['service']);
            expect([...new Set(['organisations', 'mirrors', ...services])]).toHaveLength(2);
            expect([descriptor.name, descriptor.unit, descriptor.description]).not.toContain('');
          }
        },
        { timeoutMs: 30_000 },
      );
    });
  });
});

describe('what leaves the process', () => {
  it.each([
    { name: 'with an endpoint, spans and metrics', endpoint: true, heard: ['/v1/metrics', '/v1/traces'] },
    { name: 'without one, nothing', endpoint: false, heard: [] },
  ])('$name', async ({ endpoint, heard }) => {
    const asked = new Set<string>();
    const collector = createServer((request, response) => {
      asked.add(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    // An exporter that was made all the same would find its way here.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url;
    const stop = startTelemetry('lamps', endpoint ? { OTEL_EXPORTER_OTLP_ENDPOINT: url } : {});
    metrics.getMeter('spec').createCounter('spec').add(1);
    trace.getTracer('spec').startSpan('spec').end();
    await stop();
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    collector.closeAllConnections();
    collector.close();
    expect([...asked].toSorted()).toEqual(heard);
  });
});
