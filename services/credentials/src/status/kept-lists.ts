import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Views } from '../views/views.js';
import type { Series } from './series.rules.js';

/** For so long others may keep a list, in milliseconds. */
export const STATUS_LIST_TTL_MS = 60_000;

export interface StatusList {
  /** The signed list, as it is given out. */
  readonly text: string;
  readonly etag: string;
}

/** The places of a list that say something, and what: 1 where a place is set, or the number of a message. */
export type PlaceValues = ReadonlyMap<number, number>;

/** A list that can be signed now. */
interface Signable {
  readonly url: string;
  /** What it is made of beside its places: where that changes, it is made anew. */
  readonly from: string;
  /** @param changed when one of its places last changed */
  readonly sign: (values: PlaceValues, changed: Date) => Promise<string>;
}

/**
 * Status lists, made when they are asked for and kept until something in them changes. So every replica gives out the newest one, and
 * a list that was signed with a compromised key is signed with the next one by itself.
 */
export class KeptLists {
  readonly #made = new LRUCache<string, StatusList & { readonly from: string }>({ max: 100 });

  constructor(private readonly views: Views) {}

  /**
   * @param signable asked only where there is something to sign; gives undefined where nobody signs such a list
   * @returns undefined where no place of it was ever taken, or nobody signs it
   */
  async read(
    series: Series,
    list: number,
    signable: () => Promise<Signable | undefined>,
  ): Promise<StatusList | undefined> {
    const where = { organisationId: series, list };
    const { _max: last, _sum: all } = await this.views.statusPlaces.aggregate({
      where,
      _max: { changedAt: true },
      _sum: { changes: true },
    });
    const asked = last.changedAt === null ? undefined : await signable();
    if (asked === undefined || last.changedAt === null) return undefined;
    // Each change is counted, since the moment of one that came in first may lie behind that of one that was written first.
    const from = `${asked.from} ${all.changes} ${last.changedAt}`;
    const known = this.#made.get(asked.url);
    if (known?.from === from) return known;
    const rows = await this.views.statusPlaces.findMany({
      where: { ...where, value: { gt: 0 } },
      select: { index: true, value: true },
    });
    const values = new Map(rows.map(({ index, value }) => [index, value]));
    const text = await asked.sign(values, new Date(last.changedAt));
    const made = { from, text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
    this.#made.set(asked.url, made);
    return made;
  }
}
