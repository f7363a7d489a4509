import type { IHeaders } from 'kafkajs';
import type { Pool } from 'pg';
import { PUBLICATION } from './publications.js';

/** An upstream sends everything again: what was read of its topic says nothing about what lies there now. */
export class PublishedAgain extends Error {
  override readonly name = 'PublishedAgain';
}

/** The latest publication that was heard of each upstream, for all replicas of a service. */
export class PublicationsHeard {
  constructor(readonly pool: Pool) {}

  /** From 1. */
  async of(upstream: string): Promise<number> {
    const { rows } = await this.pool.query<{ publication: number }>(
      'select publication from app.publications_heard where upstream = $1',
      [upstream],
    );
    return rows[0]?.publication ?? 1;
  }

  /** Never goes back: messages of an earlier publication may lie behind those of a later one. */
  async heard(upstream: string, publication: number): Promise<void> {
    await this.pool.query(
      `insert into app.publications_heard as p (upstream, publication) values ($1, $2)
       on conflict (upstream) do update set publication = excluded.publication, heard_at = clock_timestamp()
         where p.publication < excluded.publication`,
      [upstream, publication],
    );
  }
}

/** The latest publication that any of these records is of. */
export function latestPublication(records: readonly { readonly headers?: IHeaders | undefined }[]): number {
  return records.reduce((latest, { headers }) => Math.max(latest, publicationOf(headers?.[PUBLICATION])), 1);
}

/** Anything but a number is as good as none: others may write to a topic too. */
function publicationOf(header: IHeaders[string]): number {
  const text = String(header);
  return /^\d{1,9}$/.test(text) ? Number(text) : 1;
}
