import { hash } from 'node:crypto';
import { AuthorizationResponse, OP, ResponseMode, SupportedVersion } from '@sphereon/did-auth-siop';
import { importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import { presentsElsewhere } from '@estafette/verifier/elsewhere';
import { PROOF_TYPE } from './copy/proof-of-possession.js';
import type { Wallet } from './copy/wallet.example.js';
import { jwkOf } from './keeping/jwk.js';
import { generateSigningKey } from './signing/index.js';
import { checkedJwt, type DidDocument } from './sd-jwt-by-hand.set-up.js';

// Wallets that present: that of Sphereon for SD-JWTs, the library of Digital Bazaar for Data Integrity proofs, and forms sent by hand.

export interface Asked {
  readonly clientId: string;
  readonly responseUri: string;
  readonly nonce: string;
  readonly state: string;
  readonly query: { readonly credentials: readonly { readonly id: string; readonly format: string }[] };
}

type Key = Pick<Wallet, 'did'> & { readonly key: CryptoKey };

/** Fetches what a link asks, and checks that the organisation signed it. */
export async function fetched(link: string, document: DidDocument): Promise<Asked> {
  const { searchParams } = new URL(link);
  const answer = await fetch(searchParams.get('request_uri') ?? '');
  if (answer.headers.get('content-type') !== 'application/oauth-authz-req+jwt') throw new Error(await answer.text());
  const { header, payload } = await checkedJwt(await answer.text(), document);
  const said = payload as Readonly<Record<string, string>>;
  if (header['typ'] !== 'oauth-authz-req+jwt' || said['aud'] !== 'https://self-issued.me/v2') throw new Error('no JAR');
  if (said['client_id'] !== searchParams.get('client_id')) throw new Error('another one asks');
  const { client_id: clientId = '', response_uri: responseUri = '', nonce = '', state = '' } = said;
  return { clientId, responseUri, nonce, state, query: payload['dcql_query'] as Asked['query'] };
}

/** An SD-JWT with what binds it to its key (RFC 9901, section 4.3), written by hand. @param kept names that are not disclosed */
export async function bound(
  sdJwt: string,
  { key }: Key,
  asked: Pick<Asked, 'nonce' | 'clientId'>,
  { kept = [], issuedAt = new Date() }: { kept?: readonly string[]; issuedAt?: Date } = {},
): Promise<string> {
  const [jwt = '', ...all] = sdJwt.split('~').slice(0, -1);
  const nameOf = (one: string): string => (JSON.parse(Buffer.from(one, 'base64url').toString()) as [string, string])[1];
  const shown = `${[jwt, ...all.filter((one) => !kept.includes(nameOf(one)))].join('~')}~`;
  const { nonce, clientId } = asked;
  const binding = await new SignJWT({ nonce, sd_hash: hash('sha256', shown, 'base64url') })
    .setProtectedHeader({ alg: 'ES256', typ: 'kb+jwt' })
    .setAudience(clientId)
    .setIssuedAt(issuedAt)
    .sign(key);
  return `${shown}${binding}`;
}

/** SD-JWTs of the VC Data Model within a presentation, as Credo and others send them. */
export function enveloping(
  sdJwts: readonly string[],
  { did, key }: Key,
  { nonce, clientId }: Pick<Asked, 'nonce' | 'clientId'>,
  issuedAt = new Date(),
): Promise<string> {
  const verifiableCredential = sdJwts.map((one) => ({
    '@context': 'https://www.w3.org/ns/credentials/v2',
    type: 'EnvelopedVerifiableCredential',
    id: `data:application/vc+sd-jwt,${one}`,
  }));
  return new SignJWT({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    nonce,
    verifiableCredential,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'vp+jwt', kid: `${did}#0` })
    .setAudience(clientId)
    .setIssuedAt(issuedAt)
    .sign(key);
}

/** Has the wallet of Sphereon answer a link with an SD-JWT. */
export async function answerWithSphereon(
  link: string,
  document: DidDocument,
  { did }: Pick<Wallet, 'did'>,
  presentation: (asked: Pick<Asked, 'nonce' | 'clientId'>) => Promise<string>,
): Promise<Response> {
  const hasher = (data: string | ArrayBuffer): Uint8Array =>
    hash('sha256', typeof data === 'string' ? data : new Uint8Array(data), 'buffer');
  const wallet = OP.builder()
    .withSupportedVersions([SupportedVersion.OID4VP_v1])
    .withResponseMode(ResponseMode.DIRECT_POST)
    .withHasher(hasher as never)
    .withIssuer(did)
    .withRegistration({ issuer: did } as never)
    .withCreateJwtCallback(() => Promise.reject(new Error('no id_token is asked for')))
    .withVerifyJwtCallback(async (_by: unknown, jwt: { raw: string }) => {
      await checkedJwt(jwt.raw, document);
      return true;
    })
    .build();
  const request = await wallet.verifyAuthorizationRequest(link);
  const { nonce, client_id: clientId } = request.payload as { nonce: string; client_id: string };
  const asked = request.authorizationRequest;
  const query = (request.payload as unknown as { dcql_query: Asked['query'] }).dcql_query;
  const token = { [query.credentials[0]?.id ?? '']: [await presentation({ nonce, clientId })] };
  const response = await AuthorizationResponse.fromPayload({
    vp_token: token,
    state: asked.getMergedProperty<string>('state'),
  } as never);
  // Its own check of the query knows no expanded types; it sends what it is given.
  Object.assign(response, { _authorizationRequest: asked });
  const { correlationId, responseURI } = request;
  return wallet.submitAuthorizationResponse({ correlationId, response, responseURI } as never);
}

/** Sends an answer by hand. */
export function send({ responseUri, state }: Pick<Asked, 'responseUri' | 'state'>, token: object): Promise<Response> {
  return fetch(responseUri, {
    method: 'POST',
    body: new URLSearchParams({ vp_token: JSON.stringify(token), state }),
  });
}

/** A wallet with a did:key, which presents as the library of Digital Bazaar does. */
export async function didKeyWallet() {
  const made = generateSigningKey();
  const key = await importJWK(jwkOf(made) as JWK, 'EdDSA');
  const kid = `${made.did}#${made.did.slice('did:key:'.length)}`;
  return {
    did: made.did,
    prove: (nonce: string, audience: string): Promise<string> =>
      new SignJWT({ nonce })
        .setProtectedHeader({ alg: 'EdDSA', typ: PROOF_TYPE, kid })
        .setAudience(audience)
        .setIssuedAt()
        .sign(key),
    present: (credentials: readonly object[], { nonce, clientId }: Pick<Asked, 'nonce' | 'clientId'>) =>
      presentsElsewhere(
        credentials,
        { did: made.did, seed: made.exportSeed() },
        { challenge: nonce, domain: clientId },
      ),
    presentAsJwt: (credentials: readonly unknown[], { nonce, clientId }: Pick<Asked, 'nonce' | 'clientId'>) =>
      new SignJWT({
        iss: made.did,
        nonce,
        vp: {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          type: ['VerifiablePresentation'],
          holder: made.did,
          verifiableCredential: credentials,
        },
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
        .setAudience(clientId)
        .setIssuedAt()
        .sign(key),
  };
}
