import type { Pool, PoolClient } from 'pg';
import type { Cursor } from './cursor.js';
import type { Step } from './cursors.js';
import type { Recorded } from './events.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';
import { ViewWriter } from './view-writer.js';

/**
 * A reader of the service's own log. Its events come in the log's order, each at least once.
 *
 * - `folded`: writes what comes of them and moves the cursor in one statement, so exactly once (views); gives whether the
 *   cursor stood where it should
 * - `within`: applied inside the transaction that moves the cursor, so exactly once too
 * - `before`: applied first, then the cursor moves; must bear repetition (publisher, reactions). Told after which place these come
 */
export type Subscription = {
  /** Names the cursor; another name starts from the beginning of the log. */
  readonly name: string;
  /** The most events in a batch. */
  readonly batch?: number;
} & (
  | { readonly folded: (pool: Pool, events: readonly Recorded[], step: Step) => Promise<boolean> }
  | { readonly within: (client: PoolClient, events: readonly Recorded[]) => Promise<void> }
  | { readonly before: (events: readonly Recorded[], after: Cursor) => Promise<void> }
);

/** The subscription that keeps a view's table. */
export function viewSubscription(view: AnyView): Subscription {
  let writer: ViewWriter | null = null;
  return {
    name: cursorNameOf(view),
    folded: async (pool, events, step) => {
      writer ??= await ViewWriter.for(pool, view);
      return writer.apply(pool, events, step);
    },
  };
}

export function cursorNameOf(view: AnyView): string {
  return `view:${tableOf(view)}`;
}
