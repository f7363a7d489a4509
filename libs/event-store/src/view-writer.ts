import type { ClientBase } from 'pg';
import { DatabaseError } from 'pg';
import type { Recorded } from './events.js';
import { foldRows, HeldRows, touchedBy } from './fold-rows.js';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';
import { ViewTable } from './view-table.js';

/** A view's own fold threw, or its rows do not fit its table: the view stops, alone. */
export class ViewFailed extends Error {
  override readonly name = 'ViewFailed';
}

/** More rows than this go to the table in several statements, so that none grows past what PostgreSQL takes. */
const WRITTEN_AT_ONCE = 1_000;

/** Folds events into a view's table: touched rows are read together, and written together. */
export class ViewWriter {
  private constructor(
    readonly view: AnyView,
    readonly table: ViewTable,
  ) {}

  /** @param schema where the table lies: `app`, or `rebuild` while it is made again */
  static async for(client: Pick<ClientBase, 'query'>, view: AnyView, schema = 'app'): Promise<ViewWriter> {
    return new ViewWriter(view, await ViewTable.of(client, view, schema));
  }

  /**
   * Runs inside the transaction that moves the view's cursor.
   * @throws ViewFailed
   */
  async apply(client: ClientBase, events: readonly Recorded[]): Promise<void> {
    const rows = new HeldRows();
    await this.fold(client, events, rows);
    await this.write(client, rows);
  }

  /**
   * Folds events over rows that are held in memory, those that are not held yet as they lie in the table.
   * @throws ViewFailed
   */
  async fold(client: ClientBase, events: readonly Recorded[], rows: HeldRows): Promise<void> {
    const touched = this.#guard(() => touchedBy(this.view, events));
    await this.#read(client, rows.unknown(touched), rows);
    this.#guard(() => {
      foldRows(this.view, rows.now, touched, (row, key) => this.table.normalised(row, key));
    });
  }

  /**
   * Writes what is not in the table as it is by now.
   * @throws ViewFailed when the table refuses a value
   */
  async write(client: ClientBase, { stored, now }: HeldRows): Promise<void> {
    const { name, key } = this.table;
    const gone = [...now].flatMap(([one, row]) => (row === null && stored.has(one) ? [one] : []));
    if (gone.length > 0) {
      await client.query({
        name: `view-delete-${name}`,
        text: `delete from ${name} where ${key} = any($1::text[])`,
        values: [gone],
      });
    }
    const changed = [...now].flatMap(([one, row]) => (row !== null && row !== stored.get(one) ? [row] : []));
    for (let at = 0; at < changed.length; at += WRITTEN_AT_ONCE)
      await this.#upsert(client, changed.slice(at, at + WRITTEN_AT_ONCE));
  }

  async #read(client: ClientBase, keys: readonly string[], { stored, now }: HeldRows): Promise<void> {
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

  async #upsert(client: ClientBase, rows: readonly Row[]): Promise<void> {
    const { name, key, columns } = this.table;
    const updates = [...columns.values()].flatMap(({ column }) =>
      column === key ? [] : [`${column} = excluded.${column}`],
    );
    try {
      await client.query({
        name: `view-upsert-${name}`,
        text: `insert into ${name} select * from jsonb_populate_recordset(null::${name}, $1::jsonb)
               on conflict (${key}) do ${updates.length > 0 ? `update set ${updates.join(', ')}` : 'nothing'}`,
        values: [JSON.stringify(rows.map((row) => this.table.toColumns(row)))],
      });
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
