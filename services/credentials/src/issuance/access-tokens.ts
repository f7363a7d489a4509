import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, HashAlgorithm, Oauth2AuthorizationServer } from '@openid4vc/oauth2';
import { EventStore, part } from '@estafette/event-store';
import type { CredentialOfferState } from '../offer/credential-offer.decider.js';
import { credentialOffer } from '../offer/credential-offer.stream.js';
import { digestOfSecret, OfferCodes, offerOfSecret } from '../offer/offer-codes.js';
import { callbacksOf, DPOP_ALGORITHMS } from './callbacks.js';
import { CredentialIssuers } from './credential-issuers.js';
import { OAuthError } from './oauth-error.js';

/** For so long a wallet may collect what it was offered, in seconds. */
export const TOKEN_LIFETIME_S = 300;
/** Clocks differ, and a request takes a moment. */
const MAX_DPOP_AGE_S = 300;

/** A wallet's request, as far as it says with which key. */
export interface WalletRequest {
  readonly organisationId: string;
  /** `token` or `credential`. */
  readonly endpoint: string;
  readonly authorization: string | undefined;
  readonly dpop: string | undefined;
  readonly at: string;
}

export interface AccessToken {
  readonly token: string;
  readonly type: 'Bearer' | 'DPoP';
}

export type Redeemed = NonNullable<CredentialOfferState['offered']>;

/** Gives tokens for offers, and knows them again. Each is good for the credential of its offer alone. */
@Injectable()
export class AccessTokens {
  readonly #server = new Oauth2AuthorizationServer({ callbacks: callbacksOf() });

  constructor(
    private readonly store: EventStore,
    private readonly codes: OfferCodes,
    private readonly issuers: CredentialIssuers,
  ) {}

  /** Redeems the offer of a code. @throws OAuthError, DomainError that are told as `invalid_grant` */
  async redeem(code: string, transactionCode: string | undefined, request: WalletRequest): Promise<AccessToken> {
    const { organisationId, dpop, at } = request;
    const offerId = offerOfSecret(code);
    const keyThumbprint = dpop === undefined ? null : await this.#thumbprintOf(dpop, request);
    if (offerId === undefined || (await this.#load(offerId)).offered?.organisationId !== organisationId) {
      throw invalidGrant('There is no offer with this code.');
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
        keyThumbprint,
      },
    };
    const metadata = { at, by: 'service:credentials', for: null };
    await this.store.handle(part(credentialOffer, offerId, command), { metadata });
    // A wrong transaction code is counted, which is no refusal of the rules: what came of it stands in the stream.
    if ((await this.#load(offerId)).redeemed?.tokenDigest !== tokenDigest) {
      throw invalidGrant('The transaction code is not the one that the holder was shown.');
    }
    return { token, type: keyThumbprint === null ? 'Bearer' : 'DPoP' };
  }

  /** @returns the offer that the token of a request is for. @throws OAuthError 401 `invalid_token`, or `invalid_dpop_proof` */
  async offerOf(request: WalletRequest): Promise<Redeemed> {
    const { authorization = '', organisationId, dpop, at } = request;
    const [, scheme = '', token = ''] = /^(Bearer|DPoP) ([\w.-]{1,200})$/i.exec(authorization) ?? [];
    const { offered, redeemed } = await this.#load(offerOfSecret(token) ?? '');
    const known =
      redeemed?.tokenDigest === digestOfSecret(token) &&
      offered?.organisationId === organisationId &&
      Date.parse(at) < Date.parse(redeemed.tokenExpiresAt);
    if (!known) throw invalidToken(authorization !== '');
    const bound = redeemed.keyThumbprint;
    if (bound === null) return offered;
    if (scheme.toLowerCase() !== 'dpop' || dpop === undefined) throw invalidToken(true, 'DPoP');
    await this.#thumbprintOf(dpop, request, { accessToken: token, expectedJwkThumbprint: bound });
    return offered;
  }

  async #load(offerId: string): Promise<CredentialOfferState> {
    return (await this.store.load(credentialOffer, offerId)).state;
  }

  /** Checks that a request was signed with a key (RFC 9449, section 4.3). @returns the thumbprint of that key */
  async #thumbprintOf(
    dpopJwt: string,
    { organisationId, endpoint, at }: WalletRequest,
    bound: { readonly accessToken?: string; readonly expectedJwkThumbprint?: string } = {},
  ): Promise<string> {
    const url = `${this.issuers.urlOf(organisationId)}/${endpoint}`;
    const { header, payload } = await this.#server.verifyDpopJwt({
      dpopJwt,
      request: { headers: new Headers(), method: 'POST', url },
      allowedSigningAlgs: DPOP_ALGORITHMS,
      now: new Date(at),
      ...bound,
    });
    if (Math.abs(Date.parse(at) / 1_000 - payload.iat) > MAX_DPOP_AGE_S) {
      throw new OAuthError('invalid_dpop_proof', 'The DPoP proof was not made just now.');
    }
    const { hash } = callbacksOf();
    return calculateJwkThumbprint({ hashAlgorithm: HashAlgorithm.Sha256, hashCallback: hash, jwk: header.jwk });
  }
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}

/** RFC 6750, section 3. @param given whether there was any token at all */
function invalidToken(given: boolean, scheme: AccessToken['type'] = 'Bearer'): OAuthError {
  const challenge = given ? `${scheme} error="invalid_token"` : scheme;
  const description = 'Redeem an offer for a token first; it lasts for five minutes, and for that offer.';
  return new OAuthError('invalid_token', description, 401, { 'www-authenticate': challenge });
}
