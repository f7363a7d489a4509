import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { usedNonceDecider } from './used-nonce.decider.js';

const at = '2026-11-22T09:00:00.000Z';

describe('what a wallet uses once', () => {
  it.each(['nonce', 'dpop-proof'] as const)('a %s is used once, even within its time', (what) => {
    given(usedNonceDecider)()
      .when({ type: 'UseNonce', at, what })
      .then({ type: 'NonceUsed', data: { usedAt: at } });
    given(usedNonceDecider)({ type: 'NonceUsed', data: { usedAt: at } })
      .when({ type: 'UseNonce', at, what })
      .thenRefuses(`${what}-used`);
  });
});
