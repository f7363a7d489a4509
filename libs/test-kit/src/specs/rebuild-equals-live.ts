import { expect, it } from 'vitest';

/** A view on a database with history: what the reusable spec needs to know of it. */
export interface RebuildableView {
  /** Its table's rows as text, every column, in a fixed order. */
  rows(): Promise<readonly string[]>;
  /** Makes the table again from the start of the log. @param chunk events in a chunk */
  rebuild(chunk: number): Promise<unknown>;
}

/** More events than any spec writes. */
const ALL = 1_000_000;

/** In the chunks that differ most: each event alone, across every border, all at once. */
export const REBUILD_CHUNKS: readonly number[] = [1, 7, ALL];

/**
 * Rebuilds a view and compares its rows, in every column, with those that were there.
 * @throws AssertionError where they differ, or where there were no rows to compare
 */
export async function expectRebuildEqualsLive(view: RebuildableView, chunk: number): Promise<void> {
  const live = await view.rows();
  expect(live.length, 'rows in the live table: write some history first').toBeGreaterThan(0);
  await view.rebuild(chunk);
  expect(await view.rows()).toEqual(live);
}

/**
 * Registers the tests that a view's rebuild equals its live table. Inside a `describe`:
 *
 * `itRebuildsToLive('challenge-board', () => ({ rows: () => rowsOf(pool, view), rebuild: (chunk) => rebuild(log, view, { chunk }) }))`
 *
 * @param view gives the view once its history is written and its live table has caught up
 */
export function itRebuildsToLive(name: string, view: () => RebuildableView | Promise<RebuildableView>): void {
  it.each(REBUILD_CHUNKS)(`${name}: rebuild in chunks of %i = live, row for row`, async (chunk) => {
    await expectRebuildEqualsLive(await view(), chunk);
  });
}
