import { HttpProblem } from '@estafette/service-host/http';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { SIGNING_ALGORITHM } from '../keys.js';
import type { SigningKeySet } from '../keys.js';

/** Checks tokens that services got here, by the keys that signed them. */
export class ServiceTokens {
  readonly #keys;

  constructor(
    keys: SigningKeySet,
    private readonly expected: { readonly issuer: string; readonly audience: string },
  ) {
    const published = keys.keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
    this.#keys = createLocalJWKSet({ keys: published });
  }

  /** @throws HttpProblem 401 without a token of ours, 403 when it is not that of a service with this scope */
  async demand(scope: string, authorization: string | undefined): Promise<void> {
    if (authorization === undefined) {
      throw unauthorized('token-missing', 'Send an access token: Authorization: Bearer <token>.', 'Bearer');
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
    const options = { ...this.expected, algorithms: [SIGNING_ALGORITHM], typ: 'at+jwt', requiredClaims: ['client_id'] };
    const verified = await jwtVerify(token, this.#keys, options).catch(() => undefined);
    if (verified === undefined)
      throw unauthorized('token-not-valid', 'The access token is not one that this service accepts.');
    const { sub, client_id: clientId, scope: scopes } = verified.payload;
    if (sub !== clientId || typeof scopes !== 'string' || !scopes.split(' ').includes(scope)) {
      throw new HttpProblem(403, 'scope-missing', `This takes a service's token with the scope ${scope}.`);
    }
  }
}

function unauthorized(code: string, detail: string, challenge = 'Bearer error="invalid_token"'): HttpProblem {
  return new HttpProblem(401, code, detail, { headers: { 'www-authenticate': challenge } });
}
