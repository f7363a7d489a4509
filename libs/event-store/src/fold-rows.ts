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

/** Folds events over the rows that they touch; pure but for what the view itself does. */
export function foldRows(
  view: AnyView,
  before: ReadonlyMap<string, Row>,
  touched: Touched,
  normalised: (row: object, key: string) => Row,
): ReadonlyMap<string, Row | null> {
  const after = new Map<string, Row | null>(before);
  for (const { event, keys } of touched) {
    for (const key of keys) {
      const row = after.get(key) ?? null;
      const next = view.evolve(row, event, key);
      if (next !== row) after.set(key, next && normalised(next, key));
    }
  }
  return after;
}
