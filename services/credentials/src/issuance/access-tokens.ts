import { Injectable } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import { byService } from '../by-service.js';
import type { CredentialOfferState } from '../offer/credential-offer.decider.js';
import { credentialOffer } from '../offer/credential-offer.stream.js';
import { DPOP_PROOF_USED } from '../nonce/used-nonce.decider.js';
import { digestOfSecret, OfferCodes, offerOfSecret } from '../offer/offer-codes.js';
import { CredentialIssuers } from './credential-issuers.js';
import { dpopChallenge, DpopProofs, refuseProof, type WalletRequest } from './dpop-proofs.js';
import { OAuthError } from './oauth-error.js';

/** For so long a wallet may collect what it was offered, in seconds. */
export const TOKEN_LIFETIME_S = 300;

export interface AccessToken {
  readonly token: string;
  readonly type: 'Bearer' | 'DPoP';
}

export type Redeemed = NonNullable<CredentialOfferState['offered']>;

/** Gives tokens for offers, and knows them again. Each is good for the credential of its offer alone. */
@Injectable()
export class AccessTokens {
  readonly #proofs: DpopProofs;

  constructor(
    private readonly store: EventStore,
    private readonly codes: OfferCodes,
    private readonly issuers: CredentialIssuers,
  ) {
    this.#proofs = new DpopProofs(issuers);
  }

  /** Redeems the offer of a code. @throws OAuthError, DomainError that are told as `invalid_grant` */
  async redeem(code: string, transactionCode: string | undefined, request: WalletRequest): Promise<AccessToken> {
    const { organisationId, dpop, at } = request;
    const offerId = offerOfSecret(code);
    const proof = dpop === undefined ? null : await this.#proofs.check(request);
    if (offerId === undefined || (await this.#load(offerId)).offered?.organisationId !== organisationId) {
      throw invalidGrant('Ask for a new offer: there is none with this code.');
    }
    const token = this.codes.makeSecret(offerId);
    const tokenDigest = digestOfSecret(token);
    const command = {
      type: 'RedeemCredentialOffer' as const,
      at,
      codeDigest: digestOfSecret(code),
      transactionCodeName: transactionCode === undefined ? null : this.codes.nameOf(offerId, transactionCode),
      token: {
        tokenDigest,
        tokenExpiresAt: new Date(Date.parse(at) + TOKEN_LIFETIME_S * 1_000).toISOString(),
        keyThumbprint: proof?.keyThumbprint ?? null,
      },
    };
    const metadata = byService(at);
    // The proof in the same append: a stranger who makes proofs without a code writes nothing.
    await this.store.handle([part(credentialOffer, offerId, command), ...(proof ? [proof.use] : [])], { metadata });
    // A wrong transaction code is counted, which is no refusal of the rules: what came of it stands in the stream.
    if ((await this.#load(offerId)).redeemed?.tokenDigest !== tokenDigest) {
      throw invalidGrant('Send as tx_code the transaction code that the holder is shown: this is another one.');
    }
    return { token, type: proof === null ? 'Bearer' : 'DPoP' };
  }

  /** @returns the offer that the token of a request is for. @throws OAuthError 401 `invalid_token`, or `invalid_dpop_proof` */
  async offerOf(request: WalletRequest): Promise<Redeemed> {
    const { authorization = '', organisationId, at } = request;
    const [, scheme, token = ''] = /^(Bearer|DPoP) +(.*)$/i.exec(authorization) ?? [];
    if (scheme === undefined)
      throw invalidToken(`Bearer realm="${this.issuers.urlOf(organisationId)}", ${dpopChallenge()}`);
    const isDpop = scheme.toLowerCase() === 'dpop';
    const { offered, redeemed } = await this.#load(offerOfSecret(token) ?? '');
    const isKnown =
      redeemed?.tokenDigest === digestOfSecret(token) &&
      offered?.organisationId === organisationId &&
      Date.parse(at) < Date.parse(redeemed.tokenExpiresAt);
    const bound = isKnown ? redeemed.keyThumbprint : null;
    // Neither is taken as the other: a stolen token would do without its key, or a wallet believe that it needs one (RFC 9449, section 7).
    if (!isKnown || isDpop !== (bound !== null)) {
      throw invalidToken(isDpop || bound !== null ? dpopChallenge('invalid_token') : 'Bearer error="invalid_token"');
    }
    if (bound !== null) await this.#prove(request, token, bound);
    return offered;
  }

  /** Takes the proof of a request, in an append of its own: whatever comes of the request, it is used. */
  async #prove(request: WalletRequest, token: string, bound: string): Promise<void> {
    const { keyThumbprint, use } = await this.#proofs.check(request, token);
    if (keyThumbprint !== bound) throw invalidToken(dpopChallenge('invalid_token'));
    try {
      await this.store.handle(use, { metadata: byService(request.at) });
    } catch (error) {
      if (error instanceof DomainError && error.code === DPOP_PROOF_USED) refuseProof('credential', error.detail);
      throw error;
    }
  }

  async #load(offerId: string): Promise<CredentialOfferState> {
    return (await this.store.load(credentialOffer, offerId)).state;
  }
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}

/** RFC 6750, section 3. */
function invalidToken(challenge: string): OAuthError {
  const description =
    'Redeem an offer for a token first; it lasts for five minutes, for that offer and the key that it was bound to.';
  return new OAuthError('invalid_token', description, 401, { 'www-authenticate': challenge });
}
