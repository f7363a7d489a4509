import { hash } from 'node:crypto';
import type { Part, StreamType } from '@estafette/event-store';
import { part } from '@estafette/event-store';
import type { UseNonce } from './used-nonce.decider.js';
import { usedNonceDecider } from './used-nonce.decider.js';
import type { UsedNonceEvent } from './used-nonce.events.js';
import { usedNonceEvents } from './used-nonce.events.js';

/** `used-nonce-<SHA-256 of the nonce>`: there is one stream for each nonce that a wallet answered. */
export const usedNonce: StreamType<boolean, UseNonce, UsedNonceEvent> = {
  name: 'used-nonce',
  decider: usedNonceDecider,
  events: usedNonceEvents,
};

/** Uses a nonce up, in the same append as what it was for. */
export function useNonce(nonce: string, at: string): Part {
  return part(usedNonce, hash('sha256', nonce, 'hex'), { type: 'UseNonce', at });
}
