import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { PublicKey } from '@estafette/verifier';
import { refusePresentation } from './shown.js';

const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'];

export interface ReadJws {
  readonly typ: string | undefined;
  readonly kid: string | undefined;
  /** Not believed yet. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** @throws PresentationRefused where it is no JWT */
export function readJws(jws: string): ReadJws {
  try {
    const { typ, kid } = decodeProtectedHeader(jws);
    return { typ, kid, payload: decodeJwt(jws) };
  } catch {
    return refusePresentation('It is no JWT.');
  }
}

export async function isSignedBy({ jwk }: PublicKey, jws: string): Promise<boolean> {
  try {
    const { alg = '' } = decodeProtectedHeader(jws);
    await compactVerify(jws, await importJWK(jwk as JWK, alg), { algorithms: ALGORITHMS });
    return true;
  } catch {
    return false;
  }
}
