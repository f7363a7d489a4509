// The number S of an Ed25519 signature, which must be less than L, in a proof and in a JWT (RFC 8032, sections 5.1.7 and 8.4).

import { forged } from './cases.mjs';
import { small } from './documents.mjs';
import { openBadge, sources } from './jwt-documents.mjs';
import { fromBase58, school, sign, toBase58 } from './sign.mjs';

const RFC = 'RFC 8032, section 5.1.7: ';

/** L, the order of the group. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const numberOf = (signature) => BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);

/** The same signature with another S. */
const withNumber = (signature, number) =>
  Buffer.concat([signature.subarray(0, 32), Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse()]);

/** S + L for S: it fits the equation as well, unless S is held to be less than L. */
const secondForm = (signature) => withNumber(signature, numberOf(signature) + ORDER);

export async function malleability() {
  const genuine = await sign(small(), school);
  const signature = fromBase58(genuine.proof.proofValue.slice(1));
  const proof = (name, why, bytes, code) =>
    forged(
      `proofs/${name}`,
      `${RFC}${why}`,
      { ...genuine, proof: { ...genuine.proof, proofValue: `z${toBase58(bytes)}` } },
      [code],
    );
  const [head, payload, last] = (await openBadge(school)).split('.');
  const second = secondForm(Buffer.from(last, 'base64url')).toString('base64url');
  return [
    proof(
      'second-form',
      'S must be less than L, or anybody makes a second signature of a first.',
      secondForm(signature),
      'signature-malleable',
    ),
    proof('number-is-the-order', 'S may not be L either.', withNumber(signature, ORDER), 'signature-malleable'),
    proof(
      'number-at-its-largest',
      'S may not be the largest number that fits in its bytes.',
      withNumber(signature, 2n ** 256n - 1n),
      'signature-malleable',
    ),
    proof(
      'number-below-the-order',
      'S may be L - 1, which does not fit this signature.',
      withNumber(signature, ORDER - 1n),
      'signature-wrong',
    ),
    forged(
      'jwts/second-form',
      `${RFC}S must be less than L in an EdDSA signature of a JWT too (RFC 8037, section 3.1).`,
      [head, payload, second].join('.'),
      ['signature-malleable'],
      { sources },
    ),
  ];
}
