// The credentials and lists that the cases of SD-JWTs are made of, and where others say something else of those cases.

import { zlibSync } from 'fflate';
import { small, uuid } from './documents.mjs';
import { college, es256, holder, issue } from './es256.mjs';

export const VC = 'SD-JWT VC, section 2.2.2: ';

export const LIST = 'https://college.example/token-status/1';
export const [BEGAN, SIGNED, SHOWN, NOW_S] = [
  '2026-11-21T14:33:00Z',
  '2026-11-21T14:40:00Z',
  '2026-11-30T23:59:50Z',
  '2026-12-01T00:00:00Z',
].map((date) => Date.parse(date) / 1000);

export const CHALLENGE = 'c0ffee';
export const DOMAIN = 'https://employer.example';
export const ask = { challenge: CHALLENGE, domain: DOMAIN };
export const sources = { known: [college.did] };

export const place = (idx = 94567) => ({ status: { status_list: { idx, uri: LIST } } });
const cnf = { kid: holder.id };

/** A badge with members that its holder may keep back. */
export const badge = ({ claims = {}, subject = {}, ...more } = {}) => ({
  ...small({
    issuer: college.did,
    subject: { id: holder.did, role: 'baker in training', activityStartDate: '2026-09-01T00:00:00Z', ...subject },
    achievement: { tag: ['bread', 'return'] },
    evidence: [{ id: uuid(3), type: ['Evidence'], name: 'Log of four weeks' }],
    ...more,
  }),
  iss: college.did,
  iat: SIGNED,
  cnf,
  ...claims,
});
const FRAME = { _sd: ['evidence'], credentialSubject: { _sd: ['role', 'activityStartDate'] } };
export const badgeAs = async (more, key) => await issue(badge(more), FRAME, 'vc+sd-jwt', key);

export const claims = (more = {}) => ({
  iss: college.did,
  iat: SIGNED,
  nbf: BEGAN,
  vct: 'https://college.example/types/achievement',
  cnf: { jwk: holder.jwk },
  achievement: { name: 'Working with return bread' },
  role: 'baker in training',
  ...more,
});
export const claimsAs = async (more) => await issue(claims(more), { _sd: ['role'] }, 'dc+sd-jwt');

/** A Token Status List in which places have other values than 0. */
export function tokenList({ set = {}, bits = 1, key = college, header, status = {}, ...more } = {}) {
  const bytes = new Uint8Array(16 * 1024 * bits);
  for (const [index, value] of Object.entries(set)) bytes[(index * bits) >> 3] |= value << ((index * bits) & 7);
  const lst = Buffer.from(zlibSync(bytes)).toString('base64url');
  const payload = { sub: LIST, iat: NOW_S - 60, exp: NOW_S + 3_600, status_list: { bits, lst, ...status }, ...more };
  return es256(payload, key, { typ: 'statuslist+jwt', ...header });
}

/** Where the library @sd-jwt/core says something else, or Digital Bazaar's of a presentation. */
const ELSEWHERE = [
  [
    { accepts: 'it passes over disclosures that it has no place for, and digests that it cannot use' },
    [
      'digests-no-list',
      'digests-no-text',
      'dots-beside-more',
      'dots-in-an-object',
      'element-for-member',
      'member-for-element',
      'not-signed',
      'orphan',
      'replaced',
    ],
  ],
  [
    { accepts: 'it does not look for what stands there twice' },
    ['digest-twice', 'digest-twice-unshown', 'name-twice', 'names-of-both', 'shown-twice', 'value-twice'],
  ],
  [
    { accepts: 'what a disclosure may be named, and how deep it may stand, is for whoever reads it' },
    [
      'claim-hidden',
      'end-hidden',
      'key-hidden-within',
      'named-dots',
      'named-sd',
      'no-name',
      'no-salt',
      'proto',
      'status-hidden',
      'status-hidden-in-a-list',
      'too-deep',
      'type-hidden-in-a-list',
    ],
  ],
  [
    { accepts: 'it looks at the signature alone; of what kind it is, and what it says, is for whoever reads it' },
    ['dc-with-contexts', 'dc-without-type', 'document-twice', 'for-another', 'hash', 'null', 'typ-jwt'],
  ],
  [{ accepts: 'without a nonce it looks at no binding' }, ['unasked-by-a-thief']],
  [{ refuses: 'it reads no envelopes' }, ['enveloped', 'enveloped-forged']],
];

export function withElsewhere(one) {
  const [elsewhere] = ELSEWHERE.find(([, names]) => names.some((name) => one.name === `sd-jwts/${name}`)) ?? [];
  return elsewhere === undefined ? one : { ...one, elsewhere };
}
