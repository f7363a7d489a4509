import type { Recorded } from './events.js';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';

/** The events that touch rows, each with their keys. */
export type Touched = readonly { readonly event: Recorded; readonly keys: readonly string[] }[];

export function touchedBy(view: AnyView, events: readonly Recorded[]): Touched {
  return events.flatMap((event) => {
    const keys = [...new Set(view.keys(event))];
    return keys.length > 0 ? [{ event, keys }] : [];
  });
}

/** Rows that a fold holds in memory, by their keys. */
export class HeldRows {
  /** As they lie in the table. */
  readonly stored = new Map<string, Row>();
  /** As they are by now; null where there is none. */
  readonly now = new Map<string, Row | null>();
  #isWhole: boolean;

  /** @param table.isEmpty whether nothing lies in it yet: then there is nothing to read before these rows are let go */
  constructor(table: { readonly isEmpty: boolean } = { isEmpty: false }) {
    this.#isWhole = table.isEmpty;
  }

  /** Those of which nobody knows yet how they lie in the table. */
  unknown(touched: Touched): readonly string[] {
    if (this.#isWhole) return [];
    return [...new Set(touched.flatMap((one) => one.keys))].filter((key) => !this.now.has(key));
  }

  /** What is to be done so that the table has them as they are by now. */
  get unwritten(): { readonly gone: readonly string[]; readonly changed: readonly Row[] } {
    const now = [...this.now];
    return {
      gone: now.flatMap(([key, row]) => (row === null && this.stored.has(key) ? [key] : [])),
      changed: now.flatMap(([key, row]) => (row !== null && row !== this.stored.get(key) ? [row] : [])),
    };
  }

  /** The table has them as they are by now. */
  wereWritten(): void {
    for (const [key, row] of this.now) {
      if (row) this.stored.set(key, row);
      else this.stored.delete(key);
    }
  }

  clear(): void {
    this.#isWhole = false;
    this.stored.clear();
    this.now.clear();
  }
}

/** Folds events over the rows that they touch, in place; pure but for what the view itself does. */
export function foldRows(
  view: AnyView,
  rows: Map<string, Row | null>,
  touched: Touched,
  normalised: (row: object, key: string) => Row,
): void {
  for (const { event, keys } of touched) {
    for (const key of keys) {
      const row = rows.get(key) ?? null;
      const next = view.evolve(row, event, key);
      if (next !== row) rows.set(key, next && normalised(next, key));
    }
  }
}
