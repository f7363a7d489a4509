import type { View } from '@estafette/event-store';
import type { CredentialOfferEvent } from '../../offer/credential-offer.events.js';

/** One offer of a holder to a wallet of theirs. `code` and `transactionCode` are sealed with the holder's key. */
export interface CredentialOffersRow {
  readonly offerId: string;
  readonly learnerId: string;
  readonly credentialId: string;
  readonly organisationId: string;
  readonly code: unknown;
  readonly transactionCode: unknown;
  readonly offeredAt: string;
  readonly expiresAt: string;
  /** How often another transaction code was given. */
  readonly misses: number;
  readonly redeemedAt: string | null;
  readonly revision: number;
}

/** What somebody offered to wallets, and whether one has it. */
export const credentialOffers: View<CredentialOffersRow, CredentialOfferEvent> = {
  name: 'credential-offers',
  version: 1,
  key: 'offerId',
  keys: (event) => (event.streamId.startsWith('offer-') ? [event.data.offerId] : []),
  evolve: (row, { type, data, metadata: { at }, revision }) => {
    if (type === 'CredentialOffered') {
      const { codeDigest: _digest, transactionCodeName: _name, ...offered } = data;
      return { ...offered, offeredAt: at, misses: 0, redeemedAt: null, revision };
    }
    if (row === null) return null;
    switch (type) {
      case 'TransactionCodeMissed':
        return { ...row, misses: row.misses + 1, revision };
      case 'CredentialOfferRedeemed':
        return { ...row, redeemedAt: at, revision };
    }
  },
};
