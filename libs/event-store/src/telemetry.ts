import type { Attributes, Histogram, ObservableGauge, ObservableResult, Span } from '@opentelemetry/api';
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Cursor } from './cursor.js';

const NAME = 'estafette/event-store';

/** What is measured of a subscription. */
export interface MeasuredReader {
  readonly name: string;
  readonly cursor: Cursor;
}

/** Appends, as spans and as a histogram. Made after telemetry has started: an earlier meter measures nothing. */
export class AppendTelemetry {
  readonly #latency: Histogram;
  readonly #group: Histogram;

  constructor(readonly labels: Attributes) {
    this.#latency = metrics.getMeter(NAME).createHistogram('estafette.append.latency', {
      unit: 's',
      description: 'from deciding to the events being written',
    });
    this.#group = metrics.getMeter(NAME).createHistogram('estafette.append.group', {
      unit: '{append}',
      description: 'how many appends one statement carries',
      advice: { explicitBucketBoundaries: [1, 2, 4, 8, 16, 32, 64] },
    });
  }

  /** A statement that carries so many appends. */
  group(members: number): void {
    this.#group.record(members, this.labels);
  }

  /** Runs an append in a span of its own, so that what is written names it as its cause. */
  async span<T>(events: number, work: () => Promise<T>): Promise<T> {
    const attributes = { 'estafette.events': events, ...this.labels };
    return trace.getTracer(NAME).startActiveSpan('append', { attributes }, async (span) => {
      const started = performance.now();
      try {
        return await work();
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        this.#latency.record((performance.now() - started) / 1_000, this.labels);
        span.end();
      }
    });
  }
}

// Only the error's name: its words could hold what a person wrote.
function failed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
}

interface LogTelemetryOptions {
  readonly pool: Pool;
  readonly labels: Attributes;
  readonly head: () => Cursor;
  readonly readers: () => readonly MeasuredReader[];
}

const OLDEST_AFTER = `
select e.metadata->>'at' as at from log.events e
where (e.incarnation, e.transaction_id, e.position) > ($1::int, $2::xid8, $3::bigint)
order by e.incarnation, e.transaction_id, e.position limit 1`;

const OPEN = `
select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmin(s) < pg_snapshot_xmax(s) as open
from pg_current_snapshot() s`;

/** How far readers of the log lie behind, and how long something has been hiding events from them. */
export class LogTelemetry {
  readonly #options: LogTelemetryOptions;
  readonly #observed: readonly (readonly [ObservableGauge, (result: ObservableResult) => void | Promise<void>])[];
  #xmin = { id: '', since: 0 };

  constructor(options: LogTelemetryOptions) {
    this.#options = options;
    const meter = metrics.getMeter(NAME);
    this.#observed = [
      [
        meter.createObservableGauge('estafette.subscription.lag', {
          unit: '{event}',
          description: 'events between the head of the log and a cursor, by their positions',
        }),
        (result) => {
          this.#lag(result);
        },
      ],
      [
        meter.createObservableGauge('estafette.unpublished.age', {
          unit: 's',
          description: 'age of the oldest event that the publisher has not passed',
        }),
        (result) => this.#unpublished(result),
      ],
      [
        meter.createObservableGauge('estafette.xmin.age', {
          unit: 's',
          description:
            'how long the oldest transaction that writes has been seen open; while it lasts, later events are hidden',
        }),
        (result) => this.#xminAge(result),
      ],
    ];
    for (const [gauge, observe] of this.#observed) gauge.addCallback(observe);
  }

  stop(): void {
    for (const [gauge, observe] of this.#observed) gauge.removeCallback(observe);
  }

  #lag(result: ObservableResult): void {
    const { labels, head, readers } = this.#options;
    for (const { name, cursor } of readers()) {
      result.observe(Math.max(0, head().position - cursor.position), { ...labels, subscription: name });
    }
  }

  async #unpublished(result: ObservableResult): Promise<void> {
    const { labels, pool, readers } = this.#options;
    for (const { name, cursor } of readers().filter((reader) => reader.name.startsWith('publish'))) {
      const { rows } = await pool.query<{ at: string }>({
        name: 'oldest-after',
        text: OLDEST_AFTER,
        values: [cursor.incarnation, cursor.transactionId.toString(), cursor.position],
      });
      const age = rows[0] ? (Date.now() - Date.parse(rows[0].at)) / 1_000 : 0;
      result.observe(Math.max(0, age), { ...labels, subscription: name });
    }
  }

  // When a transaction began is only told to its own role, and the one that hides may stand in another database.
  async #xminAge(result: ObservableResult): Promise<void> {
    const { rows } = await this.#options.pool.query<{ xmin: string; open: boolean }>(OPEN);
    const { xmin = '', open = false } = rows[0] ?? {};
    if (!open || xmin !== this.#xmin.id) this.#xmin = { id: open ? xmin : '', since: performance.now() };
    result.observe(open ? (performance.now() - this.#xmin.since) / 1_000 : 0, this.#options.labels);
  }
}
