import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { HttpProblem } from '../http/problem.js';

/** Who a token speaks for: a person, or a service with scopes. */
export interface Bearer {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Whether it is a service's own token (client credentials), not a person's. */
  readonly service: boolean;
}

interface TokenCheckOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

const MOST_CACHED = 10_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks access tokens (JWT, RFC 9068) against the issuer's keys; a checked token is remembered until it expires. */
export class TokenCheck {
  readonly #options: TokenCheckOptions;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;
  readonly #checked = new LRUCache<string, { bearer: Bearer; expiresAt: number }>({ max: MOST_CACHED });

  constructor(options: TokenCheckOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), { timeoutDuration: 3_000, cooldownDuration: 2_000 });
  }

  /** @throws HttpProblem 401, or 503 when the issuer's keys cannot be had */
  async check(authorization: string | undefined): Promise<Bearer> {
    if (authorization === undefined) {
      throw unauthorized('token-missing', 'Send an access token: Authorization: Bearer <token>.', 'Bearer');
    }
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (!token) throw notValid();
    const name = createHash('sha256').update(token).digest('base64');
    const known = this.#checked.get(name);
    if (known && known.expiresAt > Date.now()) return known.bearer;
    const { bearer, expiresAt } = await this.#verify(token);
    this.#checked.set(name, { bearer, expiresAt });
    return bearer;
  }

  async #verify(token: string): Promise<{ bearer: Bearer; expiresAt: number }> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'iat', 'client_id'],
      });
      const { sub = '', exp = 0, client_id: clientId, scope } = payload;
      const scopes = typeof scope === 'string' ? scope.split(' ') : [];
      const service = sub === clientId;
      if (!service && !UUID.test(sub)) throw notValid();
      const subject = service ? sub : sub.toLowerCase();
      return { bearer: { subject, clientId: String(clientId), scopes, service }, expiresAt: exp * 1000 };
    } catch (error) {
      throw meaningOf(error);
    }
  }
}

function meaningOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof errors.JWTExpired)
    return unauthorized('token-expired', 'The access token has expired: get a new one.');
  const ofTheToken =
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys;
  if (ofTheToken) return notValid();
  return new HttpProblem(
    503,
    'identity-unreachable',
    'The keys to check your token cannot be had right now. Try again in a moment.',
    {
      headers: { 'retry-after': '2' },
    },
  );
}

function notValid(): HttpProblem {
  return unauthorized('token-not-valid', 'The access token is not one that this service accepts.');
}

/** A challenge names an error only where there was a token (RFC 6750 §3.1). */
function unauthorized(code: string, detail: string, challenge = 'Bearer error="invalid_token"'): HttpProblem {
  return new HttpProblem(401, code, detail, { headers: { 'www-authenticate': challenge } });
}
