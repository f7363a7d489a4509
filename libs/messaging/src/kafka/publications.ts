import { Cursors } from '@estafette/event-store';
import type { Pool } from 'pg';

/** The cursor of what sends to Kafka. */
export const PUBLISHER = 'publish:kafka';

/** Header of a record: which publication it is of, counted from 1, which is left out. A service's next one begins with its log. */
export const PUBLICATION = 'estafette_publication';

/** Somebody's wish that everything be sent again. Instants are ISO 8601. */
export interface Republication {
  /** From 2: the first publication is not asked for. */
  readonly publication: number;
  readonly askedAt: string;
  readonly askedBy: string;
  readonly reason: string | null;
}

/** How often a service has sent its events from the beginning. */
export class Publications {
  constructor(readonly pool: Pool) {}

  /** The one that is being sent now, from 1. */
  async current(): Promise<number> {
    const { rows } = await this.pool.query<{ number: number }>({
      name: 'publication-current',
      text: 'select coalesce(max(number), 1) as number from app.publications',
    });
    return rows[0]?.number ?? 1;
  }

  /**
   * Has everything sent again. It can be repeated at any time: what a publisher has in hand then does not count, and it
   * begins anew. Tell the readers (`Subscriptions.recheck`) afterwards.
   *
   * @param askedBy who wants it: `person-…`
   */
  async again(askedBy: string, reason: string | null): Promise<Republication> {
    const { rows } = await this.pool.query<Row>(
      `insert into app.publications (asked_by, reason) values ($1, $2) returning ${COLUMNS}`,
      [askedBy, reason],
    );
    const [row] = rows;
    if (!row) throw new Error('an insert gave no row');
    // The number first: whatever is sent from the beginning must carry it. Ended between the two, it is simply asked again.
    await new Cursors(this.pool).rewind(PUBLISHER, row.publication);
    return told(row);
  }

  /** The latest wishes, newest first. */
  async latest(limit: number): Promise<readonly Republication[]> {
    const { rows } = await this.pool.query<Row>(
      `select ${COLUMNS} from app.publications order by number desc limit $1`,
      [limit],
    );
    return rows.map(told);
  }
}

const COLUMNS = 'number as publication, asked_at as "askedAt", asked_by as "askedBy", reason';

type Row = Omit<Republication, 'askedAt'> & { readonly askedAt: Date };

function told({ askedAt, ...rest }: Row): Republication {
  return { ...rest, askedAt: askedAt.toISOString() };
}
