import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { UsedNonceEvent } from './used-nonce.events.js';

export interface UseNonce {
  readonly type: 'UseNonce';
  readonly at: string;
}

export const NONCE_USED = 'nonce-used';

/** The one rule of a nonce that a wallet answers: once. */
export const usedNonceDecider: Decider<boolean, UseNonce, UsedNonceEvent> = {
  initialState: false,
  evolve: () => true,
  decide: ({ at }, used) => {
    if (used) refuse(NONCE_USED, 'This nonce was answered before: get a new one.');
    return [{ type: 'NonceUsed', data: { usedAt: at } }];
  },
};
