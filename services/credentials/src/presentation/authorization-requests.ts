import { Injectable } from '@nestjs/common';
import { Openid4vpVerifier } from '@openid4vc/openid4vp';
import { KeyVault } from '@estafette/event-store';
import { PublicAddress } from '@estafette/service-host';
import { VCT } from '../copy/projection.js';
import { callbacksOf } from '../issuance/callbacks.js';
import { isSameSecret } from '../keeping/same-secret.js';
import type { JwtSigner } from '../signing/index.js';
import type { PresentationRequestState } from './presentation-request.decider.js';
import type { PresentedFormat } from './presentation-request.events.js';

export type Requested = NonNullable<PresentationRequestState['requested']>;

/** What a wallet is asked, as OpenID4VP 1.0 says it (section 5). */
export type AuthorizationRequest = ReturnType<AuthorizationRequests['payloadOf']>;

/** A wallet is told what may be signed with what, of the formats that are asked for. */
const FORMATS = {
  ldp_vc: { proof_type_values: ['DataIntegrityProof'], cryptosuite_values: ['eddsa-rdfc-2022'] },
  jwt_vc_json: { alg_values: ['ES256', 'RS256', 'EdDSA'] },
  'vc+sd-jwt': { 'sd-jwt_alg_values': ['ES256', 'RS256'], 'kb-jwt_alg_values': ['ES256', 'EdDSA', 'RS256'] },
  'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256', 'RS256'], 'kb-jwt_alg_values': ['ES256', 'EdDSA', 'RS256'] },
} satisfies Readonly<Record<PresentedFormat, object>>;

/** The types, expanded, as DCQL compares them (OpenID4VP 1.0, appendix B.1). */
const TYPES = [
  'https://www.w3.org/2018/credentials#VerifiableCredential',
  'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
];

/** The name of the query of a format, of the characters that DCQL takes. */
export const queryOf = (format: PresentedFormat): string => format.replaceAll(/[^a-z_]/g, '-');

/**
 * Makes the requests that wallets fetch. What only the wallet of this request is told (where to answer, the nonce, the state) is made of
 * the id of the request with a secret of the installation: nobody can guess it, any replica knows it, nothing is kept.
 */
@Injectable()
export class AuthorizationRequests {
  constructor(
    private readonly vault: KeyVault,
    private readonly address: PublicAddress,
  ) {}

  /** `<request id>.<seal>`: the place below which the request lies, and where it is answered. */
  referenceOf(requestId: string): string {
    return `${requestId}.${this.#secretOf('reference', requestId)}`;
  }

  /** @returns the id of the request, or undefined where the reference is not one of ours */
  requestOfReference(reference: string): string | undefined {
    const [requestId = ''] = reference.split('.');
    return isSameSecret(reference, this.referenceOf(requestId)) ? requestId : undefined;
  }

  /** What stands in a link: `openid4vp://` with where the wallet fetches the request. */
  linkOf({ requestId, clientId }: Pick<Requested, 'requestId' | 'clientId'>): string {
    const request = new URLSearchParams({ client_id: clientId, request_uri: this.#urlOf(requestId, 'request') });
    return `openid4vp://?${request.toString()}`;
  }

  payloadOf({ requestId, clientId, formats, achievementId }: Requested) {
    return {
      response_type: 'vp_token' as const,
      response_mode: 'direct_post' as const,
      client_id: clientId,
      response_uri: this.#urlOf(requestId, 'response'),
      nonce: this.#secretOf('nonce', requestId),
      state: this.#secretOf('state', requestId),
      dcql_query: {
        credentials: formats.map((format) => queryFor(format, achievementId)),
        ...(formats.length > 1 && { credential_sets: [{ options: formats.map((format) => [queryOf(format)]) }] }),
      },
      client_metadata: {
        vp_formats_supported: Object.fromEntries(formats.map((format) => [format, FORMATS[format]])),
      },
    };
  }

  /** The request as the wallet fetches it: a JWT that the organisation signed (RFC 9101). */
  async signed(requested: Requested, signer: JwtSigner, now: Date): Promise<string> {
    const verifier = new Openid4vpVerifier({ callbacks: callbacksOf(signer) });
    const { jar } = await verifier.createOpenId4vpAuthorizationRequest({
      scheme: 'openid4vp://',
      authorizationRequestPayload: this.payloadOf(requested),
      jar: {
        requestUri: this.#urlOf(requested.requestId, 'request'),
        expiresInSeconds: Math.max(1, Math.floor((Date.parse(requested.expiresAt) - now.getTime()) / 1_000)),
        jwtSigner: { method: 'did', alg: signer.algorithm, didUrl: signer.kid },
        additionalJwtPayload: { iss: requested.clientId, aud: 'https://self-issued.me/v2' },
      },
    });
    if (!jar) throw new Error('a request by reference is signed');
    return jar.authorizationRequestJwt;
  }

  #urlOf(requestId: string, what: 'request' | 'response'): string {
    return `${this.address.url}/presentations/${this.referenceOf(requestId)}/${what}`;
  }

  #secretOf(what: string, requestId: string): string {
    return this.vault.lookupName(`presentation-${what}`, requestId);
  }
}

function queryFor(format: PresentedFormat, achievementId: string | null) {
  const isProjection = format === 'dc+sd-jwt';
  const above = isProjection ? [] : ['credentialSubject'];
  const achievement = (name: string): [string, ...string[]] =>
    [...above, 'achievement', name] as unknown as [string, ...string[]];
  return {
    id: queryOf(format),
    format,
    meta: isProjection ? { vct_values: [VCT] } : { type_values: [TYPES] },
    claims: [
      { path: achievement('name') },
      ...(achievementId === null ? [] : [{ path: achievement('id'), values: [`urn:uuid:${achievementId}`] }]),
    ],
  };
}
