import { createHash, randomBytes } from 'node:crypto';
import type { CallbackContext } from '@openid4vc/oauth2';
import { readJwk } from '@estafette/verifier';
import { compactVerify, importJWK, type JWK } from 'jose';
import { compactJws, type JwtSigner } from '../signing/index.js';

/** With which a wallet may sign that a token is its own (RFC 9449). */
export const DPOP_ALGORITHMS = ['ES256', 'EdDSA'];

/** What OpenID for Verifiable Credentials asks of cryptography here. @param signer of what is signed; left out: nothing is */
export function callbacksOf(signer?: JwtSigner): CallbackContext {
  return {
    hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
    generateRandom: (bytes) => randomBytes(bytes),
    verifyJwt: async ({ method, ...given }, { compact }) => {
      const jwk = method === 'jwk' && 'publicJwk' in given ? readJwk(given.publicJwk) : 'no key';
      if (typeof jwk === 'string' || !DPOP_ALGORITHMS.includes(given.alg)) return { verified: false };
      try {
        await compactVerify(compact, await importJWK(jwk.jwk as JWK, given.alg), { algorithms: [given.alg] });
        return { verified: true, signerJwk: jwk.jwk };
      } catch {
        return { verified: false };
      }
    },
    signJwt: async (_as, { header, payload }) => {
      if (!signer) return unused();
      return { jwt: await compactJws({ ...header, kid: signer.kid }, payload, signer), signerJwk: { kty: 'EC' } };
    },
    encryptJwe: unused,
    decryptJwe: unused,
    clientAuthentication: () => undefined,
  };
}

function unused(): never {
  throw new Error('nothing is encrypted, nor signed by others, in what a wallet is told here');
}
