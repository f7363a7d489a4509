import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** A place in a status list is one credential's, for good: after it was set, the next version takes another. */
export type StatusPlaceEvent = DomainEvent<'StatusPlaceTaken', { digest: string }>;

export const statusPlaceEvents: EventTypes<StatusPlaceEvent> = { StatusPlaceTaken: { version: 1 } };
