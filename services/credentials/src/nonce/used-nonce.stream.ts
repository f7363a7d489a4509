import { hash } from 'node:crypto';
import type { Part, StreamType } from '@estafette/event-store';
import { part } from '@estafette/event-store';
import type { UseNonce } from './used-nonce.decider.js';
import { usedNonceDecider } from './used-nonce.decider.js';
import type { UsedNonceEvent } from './used-nonce.events.js';
import { usedNonceEvents } from './used-nonce.events.js';

/** `used-nonce-<SHA-256 of what was used>`: there is one stream for each nonce that a wallet answered, and for each DPoP proof. */
export const usedNonce: StreamType<boolean, UseNonce, UsedNonceEvent> = {
  name: 'used-nonce',
  decider: usedNonceDecider,
  events: usedNonceEvents,
};

/** Uses a nonce up, in the same append as what it was for. */
export function useNonce(nonce: string, at: string): Part {
  return part(usedNonce, hash('sha256', nonce, 'hex'), { type: 'UseNonce', at, what: 'nonce' });
}

/** The same for a DPoP proof, known by its number (`jti`) among those of its key for one address. No nonce of ours is such a text. */
export function useDpopProof(proof: Readonly<Record<'keyThumbprint' | 'url' | 'jti', string>>, at: string): Part {
  const name = JSON.stringify([proof.keyThumbprint, proof.url, proof.jti]);
  return part(usedNonce, hash('sha256', name, 'hex'), { type: 'UseNonce', at, what: 'dpop-proof' });
}
