/**
 * A fact of one stream: what happened, in the past tense, and what is known about it. Data is plain JSON.
 */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * The rules of one stream, as pure functions. Time and ids arrive in the command, so the same history and the same
 * command always decide the same.
 *
 * - `decide` gives the events that the command leads to; `[]` when the wish is already true (a repeat); it throws
 *   {@link DomainError} to refuse.
 * - `evolve` is total: it takes every event of the union, in any state.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initialState: State;
  evolve(this: void, state: State, event: Event): State;
  decide(this: void, command: Command, state: State): readonly Event[];
}

/** The state that a history leads to. */
export function fold<State, Event extends DomainEvent>(
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  history: Iterable<Event>,
): State {
  let state = decider.initialState;
  for (const event of history) state = decider.evolve(state, event);
  return state;
}
