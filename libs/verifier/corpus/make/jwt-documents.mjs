// The credentials that the cases of JWTs are made of, by keys of three kinds.

import { small, uuid } from './documents.mjs';
import { college, es256 } from './es256.mjs';
import { rs256, rsaKeyOf } from './rs256.mjs';
import { compactJws, learner, OB_3_0_0, school, schoolWeb, V1, V2 } from './sign.mjs';

export const SIGNED = {
  accepts: 'jose looks at the signature and the moments; what is said of them, and the rest, is for whoever reads it',
};
export const [NBF, EXP] = ['2026-11-21T14:33:00Z', '2031-11-21T00:00:00Z'].map((date) => Date.parse(date) / 1000);
export const rsa = rsaKeyOf('university');

export const secured = (payload, key, header) => {
  if (key.signer) return compactJws(payload, key, header);
  return key.rsa ? rs256(payload, key, header) : es256(payload, key, header);
};
export const badge = ({ did }, more) =>
  small({ issuer: did, validUntil: '2031-11-21T00:00:00Z', subject: { id: learner.did }, ...more });
export const claims = ({ did }, more) => ({ iss: did, jti: uuid(1), sub: learner.did, nbf: NBF, exp: EXP, ...more });

/** In the profile of Open Badges, which has the credential and the claims beside each other. */
export const openBadge = (key, more, header) =>
  secured({ ...badge(key), ...claims(key), ...more }, key, { typ: 'JWT', ...header });
export const asVcJwt = (key, header) => secured(badge(key), key, { typ: 'vc+jwt', ...header });

export function inVc(key, more) {
  const { validFrom, validUntil, ...rest } = badge(key);
  const vc = { ...rest, '@context': [V1, OB_3_0_0], issuanceDate: validFrom, expirationDate: validUntil };
  return secured({ ...claims(key), vc, ...more }, key, { typ: 'JWT' });
}

const didDocument = ({ did, id, jwk }) => ({
  id: did,
  verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }],
  assertionMethod: [id],
});
export const sources = {
  known: [rsa.did, college.did, school.did, schoolWeb.did],
  didDocuments: { [schoolWeb.did]: didDocument(schoolWeb) },
};

export const enveloped = (jwt) => ({
  '@context': V2,
  type: 'EnvelopedVerifiableCredential',
  id: `data:application/vc+jwt,${jwt}`,
});
