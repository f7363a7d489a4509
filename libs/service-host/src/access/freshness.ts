import { HttpProblem } from '../http/problem.js';

const LONGEST_LOOK_MS = 1_000;

/**
 * How long the facts of organisations have not reached us. Up to a bound commands are taken on what is known; past it a
 * membership that was revoked meanwhile could still be used, so writes wait (503) and reads go on.
 */
export class Freshness {
  #heardAt = performance.now();
  readonly #look: NodeJS.Timeout;

  /**
   * @param hears whether the facts come in at this moment
   * @param staleAfterMs how long they may stay away; counted from the start of the process at the earliest
   */
  constructor(
    readonly hears: () => boolean,
    readonly staleAfterMs: number,
  ) {
    this.#look = setInterval(() => this.#heard(), Math.min(LONGEST_LOOK_MS, staleAfterMs / 4));
    this.#look.unref();
  }

  /** @throws HttpProblem 503 `memberships-stale` */
  assert(): void {
    this.#heard();
    if (performance.now() - this.#heardAt <= this.staleAfterMs) return;
    throw new HttpProblem(
      503,
      'memberships-stale',
      'The organisations service has not been heard for too long to know who may act for whom. Reading goes on; try again later.',
      { headers: { 'retry-after': '10' } },
    );
  }

  stop(): void {
    clearInterval(this.#look);
  }

  #heard(): void {
    if (this.hears()) this.#heardAt = performance.now();
  }
}
