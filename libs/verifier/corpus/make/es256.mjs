// SD-JWTs, by the library @sd-jwt/core where it makes such ones, else put together by hand; signed ES256 with @noble/curves, by which the bytes are the
// same each time.

import { hash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { SDJwtInstance } from '@sd-jwt/core';

const base64url = (data) => Buffer.from(data).toString('base64url');
const asJson = (value) => base64url(JSON.stringify(value));
export const digestOf = (text) => hash('sha256', text, 'base64url');

/** Of a fixed seed, by its did:jwk, or a DID that names it `#key-1`. */
function keyOf(fill, did) {
  const secret = new Uint8Array(32).fill(fill);
  const point = p256.getPublicKey(secret, false);
  const jwk = { kty: 'EC', crv: 'P-256', x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
  const controller = did ?? `did:jwk:${asJson(jwk)}`;
  return { did: controller, id: `${controller}#${did === undefined ? '0' : 'key-1'}`, jwk, secret };
}

export const college = keyOf(21);
export const holder = keyOf(22);
export const thief = keyOf(23);
export const holderWeb = keyOf(24, 'did:web:wallet.example');

const signature = (signed, { secret }) => base64url(p256.sign(Buffer.from(signed), secret));

/** A JWS in its compact form. @param header of which undefined leaves out what is named */
export function es256(payload, key, header = {}) {
  const signed = [{ alg: 'ES256', kid: key.id, ...header }, payload].map(asJson).join('.');
  return `${signed}.${signature(signed, key)}`;
}

/** By the library. @param frame what may be kept back, as it writes that */
export async function issue(payload, frame, typ, key = college) {
  let salts = 0;
  const instance = new SDJwtInstance({
    hasher: (data) => hash('sha256', data, 'buffer'),
    hashAlg: 'sha-256',
    saltGenerator: () => `salt-${String(++salts).padStart(2, '0')}`,
    signAlg: 'ES256',
    signer: (signed) => signature(signed, key),
  });
  return await instance.issue(structuredClone(payload), frame, { header: { typ, kid: key.id } });
}

export const disclosure = (...parts) => asJson(parts);

/** By hand: an SD-JWT whose payload has the digests that it is given. */
export const byHand = (payload, disclosures, { typ = 'vc+sd-jwt', key = college, ...header } = {}) =>
  `${[es256(payload, key, { typ, ...header }), ...disclosures].join('~')}~`;

/** Without the disclosures of some names. */
export function keep(sdJwt, ...names) {
  const nameOf = (one) => JSON.parse(Buffer.from(one, 'base64url').toString())[1];
  const [jwt, ...all] = sdJwt.split('~').slice(0, -1);
  return `${[jwt, ...all.filter((one) => !names.includes(nameOf(one)))].join('~')}~`;
}

/** With what binds it to the holder (RFC 9901, section 4.3). */
export function bind(sdJwt, { nonce, aud, iat, key = holder, typ = 'kb+jwt', ...more }) {
  return sdJwt + es256({ iat, aud, nonce, sd_hash: digestOf(sdJwt), ...more }, key, { typ, kid: undefined });
}
