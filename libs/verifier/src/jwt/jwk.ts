import { p256 } from '@noble/curves/nist.js';
import { base64urlnopad } from '@scure/base';
import { decodeMultibase, KEY_BYTES, keyOfMultikey } from '../keys/multikey.js';
import { decodeBase64url } from './compact-jws.js';

export type KeyKind = 'RSA' | 'P-256' | 'Ed25519';

/** A public key with what it takes to check a signature and nothing else, so that equal keys are equal text. */
export interface PublicKey {
  readonly kind: KeyKind;
  readonly jwk: { readonly kty: string } & Readonly<Record<string, string>>;
}

export type JwkFault =
  | 'jwt-key-not-supported'
  | 'jwt-key-too-short'
  | 'jwt-key-private'
  | 'jwt-algorithm-not-of-key'
  | 'proof-key-not-for-this';

/**
 * The algorithms that are accepted, each for one kind of key: so no key is ever used for another algorithm than its own.
 * Nobody can make RS256 of an Ed25519 key, nor HS256 of the bytes of a public one.
 */
export const KIND_OF_ALGORITHM: ReadonlyMap<unknown, KeyKind> = new Map([
  ['RS256', 'RSA'],
  ['ES256', 'P-256'],
  ['EdDSA', 'Ed25519'],
  ['Ed25519', 'Ed25519'],
]);

/** RFC 7518, section 3.3 asks for the first; more than the last makes each check slow, and nobody uses it in earnest. */
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;

const MAX_MEMBER_TEXT = Math.ceil(((MAX_RSA_BITS / 8 + 1) * 4) / 3);

const P256_BYTES = 32;
/** Multicodec `p256-pub` (0x1200), as a varint, before the compressed point. */
const P256_PUBLIC = [0x80, 0x24] as const;

/** Members of a JWK that only a private or a shared key has (RFC 7518, section 6). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a public JWK (RFC 7517): RSA of 2048 bits and more, P-256, or Ed25519, for signatures. One with private parts in it
 * is refused: whoever has read it can sign.
 */
export function readJwk(value: Members): PublicKey | JwkFault {
  if (SECRET.some((name) => Object.hasOwn(value, name))) return 'jwt-key-private';
  const key = keyOfMembers(value);
  if (typeof key === 'string') return key;
  const { use, key_ops: operations, alg } = value;
  if (use !== undefined && use !== 'sig') return 'proof-key-not-for-this';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return 'proof-key-not-for-this';
  return alg === undefined || KIND_OF_ALGORITHM.get(alg) === key.kind ? key : 'jwt-algorithm-not-of-key';
}

function keyOfMembers({ kty, crv, x, y, n, e }: Members): PublicKey | JwkFault {
  if (kty === 'RSA') return rsaOf(numberOf(n), numberOf(e));
  const bytes = bytesOf(x);
  if (kty === 'OKP' && crv === 'Ed25519') return (bytes && ed25519Of(bytes)) ?? 'jwt-key-not-supported';
  const other = bytesOf(y);
  if (kty !== 'EC' || crv !== 'P-256' || bytes?.length !== P256_BYTES || other === undefined)
    return 'jwt-key-not-supported';
  return p256Of(Uint8Array.of(4, ...bytes, ...other)) ?? 'jwt-key-not-supported';
}

const bytesOf = (value: unknown): Uint8Array | undefined =>
  typeof value === 'string' && value.length <= MAX_MEMBER_TEXT ? decodeBase64url(value) : undefined;

/** Some libraries write a zero before the number; of what is compared there is one form. */
function numberOf(value: unknown): Uint8Array | undefined {
  const bytes = bytesOf(value);
  return bytes?.subarray(bytes.findIndex((byte) => byte !== 0));
}

function rsaOf(modulus: Uint8Array | undefined, exponent: Uint8Array | undefined): PublicKey | JwkFault {
  const [n, e] = [modulus, exponent].map((bytes) => bytes && base64urlnopad.encode(bytes));
  if (modulus === undefined || n === undefined || e === undefined) return 'jwt-key-not-supported';
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < MIN_RSA_BITS) return 'jwt-key-too-short';
  // 65537 is what everybody takes. With 1 each text would be its own signature.
  if (bits > MAX_RSA_BITS || e !== 'AQAB') return 'jwt-key-not-supported';
  return { kind: 'RSA', jwk: { kty: 'RSA', n, e } };
}

function ed25519Of(bytes: Uint8Array): PublicKey | undefined {
  if (bytes.length !== KEY_BYTES) return undefined;
  return { kind: 'Ed25519', jwk: { kty: 'OKP', crv: 'Ed25519', x: base64urlnopad.encode(bytes) } };
}

/** @returns undefined for a point that is not on the curve */
function p256Of(point: Uint8Array): PublicKey | undefined {
  try {
    const bytes = p256.Point.fromBytes(point).toBytes(false);
    const [x, y] = [bytes.subarray(1, 1 + P256_BYTES), bytes.subarray(1 + P256_BYTES)].map(base64urlnopad.encode);
    return x === undefined || y === undefined ? undefined : { kind: 'P-256', jwk: { kty: 'EC', crv: 'P-256', x, y } };
  } catch {
    return undefined;
  }
}

/** @returns the key of a multikey (W3C Controlled Identifiers 1.0, section 2.2.2): Ed25519 or P-256; undefined for others */
export function readMultikey(multikey: string): PublicKey | undefined {
  const ed25519 = keyOfMultikey(multikey);
  if (ed25519 !== undefined) return ed25519Of(ed25519);
  const bytes = decodeMultibase(multikey);
  const isP256 = bytes?.length === 3 + P256_BYTES && P256_PUBLIC.every((byte, index) => bytes[index] === byte);
  return isP256 ? p256Of(bytes.subarray(2)) : undefined;
}

export const isSameKey = (one: PublicKey, other: PublicKey): boolean =>
  JSON.stringify(one.jwk) === JSON.stringify(other.jwk);
