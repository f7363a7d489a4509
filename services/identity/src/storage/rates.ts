import type { Pool } from 'pg';

/** Bounds how often something is done, over all instances together; each bound begins anew at the full hour. */
export class Rates {
  constructor(private readonly pool: Pool) {}

  /**
   * Asks for one time more, and counts it unless told otherwise.
   *
   * @returns whether it is within the bound, which is answered alike whether it is counted or not
   */
  async take(subject: string, perHour: number, { counted = true } = {}): Promise<boolean> {
    const { rows } = await this.pool.query<{ times: number }>(
      `INSERT INTO rates (subject, since, times) VALUES ($1, date_trunc('hour', now()), $2)
       ON CONFLICT (subject, since) DO UPDATE SET times = least(rates.times + $2, $3) RETURNING times + 1 - $2 AS times`,
      // A bound that was met stays just passed, so that what comes later, counted or not, finds the same.
      [subject, counted ? 1 : 0, perHour + 1],
    );
    return (rows[0]?.times ?? Infinity) <= perHour;
  }
}
