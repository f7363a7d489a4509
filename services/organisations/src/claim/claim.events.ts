import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** `holder` is the id of the thing that has the name now. */
export type ClaimEvent =
  DomainEvent<'NameClaimed', { holder: string }> | DomainEvent<'NameReleased', { holder: string }>;

export const claimEvents: EventTypes<ClaimEvent> = {
  NameClaimed: { version: 1 },
  NameReleased: { version: 1 },
};
