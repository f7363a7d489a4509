import type { ClientBase } from 'pg';
import { settled } from './settled.js';
import type { AnyView } from './view.js';
import { tableOf } from './view.js';

export type Row = Readonly<Record<string, unknown>>;

// Only types whose values come back as they went in, so that a fold sees the same row live and after a reload.
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  smallint: Number.isSafeInteger,
  integer: Number.isSafeInteger,
  bigint: Number.isSafeInteger,
  jsonb: () => true,
};

interface Column {
  /** Its name in the table. */
  readonly column: string;
  readonly type: string;
}

/** A view's table: which columns it has, and what a row must be to lie in it. */
export class ViewTable {
  private constructor(
    readonly view: AnyView,
    /** With its schema. */
    readonly name: string,
    /** By their names in a row. */
    readonly columns: ReadonlyMap<string, Column>,
  ) {}

  /**
   * @param schema where the table lies: `app`, or `rebuild` while it is made again
   * @throws Error naming every fault of the table
   */
  static async of(client: Pick<ClientBase, 'query'>, view: AnyView, schema: string): Promise<ViewTable> {
    const name = `${schema}.${tableOf(view)}`;
    const { rows } = await client.query<{ column_name: string; data_type: string }>(
      `select column_name, data_type from information_schema.columns
       where table_schema = $1 and table_name = $2 order by ordinal_position`,
      [schema, tableOf(view)],
    );
    if (rows.length === 0) throw new Error(`view ${view.name}: there is no table ${name}; add a migration`);
    const columns = new Map(
      rows.map((row) => [camel(row.column_name), { column: row.column_name, type: row.data_type }]),
    );
    const faults = rows.flatMap((row) =>
      row.data_type in FITS ? [] : [`${row.column_name} is ${row.data_type}; use ${Object.keys(FITS).join(', ')}`],
    );
    if (columns.get(view.key)?.type !== 'text') faults.push(`it needs a text column for the key ${view.key}`);
    if (faults.length > 0) throw new Error(`view ${view.name}, table ${name}: ${faults.join('; ')}`);
    return new ViewTable(view, name, columns);
  }

  /** The column that names a row. */
  get key(): string {
    return this.columns.get(this.view.key)?.column ?? this.view.key;
  }

  /** A row as the table gives it back (`to_jsonb`). */
  fromColumns(row: Readonly<Record<string, unknown>>): Row {
    return settled(
      Object.fromEntries([...this.columns].map(([name, { column }]) => [name, row[column] ?? null])),
    ) as Row;
  }

  toColumns(row: Row): Row {
    return Object.fromEntries([...this.columns].map(([name, { column }]) => [column, row[name]]));
  }

  /**
   * A folded row as it would come back from the table.
   * @throws Error naming all that does not fit
   */
  normalised(row: object, key: string): Row {
    const came = settled(row) as Row;
    const missing = [...this.columns.keys()].filter((name) => !Object.hasOwn(came, name)).map((name) => [name, null]);
    const whole = missing.length === 0 ? came : (settled({ ...came, ...Object.fromEntries(missing) }) as Row);
    const faults = Object.keys(whole).flatMap((name) => (this.columns.has(name) ? [] : [`no column for ${name}`]));
    for (const [name, { type }] of this.columns) {
      const value = whole[name];
      if (value !== null && !FITS[type]?.(value)) faults.push(`${name} must be ${type}, not ${typeof value}`);
    }
    if (whole[this.view.key] !== key) faults.push(`it names itself ${String(whole[this.view.key])}`);
    if (faults.length > 0) throw new Error(`the row of ${key} does not fit its table: ${faults.join('; ')}`);
    return whole;
  }
}

function camel(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}
