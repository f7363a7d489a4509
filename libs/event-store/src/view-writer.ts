import type { ClientBase, Pool } from 'pg';
import { DatabaseError } from 'pg';
import type { Cursor } from './cursor.js';
import { compareCursors } from './cursor.js';
import type { Step } from './cursors.js';
import { MOVE, stepValues } from './cursors.js';
import type { Recorded } from './events.js';
import { foldRows, HeldRows, touchedBy } from './fold-rows.js';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';
import { ViewTable } from './view-table.js';

/** A view's own fold threw, or its rows do not fit its table: the view stops, alone. */
export class ViewFailed extends Error {
  override readonly name = 'ViewFailed';
}

type Queries = Pick<ClientBase, 'query'>;

/** More rows than this go to the table in several statements, so that none grows past what PostgreSQL takes. */
const WRITTEN_AT_ONCE = 1_000;
/** So many rows at most are held from one batch to the next: those that change now are mostly those that changed just now. */
const LEFT_ROWS = 500;

/** Folds events into a view's table: touched rows are read together, and written together. */
export class ViewWriter {
  /** What the last batch left in the live table, as long as nobody else has moved the cursor. */
  #left: { readonly rows: HeldRows; readonly at: Cursor; readonly movedAt: string } | null = null;

  private constructor(
    readonly view: AnyView,
    readonly table: ViewTable,
  ) {}

  /** @param schema where the table lies: `app`, or `rebuild` while it is made again */
  static async for(client: Queries, view: AnyView, schema = 'app'): Promise<ViewWriter> {
    return new ViewWriter(view, await ViewTable.of(client, view, schema));
  }

  /**
   * Folds a batch into the live table and moves the view's cursor past it.
   *
   * @returns false when the cursor stood elsewhere, or somebody else moved it since the batch before: then nothing was
   *   written, and the same batch can be tried again
   * @throws ViewFailed
   */
  async apply(pool: Pool, events: readonly Recorded[], step: Step): Promise<boolean> {
    const left = this.#left && compareCursors(this.#left.at, step.from) === 0 ? this.#left : null;
    this.#left = null;
    const rows = left?.rows ?? new HeldRows();
    await this.fold(pool, events, rows);
    const movedAt = await this.#writeAndMove(pool, rows, step, left?.movedAt ?? null);
    if (movedAt === null) return false;
    rows.wereWritten();
    if (rows.now.size <= LEFT_ROWS) this.#left = { rows, at: step.to, movedAt };
    return true;
  }

  /**
   * Folds events over rows that are held in memory, those that are not held yet as they lie in the table.
   * @throws ViewFailed
   */
  async fold(client: Queries, events: readonly Recorded[], rows: HeldRows): Promise<void> {
    const touched = this.#guard(() => touchedBy(this.view, events));
    await this.#read(client, rows.unknown(touched), rows);
    this.#guard(() => {
      foldRows(this.view, rows.now, touched, (row, key) => this.table.normalised(row, key));
    });
  }

  /**
   * Writes what does not lie in the table as it is by now.
   * @throws ViewFailed when the table refuses a value
   */
  async write(client: Queries, rows: HeldRows): Promise<void> {
    const { name } = this.table;
    const { gone, changed } = rows.unwritten;
    if (gone.length > 0) await client.query({ name: `view-delete-${name}`, text: this.#delete('$1'), values: [gone] });
    for (let at = 0; at < changed.length; at += WRITTEN_AT_ONCE) {
      const values = [this.#toColumns(changed.slice(at, at + WRITTEN_AT_ONCE))];
      await this.#told(client.query({ name: `view-upsert-${name}`, text: this.#upsert('$1'), values }));
    }
  }

  // The rows were read before this statement, or left by the one before. They are as they were when the cursor still stands
  // where it stood, and nobody else has moved it: whoever changes them moves it, by such a statement too, and a rebuild
  // moves it though it may end at the same place.
  async #writeAndMove(pool: Pool, rows: HeldRows, step: Step, movedAt: string | null): Promise<string | null> {
    const { name } = this.table;
    const { gone, changed } = rows.unwritten;
    const text = `
      with mine as (${MOVE} and moved_at = coalesce($10::timestamptz, moved_at) returning moved_at),
        gone as (${this.#delete('$8')} and exists (select from mine)),
        changed as (${this.#upsert('$9', ', mine')})
      select to_char(moved_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') as "movedAt" from mine`;
    const values = [...stepValues(step), gone, this.#toColumns(changed), movedAt];
    const moved = await this.#told(pool.query<{ movedAt: string }>({ name: `cursor-move-${name}`, text, values }));
    return moved.rows[0]?.movedAt ?? null;
  }

  #delete(keys: string): string {
    const { name, key } = this.table;
    return `delete from ${name} where ${key} = any(${keys}::text[])`;
  }

  #upsert(rows: string, from = ''): string {
    const { name, key, columns } = this.table;
    const updates = [...columns.values()].flatMap(({ column }) =>
      column === key ? [] : [`${column} = excluded.${column}`],
    );
    return `insert into ${name} select r.* from jsonb_populate_recordset(null::${name}, ${rows}::jsonb) r${from}
            on conflict (${key}) do ${updates.length > 0 ? `update set ${updates.join(', ')}` : 'nothing'}`;
  }

  #toColumns(rows: readonly Row[]): string {
    return JSON.stringify(rows.map((row) => this.table.toColumns(row)));
  }

  async #read(client: Queries, keys: readonly string[], { stored, now }: HeldRows): Promise<void> {
    if (keys.length === 0) return;
    const { name, key } = this.table;
    // One look into the index for each key: a plan made while the table was small would read all of it for every batch.
    const { rows } = await client.query<{ row: Row | null }>({
      name: `view-rows-${name}`,
      text: `select (select to_jsonb(t) from ${name} t where t.${key} = k.key) as row from unnest($1::text[]) as k (key)`,
      values: [keys],
    });
    for (const one of keys) now.set(one, null);
    for (const { row: found } of rows) {
      if (!found) continue;
      const row = this.table.fromColumns(found);
      stored.set(String(found[key]), row);
      now.set(String(found[key]), row);
    }
  }

  async #told<Result>(writing: Promise<Result>): Promise<Result> {
    try {
      return await writing;
    } catch (error) {
      // Classes 22 and 23: the values themselves are refused (too large, missing, not unique), and would be again.
      if (error instanceof DatabaseError && /^2[23]/.test(error.code ?? '')) throw this.#failed(error);
      throw error;
    }
  }

  #guard<T>(fold: () => T): T {
    try {
      return fold();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(cause: unknown): ViewFailed {
    return new ViewFailed(`view ${this.view.name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
