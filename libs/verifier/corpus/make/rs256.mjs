// Keys of RSA from fixed seeds, which no library makes, and RS256 by Node's own cryptography, of which the bytes are the same each time.

import { checkPrimeSync, createHash, createPrivateKey, sign } from 'node:crypto';

const asJson = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const E = 65537n;

const base64url = (number) => {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};

/** The first behind what a seed says of which E is the inverse of something, with its two highest bits set. */
function primeOf(seed, bits) {
  const hex = createHash('shake256', { outputLength: bits / 8 })
    .update(seed)
    .digest('hex');
  let number = BigInt(`0x${hex}`) | (3n << BigInt(bits - 2)) | 1n;
  while (number % E === 1n || !checkPrimeSync(number)) number += 2n;
  return number;
}

/** By Euclid. */
function inverse(number, modulus) {
  let [one, other, factor, next] = [number % modulus, modulus, 1n, 0n];
  while (other > 0n) [one, other, factor, next] = [other, one % other, next, factor - (one / other) * next];
  return ((factor % modulus) + modulus) % modulus;
}

/** By its did:jwk. */
export function rsaKeyOf(seed, bits = 2048) {
  const [p, q] = ['p', 'q'].map((name) => primeOf(seed + name, bits / 2));
  const d = inverse(E, (p - 1n) * (q - 1n));
  const secret = { d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = { kty: 'RSA', n: base64url(p * q), e: base64url(E) };
  const privateJwk = {
    ...jwk,
    ...Object.fromEntries(Object.entries(secret).map(([name, number]) => [name, base64url(number)])),
  };
  const did = `did:jwk:${asJson(jwk)}`;
  return { did, id: `${did}#0`, jwk, privateJwk, rsa: createPrivateKey({ key: privateJwk, format: 'jwk' }) };
}

export function rs256(payload, { id, rsa }, header = {}) {
  const signed = [{ alg: 'RS256', kid: id, ...header }, payload].map(asJson).join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), rsa).toString('base64url')}`;
}
