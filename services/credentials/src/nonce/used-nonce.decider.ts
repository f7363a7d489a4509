import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { UsedNonceEvent } from './used-nonce.events.js';

export interface UseNonce {
  readonly type: 'UseNonce';
  readonly at: string;
  /** A nonce of ours that a wallet answers, or a DPoP proof, which the wallet gives a number of its own. */
  readonly what: 'nonce' | 'dpop-proof';
}

export const DPOP_PROOF_USED = 'dpop-proof-used';

const AGAIN = {
  nonce: 'This nonce was answered before: get a new one.',
  'dpop-proof': 'This DPoP proof was used before: make a new one for each request.',
} as const;

/** The one rule of a nonce that a wallet uses: once. */
export const usedNonceDecider: Decider<boolean, UseNonce, UsedNonceEvent> = {
  initialState: false,
  evolve: () => true,
  decide: ({ at, what }, used) => {
    if (used) refuse(`${what}-used`, AGAIN[what]);
    return [{ type: 'NonceUsed', data: { usedAt: at } }];
  },
};
