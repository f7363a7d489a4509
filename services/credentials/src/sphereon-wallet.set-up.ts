import {
  CredentialRequestClientBuilderV1_0_15,
  OpenID4VCIClientV1_0_15,
  ProofOfPossessionBuilder,
} from '@sphereon/oid4vci-client';
import { SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Wallet } from './copy/wallet.example.js';
import type { Offer } from './wallets.set-up.js';

// A wallet that shares nothing with what issues here: that of Sphereon, which follows a draft just before OpenID4VCI 1.0.

export interface Collecting {
  readonly configuration: string;
  /** Whether it asks as OpenID4VCI 1.0 has it (`proofs`), or as the drafts before had it (`proof`). */
  readonly final: boolean;
  /** Whether it says its key by a DID, or gives it as it is. */
  readonly by: 'kid' | 'jwk';
}

type Key = Wallet & { readonly key: CryptoKey; readonly algorithm: string };

/** Has the wallet redeem an offer and collect a credential. */
export async function collectWithSphereon(
  { link, transactionCode }: Pick<Offer, 'link' | 'transactionCode'>,
  { did, jwk, key, algorithm }: Key,
  { configuration, final, by }: Collecting,
): Promise<unknown> {
  const proofCallbacks = {
    signCallback: ({ header, payload }: { header: object; payload: object }) =>
      new SignJWT(payload as JWTPayload).setProtectedHeader(header as JWTHeaderParameters).sign(key),
  };
  const client = await OpenID4VCIClientV1_0_15.fromURI({ uri: link, retrieveServerMetadata: true });
  await client.acquireAccessToken({ pin: transactionCode });
  const named = by === 'kid' ? { kid: `${did}#0` } : { jwk };
  if (!final) {
    const asked = { credentialConfigurationId: configuration, proofCallbacks, alg: algorithm, ...named };
    const { credentials } = await client.acquireCredentials(asked as never);
    return credentials?.[0]?.credential;
  }
  const nonce = await client.acquireNonce();
  const builder = ProofOfPossessionBuilder.fromAccessTokenResponse({
    accessTokenResponse: client.accessTokenResponse,
    callbacks: proofCallbacks,
    version: client.version(),
  })
    .withIssuer(client.getIssuer())
    .withAlg(algorithm)
    .withAccessTokenNonce(nonce);
  const proofInput = by === 'kid' ? builder.withKid(`${did}#0`) : builder.withJWK(jwk);
  const requests = CredentialRequestClientBuilderV1_0_15.fromCredentialOffer({
    credentialOffer: client.credentialOffer as never,
    metadata: client.endpointMetadata,
  })
    .withCredentialConfigurationId(configuration)
    .withTokenFromResponse(client.accessTokenResponse)
    .build();
  const asked = { proofInput, credentialConfigurationId: configuration, version: client.version() };
  const { proof, ...request } = (await requests.createCredentialRequest(asked)) as { proof: { jwt: string } };
  const inFinal = { ...request, proofs: { jwt: [proof.jwt] } };
  // It is asked for by the configuration: of the format it takes no notice.
  const answer = await requests.acquireCredentialsUsingRequest(inFinal as never, 'ldp_vc');
  if (!answer.successBody) throw new Error(JSON.stringify(answer.errorBody));
  return answer.successBody.credentials?.[0]?.credential;
}
