import type {
  Attributes,
  Context,
  Counter,
  Gauge,
  Histogram,
  Meter,
  ObservableGauge,
  ObservableResult,
  Span,
  SpanKind,
} from '@opentelemetry/api';
import { context, metrics, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { CloudEvent } from './cloud-event.js';

const NAME = '@estafette/messaging';

/** What is measured. Made by whoever measures, after telemetry has started: earlier meters measure nothing. */
export class Meters {
  readonly delivered: Counter = counter('delivered', 'messages that had their effect, or had had it before');
  readonly skipped: Counter = counter('skipped', 'messages of a type that nobody here wants');
  readonly parked: Counter = counter('parked', 'messages set aside when their key was parked');
  readonly discarded: Counter = counter('discarded', 'messages that an operator threw away');
  readonly parkedKeys: Gauge = meter().createGauge('estafette.parked.keys', {
    unit: '{key}',
    description: 'keys that are set aside now',
  });
  readonly delay: Histogram = meter().createHistogram('estafette.consumer.delay', {
    unit: 's',
    description: 'from an event of another service to its effect here',
  });
  readonly publishLatency: Histogram = meter().createHistogram('estafette.publish.latency', {
    unit: 's',
    description: "from an event to the broker's acknowledgement of its messages",
  });
}

/**
 * What lies before a consumer, by partition (a feed is one). Observed rather than recorded: a partition that was dealt to
 * another replica must not go on being told by this one.
 */
export class Lag {
  readonly #before = new Map<number, number>();
  readonly #gauge: ObservableGauge;
  readonly #observe: (result: ObservableResult) => void;

  constructor(labels: Attributes) {
    this.#gauge = meter().createObservableGauge('estafette.consumer.lag', {
      unit: '{message}',
      description: 'messages of another service that lie before this consumer; on feeds events of its log',
    });
    this.#observe = (result) => {
      if (this.#before.size > 0)
        result.observe(
          [...this.#before.values()].reduce((sum, one) => sum + one),
          labels,
        );
    };
    this.#gauge.addCallback(this.#observe);
  }

  set(partition: number, before: number): void {
    this.#before.set(partition, Math.max(0, before));
  }

  /** Partitions are dealt anew: what was known is another's now. */
  forget(): void {
    this.#before.clear();
  }

  stop(): void {
    this.#gauge.removeCallback(this.#observe);
  }
}

function meter(): Meter {
  return metrics.getMeter(NAME);
}

function counter(what: string, description: string): Counter {
  return meter().createCounter(`estafette.messages.${what}`, { unit: '{message}', description });
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
