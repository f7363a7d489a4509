import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** A nonce was answered, and is no nonce any more. */
export type UsedNonceEvent = DomainEvent<'NonceUsed', { usedAt: string }>;

export const usedNonceEvents: EventTypes<UsedNonceEvent> = { NonceUsed: { version: 1 } };
