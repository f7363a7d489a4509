import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** A nonce was answered, or a DPoP proof taken: neither is one any more. */
export type UsedNonceEvent = DomainEvent<'NonceUsed', { usedAt: string }>;

export const usedNonceEvents: EventTypes<UsedNonceEvent> = { NonceUsed: { version: 1 } };
