import { setTimeout as delay } from 'node:timers/promises';
import type { DomainEvent } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { EventStore, StreamType } from '@estafette/event-store';

const LONGEST_WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 25;

/**
 * Something that another service told, which may still be on its way: looks for it for a moment.
 * @param look gives undefined as long as it is not there
 * @returns what it gave in the end, after two seconds at most
 */
export async function soon<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > until) return found;
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * A fact followed from another service, which may still be on its way: waits for it for a moment, then refuses with
 * `<thing>-not-known-yet`, so that the caller tries again.
 *
 * @returns the state and the revision of the followed stream, to be recorded in the event that builds on it
 */
export async function known<State, Command, Event extends DomainEvent>(
  store: EventStore,
  stream: StreamType<State, Command, Event>,
  id: string,
  thing: string,
): Promise<{ state: State; revision: number }> {
  const found = await soon(async () => {
    const loaded = await store.load(stream, id);
    return loaded.revision > 0 ? loaded : undefined;
  });
  if (found) return found;
  refuse(`${thing}-not-known-yet`, `This ${thing} is not known here (yet). Check its id, or try again in a moment.`);
}
