import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { credentialOfferDecider, MOST_MISSES, type CredentialOfferCommand } from './credential-offer.decider.js';
import type { CredentialOfferEvent } from './credential-offer.events.js';

type Offer = Extract<CredentialOfferCommand, { type: 'OfferCredential' }>;
type Redeem = Extract<CredentialOfferCommand, { type: 'RedeemCredentialOffer' }>;

const of = { offerId: 'offer', learnerId: 'learner' };
const codes = { code: 'code', codeDigest: 'digest', transactionCode: '123456', transactionCodeName: 'name' };
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();
const offer = (changed: Partial<Offer> = {}): Offer => ({
  type: 'OfferCredential',
  by: { person: 'learner' },
  at: at(0),
  offerId: 'offer',
  credentialId: 'credential',
  held: { learnerId: 'learner', organisationId: 'school', standing: 'valid' },
  offered: codes,
  ...changed,
});
const offered: CredentialOfferEvent = {
  type: 'CredentialOffered',
  data: { ...of, credentialId: 'credential', organisationId: 'school', ...codes, expiresAt: at(10) },
};
const token = { tokenDigest: 'token', tokenExpiresAt: at(6), keyThumbprint: null };
const redeem = (changed: Partial<Redeem> = {}): Redeem => ({
  type: 'RedeemCredentialOffer',
  at: at(1),
  codeDigest: 'digest',
  transactionCodeName: 'name',
  token,
  ...changed,
});
const redeemed: CredentialOfferEvent = { type: 'CredentialOfferRedeemed', data: { ...of, ...token } };
const missed: CredentialOfferEvent = { type: 'TransactionCodeMissed', data: of };
const when = given(credentialOfferDecider);

describe('offering a credential', () => {
  it('is for its holder, while it holds', () => {
    when().when(offer()).then(offered);
    when()
      .when(offer({ held: null }))
      .thenRefuses('credential-unknown');
    when()
      .when(offer({ by: { person: 'other' } }))
      .thenRefuses('credential-unknown');
    for (const standing of ['suspended', 'revoked'] as const) {
      const held = { learnerId: 'learner', organisationId: 'school', standing };
      when().when(offer({ held })).thenRefuses(`credential-${standing}`);
    }
  });

  it('twice is one offer, with the codes of the first; of something else it is refused', () => {
    when(offered)
      .when(offer({ offered: { ...codes, codeDigest: 'another' } }))
      .then();
    when(offered)
      .when(offer({ credentialId: 'another' }))
      .thenRefuses('credential-offer-exists');
  });
});

describe('redeeming an offer', () => {
  it('takes both of its codes, and works once', () => {
    when(offered).when(redeem()).then(redeemed);
    when(offered, redeemed).when(redeem()).thenRefuses('credential-offer-redeemed');
    when().when(redeem()).thenRefuses('credential-offer-unknown');
    when(offered)
      .when(redeem({ codeDigest: 'another' }))
      .thenRefuses('credential-offer-unknown');
  });

  it('counts who has the code and misses the other; at the fifth it ends', () => {
    const misses = (count: number): CredentialOfferEvent[] => Array.from({ length: count }, () => missed);
    when(offered)
      .when(redeem({ transactionCodeName: 'another' }))
      .then(missed);
    when(offered)
      .when(redeem({ transactionCodeName: null }))
      .thenRefuses('transaction-code-missing');
    when(offered, ...misses(MOST_MISSES - 1))
      .when(redeem())
      .then(redeemed);
    when(offered, ...misses(MOST_MISSES))
      .when(redeem())
      .thenRefuses('credential-offer-ended');
  });

  it('ends with its time', () => {
    when(offered)
      .when(redeem({ at: at(9) }))
      .then(redeemed);
    when(offered)
      .when(redeem({ at: at(10) }))
      .thenRefuses('credential-offer-ended');
  });
});
