import { Injectable } from '@nestjs/common';
import { HttpProblem } from '@estafette/service-host';
import { keyOfJws, readJwk, type JwsKeyFault, type PublicKey } from '@estafette/verifier';
import { decodeProtectedHeader, errors, importJWK, jwtVerify, type JWK, type JWTPayload } from 'jose';
import { z } from 'zod';
import { VerificationSources } from '../verification/verification-sources.js';
import { Nonces } from '../nonce/nonces.js';

/** Whoever showed to have the private half of a key. */
export interface Holder {
  /** The DID as the wallet writes it. */
  readonly did: string;
  /** The verification method of that DID with which they showed it. */
  readonly kid: string;
  readonly jwk: PublicKey['jwk'];
}

/** The type that OpenID4VCI 1.0 (appendix F.1) gives to such a proof. */
export const PROOF_TYPE = 'openid4vci-proof+jwt';
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;

/** Nobody needs more; a did:jwk of a long RSA key has some 1,500 characters. */
const MAX_PROOF = 16_384;
/** A proof is made for the occasion; clocks differ. In seconds. */
const MAX_AGE_S = 300;

/** What to do about a key that cannot be used. */
const KEY_FAULTS: Partial<Record<JwsKeyFault, string>> = {
  'jwt-key-private': 'Take another key, and give its public half alone: whoever has read this one can sign with it.',
  'issuer-not-supported': 'Name a key of a did:key, a did:jwk or a did:web in its header: no other DID is read here.',
  'issuer-not-reached': 'Try again later: the document of the DID in its header cannot be had now.',
  'proof-key-not-of-issuer': 'Name a key in its header that its DID has: this is none of it.',
  'proof-key-unknown': 'Name a key in its header that the document of its DID has: this is none of it.',
  'jwt-key-not-named': 'Name the key in its header, not only the DID: a did:web may have several.',
  'key-revoked': 'Take another key: this one was withdrawn.',
};
const OTHER_KEY = 'Take a key for signatures and authentication: P-256, Ed25519, or RSA of 2048 bits and more.';

const headerSchema = z.looseObject({
  alg: z.enum(PROOF_ALGORITHMS),
  typ: z.literal(PROOF_TYPE),
  kid: z.string().optional(),
  jwk: z.record(z.string(), z.unknown()).optional(),
});

/** Checks that a holder has the key to which a copy is to be bound (OpenID4VCI 1.0, appendix F.1 and F.4). */
@Injectable()
export class ProofsOfPossession {
  constructor(
    private readonly nonces: Nonces,
    private readonly sources: VerificationSources,
  ) {}

  /**
   * @param proof a JWT, signed with the key, over a nonce of ours, for `audience`
   * @throws HttpProblem 400 `proof-not-valid` that says what is wrong with it, or `nonce-not-valid` when only its nonce is too old
   */
  async check(proof: string, audience: string, now: Date): Promise<Holder> {
    if (proof.length > MAX_PROOF) refuseProof(`A proof has ${MAX_PROOF} characters at most.`);
    const holder = await this.#holderOf(headerOf(proof), now);
    const payload = await verified(proof, holder, audience, now);
    if (typeof payload['nonce'] !== 'string' || !this.nonces.holds(payload['nonce'], now)) {
      throw new HttpProblem(
        400,
        'nonce-not-valid',
        'Get a new nonce where nonces are given here, and sign it: this one is not one of ours, or too old.',
      );
    }
    return holder;
  }

  async #holderOf({ kid, jwk }: z.infer<typeof headerSchema>, now: Date): Promise<Holder> {
    if ((kid === undefined) === (jwk === undefined))
      refuseProof('Name the key in its header by kid, a DID URL, or give it as jwk; not both.');
    if (kid === undefined) {
      const key = readJwk(jwk ?? {});
      if (typeof key === 'string') refuseProof(KEY_FAULTS[key] ?? OTHER_KEY);
      const did = `did:jwk:${Buffer.from(JSON.stringify(key.jwk)).toString('base64url')}`;
      return { did, kid: `${did}#0`, jwk: key.jwk };
    }
    const [did = '', fragment] = kid.split('#');
    // A did:key and a did:jwk have one key, which some wallets do not name.
    const method = fragment === undefined ? undefined : kid;
    const sources = this.sources.of(true);
    const key = await keyOfJws({ signer: did, kid: method, jwk: undefined, use: 'authentication', sources, now });
    if (typeof key === 'string') refuseProof(KEY_FAULTS[key] ?? OTHER_KEY);
    return {
      did,
      kid: method ?? `${did}#${did.startsWith('did:jwk:') ? '0' : did.slice('did:key:'.length)}`,
      jwk: key.jwk,
    };
  }
}

function headerOf(proof: string): z.infer<typeof headerSchema> {
  let header: unknown;
  try {
    header = decodeProtectedHeader(proof);
  } catch {
    refuseProof('Send a JWT.');
  }
  const read = headerSchema.safeParse(header);
  if (read.success) return read.data;
  return refuseProof(`Its header has the typ ${PROOF_TYPE}, an alg of ${PROOF_ALGORITHMS.join(', ')}, and kid or jwk.`);
}

async function verified(proof: string, { jwk }: Holder, audience: string, now: Date): Promise<JWTPayload> {
  try {
    const { alg } = decodeProtectedHeader(proof);
    const { payload } = await jwtVerify(proof, await importJWK(jwk as JWK, alg), {
      audience,
      typ: PROOF_TYPE,
      algorithms: [...PROOF_ALGORITHMS],
      requiredClaims: ['iat', 'nonce'],
      maxTokenAge: MAX_AGE_S,
      clockTolerance: 60,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error;
    const { claim } = error as { claim?: unknown };
    switch (claim) {
      case undefined:
        return refuseProof('Sign it with the key that its header names: this signature is not by that one.');
      case 'aud':
        return refuseProof(`Make it for the audience ${audience} (aud).`);
      case 'iat':
        return refuseProof('Make it when you send it (iat); if you did, a clock is wrong.');
      default:
        return refuseProof(`Mend its claim ${String(claim)}.`);
    }
  }
}

function refuseProof(detail: string): never {
  throw new HttpProblem(400, 'proof-not-valid', `The proof that you have the key is not valid. ${detail}`);
}
