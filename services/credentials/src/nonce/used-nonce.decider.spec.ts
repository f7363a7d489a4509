import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { NONCE_USED, usedNonceDecider } from './used-nonce.decider.js';

const at = '2026-11-22T09:00:00.000Z';

describe('a nonce that a wallet answers', () => {
  it('is answered once, even within its time', () => {
    given(usedNonceDecider)()
      .when({ type: 'UseNonce', at })
      .then({ type: 'NonceUsed', data: { usedAt: at } });
    given(usedNonceDecider)({ type: 'NonceUsed', data: { usedAt: at } })
      .when({ type: 'UseNonce', at })
      .thenRefuses(NONCE_USED);
  });
});
