import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { CredentialOfferEvent } from '../../offer/credential-offer.events.js';
import { credentialOffers } from './credential-offers.view.js';

const of = { offerId: 'offer', learnerId: 'learner' };
const shown = {
  ...of,
  credentialId: 'credential',
  organisationId: 'school',
  code: 'sealed',
  transactionCode: 'sealed',
  expiresAt: '2026-11-21T14:10:00.000Z',
};
const at = (event: CredentialOfferEvent, revision: number): Recorded & CredentialOfferEvent => ({
  id: 'event',
  streamId: 'offer-offer',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'learner', for: 'self' },
});
const secrets = { codeDigest: 'digest', transactionCodeName: 'name' };
const offered = at({ type: 'CredentialOffered', data: { ...shown, ...secrets } }, 1);
const missed = at({ type: 'TransactionCodeMissed', data: of }, 2);
const token = { tokenDigest: 'digest', tokenExpiresAt: 'then', keyThumbprint: null };
const redeemed = at({ type: 'CredentialOfferRedeemed', data: { ...of, ...token } }, 3);

describe('the view credential-offers', () => {
  it('has a row for each offer, without what codes are known by', () => {
    expect(credentialOffers.keys(offered)).toEqual(['offer']);
    expect(credentialOffers.evolve(null, offered, 'offer')).toEqual({
      ...shown,
      offeredAt: '2026-11-21T14:00:00.000Z',
      misses: 0,
      redeemedAt: null,
      revision: 1,
    });
  });

  it('counts misses and says when it was redeemed, never with what', () => {
    const row = credentialOffers.evolve(credentialOffers.evolve(null, offered, 'offer'), missed, 'offer');
    expect(row).toMatchObject({ misses: 1, redeemedAt: null, revision: 2 });
    const last = credentialOffers.evolve(row, redeemed, 'offer');
    expect(last).toMatchObject({ misses: 1, redeemedAt: '2026-11-23T14:00:00.000Z', revision: 3 });
    expect(JSON.stringify(last)).not.toContain('digest');
  });

  it('takes nothing from other streams', () => {
    expect(credentialOffers.keys({ ...offered, streamId: 'credential-1' })).toEqual([]);
    expect(credentialOffers.evolve(null, missed, 'offer')).toBeNull();
  });
});
