import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Environment } from './config.js';

interface TelemetryParts {
  /** Where spans go instead of an OTLP endpoint (tests). */
  readonly spanProcessors?: SpanProcessor[];
  readonly metricReaders?: IMetricReader[];
}

/**
 * Starts telemetry for the process, once: traces always carry on from request to event to message; spans and metrics
 * are sent only when `OTEL_EXPORTER_OTLP_ENDPOINT` is set, else nothing leaves.
 *
 * Spans are made by hand at the few places where work crosses a border (request, append, publish, consume), so nothing
 * has to be loaded before anything else, and no statement or address ends up in a span.
 *
 * @returns stops it, and sends what is left
 */
export function startTelemetry(
  process: string,
  environment: Environment,
  parts: TelemetryParts = {},
): () => Promise<void> {
  const endpoint = (environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').replace(/\/$/, '');
  const sends = endpoint !== '';
  const to = (signal: string) => ({ url: `${endpoint}/v1/${signal}` });
  const resource = resourceFromAttributes({ 'service.name': process, 'service.namespace': 'estafette' });
  const tracing = new TracerProvider({
    resource,
    spanProcessors:
      parts.spanProcessors ??
      (sends ? [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(to('traces')) })] : []),
  });
  const metering = new MeterProvider({
    resource,
    readers:
      parts.metricReaders ??
      (sends ? [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(to('metrics')) })] : []),
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(metering);
  return async () => {
    await Promise.allSettled([tracing.shutdown(), metering.shutdown()]);
    context.disable();
    propagation.disable();
    trace.disable();
    metrics.disable();
  };
}
