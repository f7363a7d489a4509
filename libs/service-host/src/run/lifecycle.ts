import { compareCursors } from '@estafette/event-store';
import type { UpstreamState } from '@estafette/messaging';
import { Health } from '../http/health.controller.js';
import { HttpProblem } from '../http/problem.js';
import type { Running } from './held.js';

const ANSWERS_WITHIN_MS = 3_000;

/** Whether the service takes work, and how what it stands on is. */
export class Lifecycle extends Health {
  accepting = true;
  readonly #ended = new AbortController();
  /** How other services are heard at this moment. */
  upstreams: () => ReadonlyMap<string, UpstreamState> = () => new Map();

  constructor(private readonly held: Running) {
    super();
  }

  /** Ends when the service drains: long polls answer then. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  drain(): void {
    this.accepting = false;
    this.#ended.abort();
  }

  async database(): Promise<void> {
    await this.#inTime(this.held.pool.query('select 1 from app.cursors limit 1'));
    const { building } = this.held.subscriptions;
    if (building.length === 0) return;
    throw new HttpProblem(503, 'views-building', 'New views are still being built from the log.', {
      headers: { 'retry-after': '2' },
      extra: { building },
    });
  }

  async details(): Promise<Record<string, unknown>> {
    const { runners, head } = this.held.subscriptions;
    const upstreams = [...this.upstreams()];
    const heard = (as: UpstreamState): string[] => upstreams.flatMap(([name, state]) => (state === as ? [name] : []));
    const behind = runners.filter((one) => compareCursors(one.cursor, head) < 0);
    return {
      subscriptionsStopped: runners.filter((one) => one.fault !== null).map((one) => one.subscription.name),
      subscriptionsBehind: behind.map((one) => one.subscription.name),
      upstreamsStarting: heard('starting'),
      upstreamsAway: heard('away'),
      keysParked: await this.#keysParked(),
    };
  }

  async #keysParked(): Promise<Record<string, number>> {
    const { rows } = await this.#inTime(
      this.held.pool.query<{ upstream: string; keys: number }>(
        'select upstream, count(*)::integer as keys from app.parked_keys group by upstream order by upstream',
      ),
    );
    return Object.fromEntries(rows.map(({ upstream, keys }) => [upstream, keys]));
  }

  /** A database that hangs is away too. */
  async #inTime<Result>(asked: Promise<Result>): Promise<Result> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new HttpProblem(503, 'database-away', `The database has not answered within ${ANSWERS_WITHIN_MS} ms.`));
    }, ANSWERS_WITHIN_MS);
    try {
      return await Promise.race([asked, promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
