import type { Decider, DomainEvent } from './decider.js';
import { fold } from './decider.js';
import { DomainError } from './domain-error.js';

interface Then<Event extends DomainEvent> {
  /** The command decides exactly these events, in this order. */
  then(...expected: readonly Event[]): void;
  /** The command decides nothing: the wish is already true. */
  thenNothing(): void;
  /** The command is refused with this code. */
  thenRefuses(code: string): void;
  /** What the command decided, for checks that need more than equality. */
  readonly events: () => readonly Event[];
}

interface Given<Command, Event extends DomainEvent> {
  when(command: Command): Then<Event>;
}

/**
 * A decider's rules as sentences: `given(decider)(…history).when(command).then(…events)`. Failures throw an Error that
 * shows both sides, so that it works under any test runner.
 */
export function given<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
): (...history: readonly Event[]) => Given<Command, Event> {
  return (...history) => ({
    when: (command) => {
      const decide = () => decider.decide(command, fold(decider, history));
      return {
        events: decide,
        then: (...expected) => {
          compare(decide(), expected);
        },
        thenNothing: () => {
          compare(decide(), []);
        },
        thenRefuses: (code) => {
          const refusal = refusalOf(decide);
          if (refusal.code !== code)
            throw new Error(`expected refusal ${code}, but was refused with ${refusal.message}`);
        },
      };
    },
  });
}

function refusalOf(decide: () => readonly DomainEvent[]): DomainError {
  let events: readonly DomainEvent[];
  try {
    events = decide();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`expected a refusal, but decided ${show(events)}`);
}

function compare(actual: readonly DomainEvent[], expected: readonly DomainEvent[]): void {
  const [is, should] = [show(actual), show(expected)];
  if (is !== should) throw new Error(`decided\n${is}\nbut expected\n${should}`);
}

/** JSON with sorted members, so that equal values print equally. */
function show(value: unknown): string {
  return JSON.stringify(value, sorted, 2);
}

function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
