import type { DomainEvent } from '@estafette/decider';
import type { Recorded } from './events.js';

/**
 * A question, answered by rows that are folded from the service's own log.
 *
 * `Row` has the table's columns in camelCase (the table has them in snake_case): text, integers, booleans and JSON, so
 * that a row read back is the row that was written; instants are ISO 8601 text. Personal members stay sealed.
 */
export interface View<Row extends object, Event extends DomainEvent = DomainEvent> {
  /** The question, kebab-case: `challenge-board`; its table is `challenge_board_v<version>`. */
  readonly name: string;
  readonly version: number;
  /** The column that names a row. */
  readonly key: keyof Row & string;
  /** The rows that an event touches; `[]` when it is of no concern. */
  keys(this: void, event: Recorded & Event): readonly string[];
  /** The next row; null deletes it. Pure: rebuild and live are the same fold. */
  evolve(this: void, row: Row | null, event: Recorded & Event, key: string): Row | null;
}

/** A view whatever its rows and events. */
export interface AnyView {
  readonly name: string;
  readonly version: number;
  readonly key: string;
  keys(this: void, event: Recorded): readonly string[];
  evolve(this: void, row: object | null, event: Recorded, key: string): object | null;
}

/** Takes the types of a view's rows and events off, for those who run it. */
export function anyView<Row extends object, Event extends DomainEvent>(view: View<Row, Event>): AnyView {
  return view;
}

/** The table that a view's rows lie in, without its schema. */
export function tableOf(view: Pick<AnyView, 'name' | 'version'>): string {
  return `${view.name.replaceAll('-', '_')}_v${view.version}`;
}
