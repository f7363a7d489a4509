import type { Attributes, Context, Counter, Gauge, Histogram, Span, SpanKind } from '@opentelemetry/api';
import { context, metrics, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { CloudEvent } from './cloud-event.js';

const NAME = '@estafette/messaging';

/** What is measured. Made by whoever measures, after telemetry has started: earlier meters measure nothing. */
export class Meters {
  readonly #meter = metrics.getMeter(NAME);
  /** Messages that had their effect, or had had it before. */
  readonly delivered: Counter = this.#meter.createCounter('estafette.messages.delivered');
  /** Messages of a type that nobody here wants. */
  readonly skipped: Counter = this.#meter.createCounter('estafette.messages.skipped');
  /** Messages set aside. */
  readonly parked: Counter = this.#meter.createCounter('estafette.messages.parked');
  /** Messages that an operator threw away. */
  readonly discarded: Counter = this.#meter.createCounter('estafette.messages.discarded');
  /** Keys that are set aside now. */
  readonly parkedKeys: Gauge = this.#meter.createGauge('estafette.parked.keys');
  /** Messages of a partition that lie before this consumer. */
  readonly lag: Gauge = this.#meter.createGauge('estafette.consumer.lag');
  /** From the event to its effect here. */
  readonly delay: Histogram = this.#meter.createHistogram('estafette.consumer.delay', { unit: 's' });
  /** From the event to the broker's acknowledgement. */
  readonly publishLatency: Histogram = this.#meter.createHistogram('estafette.publish.latency', { unit: 's' });
}

/** Seconds since an instant (ISO 8601), never negative: clocks of machines differ. */
export function secondsSince(time: string): number {
  const at = Date.parse(time);
  return Number.isNaN(at) ? 0 : Math.max(0, Date.now() - at) / 1000;
}

/** The trace that a message or event belongs to. */
export function traceOf(carrier: {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent: carrier.traceparent, tracestate: carrier.tracestate });
}

/** The trace that goes on from a span, as CloudEvents and event metadata carry it. */
export function carrierOf(within: Context): { traceparent?: string; tracestate?: string } {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  propagation.inject(within, carrier);
  return carrier;
}

/** A span for one message, in the message's own trace. */
export function spanFor(
  message: Pick<CloudEvent, 'id' | 'type' | 'traceparent' | 'tracestate'>,
  doing: 'publish' | 'process',
  kind: SpanKind,
  more: Attributes,
): { readonly span: Span; readonly within: Context } {
  const parent = traceOf(message);
  const attributes = { 'messaging.operation.name': doing, 'messaging.message.id': message.id, ...more };
  const span = trace.getTracer(NAME).startSpan(`${doing} ${message.type}`, { kind, attributes }, parent);
  return { span, within: trace.setSpan(parent, span) };
}

/** Ends a span with what came of it. Only the error's name goes into the span: its words could hold what a person wrote. */
export function ended(span: Span, error?: unknown): void {
  if (error !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
  }
  span.end();
}

export function runWithin<T>(within: Context, work: () => Promise<T>): Promise<T> {
  return context.with(within, work);
}
