import type { Pool } from 'pg';

/** Who reads a feed: each has a cursor of its own. */
export interface FeedCursorName {
  readonly upstream: string;
  /** A digest of what its code takes: code that takes another type begins from the beginning. */
  readonly takes: string;
}

/** How far a service has come in each upstream's feed; `''` is the beginning. */
export class FeedCursors {
  constructor(readonly pool: Pool) {}

  async find({ upstream, takes }: FeedCursorName): Promise<string> {
    const { rows } = await this.pool.query<{ cursor: string }>(
      `with made as (insert into app.feed_cursors (upstream, takes, cursor) values ($1, $2, '') on conflict do nothing)
       select cursor from app.feed_cursors where upstream = $1 and takes = $2`,
      [upstream, takes],
    );
    return rows[0]?.cursor ?? '';
  }

  /** By compare-and-set: false when another replica moved it meanwhile. */
  async move({ upstream, takes }: FeedCursorName, from: string, to: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update app.feed_cursors set cursor = $4, moved_at = clock_timestamp()
       where upstream = $1 and takes = $2 and cursor = $3`,
      [upstream, takes, from, to],
    );
    return rowCount === 1;
  }
}
