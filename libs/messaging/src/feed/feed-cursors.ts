import type { Pool } from 'pg';

/** How far a service has come in each upstream's feed; `''` is the beginning. */
export class FeedCursors {
  constructor(readonly pool: Pool) {}

  async find(upstream: string): Promise<string> {
    const { rows } = await this.pool.query<{ cursor: string }>(
      `with made as (insert into app.feed_cursors (upstream, cursor) values ($1, '') on conflict (upstream) do nothing)
       select cursor from app.feed_cursors where upstream = $1`,
      [upstream],
    );
    return rows[0]?.cursor ?? '';
  }

  /** By compare-and-set: false when another replica moved it meanwhile. */
  async move(upstream: string, from: string, to: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update app.feed_cursors set cursor = $3, moved_at = clock_timestamp() where upstream = $1 and cursor = $2`,
      [upstream, from, to],
    );
    return rowCount === 1;
  }
}
