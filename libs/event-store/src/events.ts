import type { DomainEvent } from '@estafette/decider';
import type { Cursor } from './cursor.js';

/** Who did it, for whom, when, and what led to it. Ids only: metadata is never encrypted. */
export interface Metadata {
  /** When it happened: ISO 8601 instant in UTC with milliseconds. */
  readonly at: string;
  /** The acting person's id, or `service:<name>`. */
  readonly by: string;
  /** The organisation acted for, `self`, or null for a service. */
  readonly for: string | null;
  /** The membership used, where the person acted for an organisation. */
  readonly membership?: string;
  /** The message of another service that this follows from: its CloudEvents source and id. */
  readonly cause?: { readonly source: string; readonly id: string };
  /** W3C trace context of the request or message that wrote the event. */
  readonly traceparent?: string;
}

/** An event as it stands in the log. */
export interface Recorded<Event extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly streamId: string;
  /** The event's number in its stream, from 1. */
  readonly revision: number;
  readonly cursor: Cursor;
  readonly type: Event['type'];
  readonly data: Event['data'];
  readonly metadata: Metadata;
}

/** One member of an event's data that is personal: where it stands (`summary`, `members.0.name`) and whose it is. */
export interface PersonalMember {
  readonly path: string;
  readonly of: string;
}

/** How one type of event is stored. */
export interface EventType<Data extends object> {
  /** The version that is written today, from 1. */
  readonly version: number;
  /** The members that are encrypted with a person's key; sees the data in plain. */
  readonly personal?: (this: void, data: Data) => readonly PersonalMember[];
  /**
   * `upcast[n]` makes data of version n into data of version n + 1. Personal members are in plain when a stream is
   * loaded and sealed when the log is read: an upcast may move them, but not look inside.
   */
  readonly upcast?: Readonly<Record<number, (this: void, data: unknown) => unknown>>;
}

/** How the events of a union are stored: one entry for each type. */
export type EventTypes<Event extends DomainEvent> = {
  readonly [Type in Event['type']]: EventType<Extract<Event, { type: Type }>['data']>;
};
