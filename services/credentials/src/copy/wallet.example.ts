import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';
import { PROOF_TYPE } from './proof-of-possession.js';

/** A holder with a key of their own, as a wallet has one. */
export interface Wallet {
  readonly did: string;
  readonly jwk: JWK;
  prove(nonce: string, changed?: Changed): Promise<string>;
}

/** What a proof says otherwise than it should. */
export interface Changed {
  readonly header?: Partial<JWTHeaderParameters>;
  readonly audience?: string;
  readonly issuedAt?: Date;
  /** Whose key signs it instead. */
  readonly by?: Wallet & { readonly key: CryptoKey };
}

/** The public address that the service has in tests. */
const AUDIENCE = 'http://localhost:0';

/** A wallet whose DID is that of its key. */
export async function wallet(algorithm: 'ES256' | 'EdDSA' | 'RS256' = 'ES256'): Promise<Wallet & { key: CryptoKey }> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
  return {
    did,
    jwk,
    key: privateKey,
    prove: (nonce, { header, audience = AUDIENCE, issuedAt = new Date(), by } = {}) =>
      new SignJWT({ nonce })
        .setProtectedHeader({ alg: algorithm, typ: PROOF_TYPE, kid: `${did}#0`, ...header })
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .sign(by?.key ?? privateKey),
  };
}
