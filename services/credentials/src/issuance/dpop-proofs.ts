import { Oauth2AuthorizationServer } from '@openid4vc/oauth2';
import type { Part } from '@estafette/event-store';
import { useDpopProof } from '../nonce/used-nonce.stream.js';
import { callbacksOf, DPOP_ALGORITHMS } from './callbacks.js';
import type { CredentialIssuers } from './credential-issuers.js';
import { OAuthError } from './oauth-error.js';

/** Clocks differ, and a request takes a moment. */
const MAX_AGE_S = 300;

/** A wallet's request, as far as it says with which key. */
export interface WalletRequest {
  readonly organisationId: string;
  readonly endpoint: 'token' | 'credential';
  readonly authorization: string | undefined;
  readonly dpop: string | undefined;
  readonly at: string;
}

export interface DpopProof {
  /** RFC 7638, of the key that signed it. */
  readonly keyThumbprint: string;
  /** Uses it up. */
  readonly use: Part;
}

/** Checks that requests were signed with a key, just now and for where they went (RFC 9449, section 4.3). */
export class DpopProofs {
  readonly #server = new Oauth2AuthorizationServer({ callbacks: callbacksOf() });

  constructor(private readonly issuers: CredentialIssuers) {}

  /** @param accessToken that comes with it @throws OAuthError `invalid_dpop_proof` */
  async check({ organisationId, endpoint, dpop = '', at }: WalletRequest, accessToken?: string): Promise<DpopProof> {
    const url = `${this.issuers.urlOf(organisationId)}/${endpoint}`;
    const verified = this.#server.verifyDpopJwt({
      dpopJwt: dpop,
      request: { headers: new Headers(), method: 'POST', url },
      allowedSigningAlgs: DPOP_ALGORITHMS,
      now: new Date(at),
      ...(accessToken !== undefined && { accessToken }),
    });
    const hash = accessToken === undefined ? '' : ', with the hash of the access token (ath)';
    // The library has several errors for what cannot be read, and nothing in it depends on others.
    const { payload, jwkThumbprint } = await verified.catch(() =>
      refuseProof(
        endpoint,
        `Send one JWT of the type dpop+jwt, for POST (htm) to ${url} (htu), with a number (jti), just made (iat), signed by the public key in its header (jwk)${hash}.`,
      ),
    );
    if (Math.abs(Date.parse(at) / 1_000 - payload.iat) > MAX_AGE_S) {
      refuseProof(endpoint, 'Make the DPoP proof when you send it: this one is too old, or a clock is wrong.');
    }
    const use = useDpopProof({ keyThumbprint: jwkThumbprint, url, jti: payload.jti }, at);
    return { keyThumbprint: jwkThumbprint, use };
  }
}

/** RFC 9449, section 5 for a token; section 7.1, with a challenge, for what a token opens. */
export function refuseProof(endpoint: WalletRequest['endpoint'], description: string): never {
  const error = 'invalid_dpop_proof';
  if (endpoint === 'token') throw new OAuthError(error, description);
  throw new OAuthError(error, description, 401, { 'www-authenticate': dpopChallenge(error) });
}

export function dpopChallenge(error?: string): string {
  return `DPoP ${error === undefined ? '' : `error="${error}", `}algs="${DPOP_ALGORITHMS.join(' ')}"`;
}
