import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type { Standing } from '../credential/standing.rules.js';
import type { CredentialOfferEvent } from './credential-offer.events.js';

type Data<Type extends CredentialOfferEvent['type']> = Extract<CredentialOfferEvent, { type: Type }>['data'];

export type CredentialOfferCommand =
  | {
      readonly type: 'OfferCredential';
      readonly by: { readonly person: string };
      readonly at: string;
      readonly offerId: string;
      readonly credentialId: string;
      /** Whose credential it is, by whom it was issued, and whether it holds; null where there is none. */
      readonly held: {
        readonly learnerId: string;
        readonly organisationId: string;
        readonly standing: Standing;
      } | null;
      /** Made for this command; of a repeat it is not used. */
      readonly offered: Pick<
        Data<'CredentialOffered'>,
        'code' | 'codeDigest' | 'transactionCode' | 'transactionCodeName'
      >;
    }
  | {
      readonly type: 'RedeemCredentialOffer';
      readonly at: string;
      readonly codeDigest: string;
      /** Null where none was given. */
      readonly transactionCodeName: string | null;
      /** Made for this command. */
      readonly token: Pick<Data<'CredentialOfferRedeemed'>, 'tokenDigest' | 'tokenExpiresAt' | 'keyThumbprint'>;
    };

export interface CredentialOfferState {
  readonly offered: Omit<Data<'CredentialOffered'>, 'code' | 'transactionCode'> | null;
  readonly misses: number;
  readonly redeemed: Data<'CredentialOfferRedeemed'> | null;
}

/** An offer is redeemed at once, or made again. In milliseconds. */
const LIFETIME_MS = 10 * 60_000;
/** Of a million transaction codes, so many may be tried. */
export const MOST_MISSES = 5;

/** The rules of an offer: made by the holder, redeemed once, by whoever has both of its codes. */
export const credentialOfferDecider: Decider<CredentialOfferState, CredentialOfferCommand, CredentialOfferEvent> = {
  initialState: { offered: null, misses: 0, redeemed: null },
  evolve: (state, event) => {
    switch (event.type) {
      case 'CredentialOffered': {
        const { code: _code, transactionCode: _transactionCode, ...offered } = event.data;
        return { ...state, offered };
      }
      case 'TransactionCodeMissed':
        return { ...state, misses: state.misses + 1 };
      case 'CredentialOfferRedeemed':
        return { ...state, redeemed: event.data };
    }
  },
  decide: (command, state) => (command.type === 'OfferCredential' ? offer(command, state) : redeem(command, state)),
};

type Command<Type extends CredentialOfferCommand['type']> = Extract<CredentialOfferCommand, { type: Type }>;

function offer(
  { by, at, offerId, credentialId, held, offered: codes }: Command<'OfferCredential'>,
  { offered }: CredentialOfferState,
): CredentialOfferEvent[] {
  if (held?.learnerId !== by.person)
    unknown('credential-unknown', 'There is no credential with this id that is yours.');
  if (offered !== null) {
    if (offered.learnerId === by.person && offered.credentialId === credentialId) return [];
    refuse('credential-offer-exists', 'An offer with this id is there already: give the new one an id of its own.');
  }
  if (held.standing !== 'valid') {
    refuse(`credential-${held.standing}`, `It is ${held.standing}: what does not hold is not offered to a wallet.`);
  }
  const { learnerId, organisationId } = held;
  const expiresAt = new Date(Date.parse(at) + LIFETIME_MS).toISOString();
  const data = { offerId, learnerId, credentialId, organisationId, ...codes, expiresAt };
  return [{ type: 'CredentialOffered', data }];
}

/** Whoever does not have the code learns nothing, and counts for nothing. */
function redeem(
  { at, codeDigest, transactionCodeName, token }: Command<'RedeemCredentialOffer'>,
  { offered, misses, redeemed }: CredentialOfferState,
): CredentialOfferEvent[] {
  if (offered?.codeDigest !== codeDigest) unknown('credential-offer-unknown', 'There is no offer with this code.');
  if (redeemed) refuse('credential-offer-redeemed', 'This offer was redeemed: it works once. Ask for a new one.');
  if (misses >= MOST_MISSES || Date.parse(at) >= Date.parse(offered.expiresAt)) {
    refuse('credential-offer-ended', 'This offer has ended. Ask for a new one.');
  }
  if (transactionCodeName === null) {
    refuse('transaction-code-missing', 'Send as tx_code the transaction code that the holder is shown.');
  }
  const { offerId, learnerId } = offered;
  if (transactionCodeName !== offered.transactionCodeName) {
    return [{ type: 'TransactionCodeMissed', data: { offerId, learnerId } }];
  }
  return [{ type: 'CredentialOfferRedeemed', data: { offerId, learnerId, ...token } }];
}
