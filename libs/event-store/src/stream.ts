import type { Decider, DomainEvent } from '@estafette/decider';
import type { EventType, EventTypes } from './events.js';

/** One kind of stream: its name (the prefix of its ids), its rules, and how its events are stored. */
export interface StreamType<State, Command, Event extends DomainEvent> {
  readonly name: string;
  readonly decider: Decider<State, Command, Event>;
  readonly events: EventTypes<Event>;
}

/** A stream type whatever its state, commands and events; `never` where a value goes in. */
export interface AnyStreamType {
  readonly name: string;
  readonly events: Readonly<Record<string, EventType<never>>>;
}

/** The id of one stream: its type's name and the bare id of the thing. */
export function streamIdOf(stream: { readonly name: string }, id: string): string {
  return `${stream.name}-${id}`;
}

// A fact of another service lies in our log as its contract says, and a contract's type carries its own version.
const CONTRACT_PREFIX = 'nl.estafette.';
const TAKEN_OVER: EventType<object> = { version: 1 };

/** All event types of a service by name; two streams that use one name for different events are a programming error. */
export class EventRegistry {
  readonly #types = new Map<string, EventType<object>>();

  constructor(streams: readonly AnyStreamType[]) {
    for (const stream of streams) {
      for (const [name, type] of Object.entries(stream.events)) {
        const known = this.#types.get(name);
        if (known && known !== type) throw new Error(`event type ${name} is defined twice with different rules`);
        this.#types.set(name, type as EventType<object>);
      }
    }
  }

  get(name: string): EventType<object> {
    const type = this.#types.get(name) ?? (name.startsWith(CONTRACT_PREFIX) ? TAKEN_OVER : undefined);
    if (!type) throw new Error(`event type ${name} is not registered: add its stream to the service`);
    return type;
  }

  /** Stored data, brought up to the version that the code knows. */
  upcast(name: string, version: number, data: unknown): object {
    const type = this.get(name);
    if (version > type.version) {
      throw new Error(
        `event ${name} was stored in version ${version}, but this code knows ${type.version}: deploy newer code`,
      );
    }
    let current = data;
    for (let from = version; from < type.version; from++) {
      const step = type.upcast?.[from];
      if (!step) throw new Error(`event ${name} has no upcast from version ${from}`);
      current = step(current);
    }
    return current as object;
  }
}
