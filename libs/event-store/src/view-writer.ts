import type { ClientBase } from 'pg';
import { DatabaseError } from 'pg';
import type { Recorded } from './events.js';
import { foldRows, touchedBy } from './fold-rows.js';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';
import { ViewTable } from './view-table.js';

/** A view's own fold threw, or its rows do not fit its table: the view stops, alone. */
export class ViewFailed extends Error {
  override readonly name = 'ViewFailed';
}

/** Folds batches of events into a view's table: touched rows read in one query, written in one. */
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
    const touched = this.#guard(() => touchedBy(this.view, events));
    if (touched.length === 0) return;
    const before = await this.#rows(client, [...new Set(touched.flatMap((one) => one.keys))]);
    const after = this.#guard(() =>
      foldRows(this.view, before, touched, (row, key) => this.table.normalised(row, key)),
    );
    await this.#write(client, before, after);
  }

  async #rows(client: ClientBase, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const { name, key } = this.table;
    // One look into the index for each key: a plan made while the table was small would read all of it for every batch.
    const { rows } = await client.query<{ row: Row | null }>({
      name: `view-rows-${name}`,
      text: `select (select to_jsonb(t) from ${name} t where t.${key} = k.key) as row from unnest($1::text[]) as k (key)`,
      values: [keys],
    });
    return new Map(
      rows.flatMap(({ row }): [string, Row][] => (row ? [[String(row[key]), this.table.fromColumns(row)]] : [])),
    );
  }

  async #write(
    client: ClientBase,
    before: ReadonlyMap<string, Row>,
    after: ReadonlyMap<string, Row | null>,
  ): Promise<void> {
    const { name, key, columns } = this.table;
    const gone = [...after].flatMap(([one, row]) => (row === null && before.has(one) ? [one] : []));
    if (gone.length > 0) {
      await client.query({
        name: `view-delete-${name}`,
        text: `delete from ${name} where ${key} = any($1::text[])`,
        values: [gone],
      });
    }
    const rows = [...after].flatMap(([one, row]) =>
      row !== null && row !== before.get(one) ? [this.table.toColumns(row)] : [],
    );
    if (rows.length === 0) return;
    const updates = [...columns.values()].flatMap(({ column }) =>
      column === key ? [] : [`${column} = excluded.${column}`],
    );
    try {
      await client.query({
        name: `view-upsert-${name}`,
        text: `insert into ${name} select * from jsonb_populate_recordset(null::${name}, $1::jsonb)
               on conflict (${key}) do ${updates.length > 0 ? `update set ${updates.join(', ')}` : 'nothing'}`,
        values: [JSON.stringify(rows)],
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
