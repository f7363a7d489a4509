import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

interface Of {
  readonly offerId: string;
  readonly learnerId: string;
}

export type CredentialOfferEvent =
  | DomainEvent<
      'CredentialOffered',
      Of & {
        credentialId: string;
        /** The school that issued it. */
        organisationId: string;
        /** By which the code is known: SHA-256, 64 lower-case hex digits. Of 128 random bits nobody guesses it. */
        codeDigest: string;
        /** What stands in the offer: a wallet redeems it. For the holder alone. */
        code: string;
        /** By which the transaction code is known: an HMAC, since of six digits a mere digest could be guessed. */
        transactionCodeName: string;
        /** What the holder types into the wallet: six digits. For the holder alone. */
        transactionCode: string;
        expiresAt: string;
      }
    >
  /** Somebody gave the code with another transaction code. */
  | DomainEvent<'TransactionCodeMissed', Of>
  /** A wallet has it: from now on it may collect the credential, for as long as its token lasts. */
  | DomainEvent<
      'CredentialOfferRedeemed',
      Of & {
        /** SHA-256 of the access token, 64 lower-case hex digits. */
        tokenDigest: string;
        tokenExpiresAt: string;
        /** RFC 7638, of the wallet's key, where it binds its token to one (DPoP); null where it does not. */
        keyThumbprint: string | null;
      }
    >;

/** Only the holder can see the codes again. */
export const credentialOfferEvents: EventTypes<CredentialOfferEvent> = {
  CredentialOffered: {
    version: 1,
    personal: ({ learnerId }) => ['code', 'transactionCode'].map((path) => ({ path, of: learnerId })),
  },
  TransactionCodeMissed: { version: 1 },
  CredentialOfferRedeemed: { version: 1 },
};
