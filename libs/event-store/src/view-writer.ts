import type { ClientBase } from 'pg';
import type { Recorded } from './events.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';

/** A view's own fold threw: the view stops, alone. */
export class ViewFailed extends Error {
  override readonly name = 'ViewFailed';
}

type Row = Record<string, unknown>;

/** Folds batches of events into a view's table: touched rows read in one query, written in one. */
export class ViewWriter {
  readonly #table: string;
  readonly #key: string;
  readonly #columns: ReadonlyMap<string, string>;

  private constructor(
    readonly view: AnyView,
    schema: string,
    columns: readonly string[],
  ) {
    this.#table = `${schema}.${tableOf(view)}`;
    this.#columns = new Map(columns.map((column) => [camel(column), column]));
    const key = this.#columns.get(view.key);
    if (!key) throw new Error(`view ${view.name}: its table has no column for the key ${view.key}`);
    this.#key = key;
  }

  /** @param schema where the table lies: `app`, or `rebuild` while it is made again */
  static async for(client: Pick<ClientBase, 'query'>, view: AnyView, schema = 'app'): Promise<ViewWriter> {
    const { rows } = await client.query<{ column_name: string }>(
      `select column_name from information_schema.columns
       where table_schema = $1 and table_name = $2 order by ordinal_position`,
      [schema, tableOf(view)],
    );
    if (rows.length === 0)
      throw new Error(`view ${view.name}: there is no table ${schema}.${tableOf(view)}; add a migration`);
    return new ViewWriter(
      view,
      schema,
      rows.map((row) => row.column_name),
    );
  }

  /** Runs inside the transaction that moves the view's cursor. */
  async apply(client: ClientBase, events: readonly Recorded[]): Promise<void> {
    const touched = this.#guard(() => events.map((event) => ({ event, keys: this.view.keys(event) })));
    const keys = [...new Set(touched.flatMap((one) => one.keys))];
    if (keys.length === 0) return;
    const before = await this.#rows(client, keys);
    const after = new Map(before);
    this.#guard(() => {
      for (const { event, keys: names } of touched) {
        for (const key of names) {
          const row = after.get(key) ?? null;
          const next = this.view.evolve(row, event, key);
          if (next !== row) after.set(key, this.#normalised(next, key));
        }
      }
    });
    await this.#write(client, before, after);
  }

  async #rows(client: ClientBase, keys: readonly string[]): Promise<Map<string, Row | null>> {
    const { rows } = await client.query<{ row: Row }>({
      name: `view-rows-${this.#table}`,
      text: `select to_jsonb(t) as row from ${this.#table} t where ${this.#key} = any($1::text[])`,
      values: [keys],
    });
    const found = rows.map(({ row }): [string, Row] => {
      const named = Object.fromEntries(Object.entries(row).map(([column, value]) => [camel(column), value]));
      return [String(named[this.view.key]), named];
    });
    return new Map(found);
  }

  async #write(client: ClientBase, before: Map<string, Row | null>, after: Map<string, Row | null>): Promise<void> {
    const gone = [...after].flatMap(([key, row]) => (row === null && before.get(key) ? [key] : []));
    if (gone.length > 0) {
      await client.query({
        name: `view-delete-${this.#table}`,
        text: `delete from ${this.#table} where ${this.#key} = any($1::text[])`,
        values: [gone],
      });
    }
    const rows = [...after].flatMap(([key, row]) =>
      row !== null && row !== before.get(key) ? [this.#toColumns(row)] : [],
    );
    if (rows.length === 0) return;
    const updates = [...this.#columns.values()].filter((column) => column !== this.#key);
    await client.query({
      name: `view-upsert-${this.#table}`,
      text: `insert into ${this.#table} select * from jsonb_populate_recordset(null::${this.#table}, $1::jsonb)
             on conflict (${this.#key}) do update set ${updates.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      values: [JSON.stringify(rows)],
    });
  }

  /** As it would come back from the table, so that live and rebuild fold the same values. */
  #normalised(row: object | null, key: string): Row | null {
    if (row === null) return null;
    const plain = JSON.parse(JSON.stringify(row)) as Row;
    for (const name of Object.keys(plain)) {
      if (!this.#columns.has(name)) throw new Error(`the row has ${name}, but the table has no such column`);
    }
    for (const name of this.#columns.keys()) plain[name] ??= null;
    if (plain[this.view.key] !== key) throw new Error(`the row of ${key} names itself ${String(plain[this.view.key])}`);
    return plain;
  }

  #toColumns(row: Row): Row {
    return Object.fromEntries([...this.#columns].map(([name, column]) => [column, row[name]]));
  }

  #guard<T>(fold: () => T): T {
    try {
      return fold();
    } catch (error) {
      throw new ViewFailed(`view ${this.view.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

function camel(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}
