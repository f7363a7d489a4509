import { z } from 'zod';
import { KIND_OF_ALGORITHM, readJwk, type JwkFault, type PublicKey } from './jwk.js';

export type HeaderFault =
  | JwkFault
  | 'jwt-header-malformed'
  | 'jwt-type-not-allowed'
  | 'jwt-algorithm-none'
  | 'jwt-algorithm-symmetric'
  | 'jwt-algorithm-not-allowed'
  | 'jwt-extension-not-allowed'
  | 'jwt-payload-not-encoded'
  | 'jwt-key-address-not-allowed'
  | 'jwt-certificate-address-not-allowed'
  | 'jwt-certificate-not-allowed';

/** What a payload is, by `typ`; `any` where it says no more than that it is a JWT; `claims`: plain ones, and no document. */
export type JwtType = 'credential' | 'presentation' | 'claims' | 'any';

export interface JoseHeader {
  readonly algorithm: string;
  readonly type: JwtType;
  readonly kid: string | undefined;
  /** Who signed, said once more; what the payload says counts. */
  readonly iss: string | undefined;
  /** A key that came along. It proves nothing by itself. */
  readonly jwk: PublicKey | undefined;
}

/** Open Badges 3.0 wants `JWT` or nothing; VC-JOSE-COSE the media types. They may be written in full, in any case (RFC 7515, 4.1.9). */
const TYPES: ReadonlyMap<string, JwtType> = new Map([
  ['jwt', 'any'],
  ['vc+jwt', 'credential'],
  ['vp+jwt', 'presentation'],
]);

/**
 * Members that would have a reader do something else than check this signature with the key of this issuer. Others that are
 * not known are left alone, as RFC 7515 (section 4) and VC-JOSE-COSE ask.
 */
const REFUSED: Readonly<Record<string, HeaderFault>> = {
  crit: 'jwt-extension-not-allowed',
  b64: 'jwt-payload-not-encoded',
  jku: 'jwt-key-address-not-allowed',
  x5u: 'jwt-certificate-address-not-allowed',
  x5c: 'jwt-certificate-not-allowed',
};

const schema = z.looseObject({
  alg: z.string(),
  typ: z.string().optional(),
  kid: z.string().optional(),
  iss: z.string().optional(),
  jwk: z.looseObject({}).optional(),
});

/**
 * Reads the header of a JWT (RFC 7515, section 4) by an allowlist of algorithms and types.
 *
 * @param types those that are accepted, in lower case; without one it is a `jwt`
 */
export function readHeader(
  header: Readonly<Record<string, unknown>>,
  types = TYPES,
): JoseHeader | { readonly fault: HeaderFault } {
  const parsed = schema.safeParse(header);
  if (!parsed.success) return { fault: 'jwt-header-malformed' };
  const { alg, typ, kid, iss, jwk } = parsed.data;
  const refused = Object.keys(REFUSED).find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) return { fault: REFUSED[refused] ?? 'jwt-header-malformed' };
  if (!KIND_OF_ALGORITHM.has(alg)) return { fault: faultOfAlgorithm(alg) };
  const type = types.get((typ ?? 'jwt').toLowerCase().replace(/^application\//, ''));
  if (type === undefined) return { fault: 'jwt-type-not-allowed' };
  const key = jwk && readJwk(jwk);
  return typeof key === 'string' ? { fault: key } : { algorithm: alg, type, kid, iss, jwk: key };
}

/** Some readers take `nOnE` for none. */
function faultOfAlgorithm(alg: string): HeaderFault {
  if (alg.toLowerCase() === 'none') return 'jwt-algorithm-none';
  return /^HS/i.test(alg) ? 'jwt-algorithm-symmetric' : 'jwt-algorithm-not-allowed';
}
