import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller } from '@nestjs/common';
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from './boot.js';
import { boot } from './boot.js';
import { HUB_FOUNDED, lamp, lamps } from './fixtures/lamps.js';
import { makeLogger } from './log.js';
import type { ServiceDefinition } from './service-definition.js';
import { startTelemetry } from './telemetry.js';

/** Hangs a lamp of its own for each that hangs elsewhere. */
@Controller()
class OnLamps {
  constructor(private readonly store: EventStore) {}

  @On(HUB_FOUNDED)
  async mirror(message: CloudEvent<{ hubId: string; organisationId: string }>): Promise<void> {
    const { hubId, organisationId } = message.data;
    const by = { person: randomUUID(), for: organisationId };
    const command = part(lamp, hubId, { type: 'HangLamp', lampId: hubId, name: 'Mirror', by });
    await this.store.handle(command, { metadata: causedBy(message, 'mirrors'), once: onceOf(message) });
  }
}

const mirrors: ServiceDefinition = {
  ...lamps,
  name: 'mirrors',
  publish: () => [],
  reactsTo: [HUB_FOUNDED],
  consumers: [OnLamps],
};

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
const lines: string[] = [];

describe('one trace', () => {
  let stop: () => Promise<void>;
  let first: TestService<RunningService>;
  let second: TestService<RunningService>;

  beforeAll(async () => {
    stop = startTelemetry(
      'lamps',
      {},
      {
        spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
        metricReaders: [reader],
      },
    );
    const logger = makeLogger('lamps', 'debug', { write: (line) => void lines.push(line) });
    first = await startTestService('lamps', ['organisations'], (env) => boot(lamps, env, { logger }));
    second = await startTestService('mirrors', [], (env) => boot(mirrors, env), {
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
  const find = (all: readonly ReadableSpan[], name: string): ReadableSpan => {
    const found = all.find((span) => span.name === name);
    if (!found) throw new Error(`no span ${name} among ${all.map((span) => span.name).join(', ')}`);
    return found;
  };

  it('goes from the request over the append and the feed to the consumer and its append', async () => {
    const [baker, home, lampId] = [await first.person(), randomUUID(), randomUUID()];
    first.grant(baker.personId, home, 'employer');
    await eventually(
      async () => (await baker.get(`/v1/lamps/${lampId}`, { 'estafette-acting-for': home })).status === 404,
    );
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    expect((await baker.post('/v1/lamps', { lampId, name: 'Aunt Truus' }, { traceparent })).status).toBe(201);
    await eventually(() => {
      const all = ofTrace(traceId);
      const request = find(all, 'POST /v1/lamps');
      const append = find(all, 'append');
      const process = find(all, `process ${HUB_FOUNDED}`);
      const next = all.find((span) => span.name === 'append' && span !== append);
      expect(request.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
      expect(append.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
      expect(process.attributes).toMatchObject({ 'estafette.service': 'mirrors' });
      expect(next?.parentSpanContext?.spanId).toBe(process.spanContext().spanId);
    });
    const { rows } = await second.running.held.pool.query("select from log.events where type = 'LampHung'");
    expect(rows).toHaveLength(1);
    const line = lines.map((one) => JSON.parse(one) as Record<string, unknown>).find((one) => one['trace'] === traceId);
    expect(line).toMatchObject({ msg: 'request answered', method: 'POST', route: '/v1/lamps', status: 201 });
  });

  it('tells of failures, and holds nobody’s words', async () => {
    const failed = await fetch(`${first.running.url}/v1/lamps/${randomUUID()}/broken?words=Aunt%20Truus`);
    expect(failed.status).toBe(500);
    await eventually(() => {
      const broken = find(spans.getFinishedSpans(), 'GET /v1/lamps/:lampId/broken');
      expect(broken.status.code).toBe(SpanStatusCode.ERROR);
    });
    await reader.forceFlush();
    const told = spans
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    expect(JSON.stringify(told)).toContain('/v1/lamps/:lampId/broken');
    expect(JSON.stringify([told, measured.getMetrics().map((one) => one.scopeMetrics)])).not.toContain('Truus');
  });

  it('comes with measurements', async () => {
    const wanted = [
      'http.server.request.duration',
      'estafette.append.latency',
      'estafette.subscription.lag',
      'estafette.xmin.age',
      'estafette.messages.delivered',
      'estafette.consumer.delay',
      'estafette.parked.keys',
    ];
    await eventually(async () => {
      await reader.forceFlush();
      const scopes = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      const names = new Set(scopes.flatMap(({ metrics: all }) => all.map(({ descriptor }) => descriptor.name)));
      expect(wanted.filter((name) => !names.has(name))).toEqual([]);
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
