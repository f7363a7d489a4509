// Whether an SD-JWT was withdrawn, as a Token Status List says.

import { ended, undecided, valid } from './cases.mjs';
import { college, thief } from './es256.mjs';
import { badgeAs, LIST, NOW_S, place, sources, tokenList } from './sd-jwt-documents.mjs';

const TOKENS = 'Token Status List, section 8.3: ';

const listed = async (name, why, answer, { codes = [], make = ended, ...place_ } = {}) => {
  const given = await badgeAs({ claims: place(place_.idx) });
  const lists = { ...sources, ...(answer && { statusLists: { [LIST]: answer } }) };
  return codes.length === 0
    ? valid(`sd-jwts/status-${name}`, TOKENS + why, given, { sources: lists })
    : make(`sd-jwts/status-${name}`, TOKENS + why, given, codes, { sources: lists });
};

export async function sdJwtStatus() {
  return [
    await listed('not-set', 'the place is not set.', tokenList({ set: { 1: 1 } })),
    await listed('revoked', 'the place is set.', tokenList({ set: { 94567: 1 } }), { codes: ['revoked'] }),
    await listed(
      'suspended',
      'places of two bits, of which the second says that it is suspended.',
      tokenList({ set: { 94567: 2 }, bits: 2 }),
      { codes: ['suspended'] },
    ),
    await listed(
      'of-the-application',
      'a value that only those know who agreed on it.',
      tokenList({ set: { 94567: 3 }, bits: 2 }),
      { codes: ['status-not-supported'], make: undecided },
    ),
    await listed('unreachable', 'the list cannot be had now.', undefined, {
      codes: ['status-not-reached'],
      make: undecided,
    }),
    await listed(
      'of-another-address',
      'another list of the same issuer.',
      tokenList({ sub: 'https://college.example/token-status/2' }),
      { codes: ['status-list-of-other-address'] },
    ),
    await listed('of-another-issuer', 'a list of somebody else.', tokenList({ iss: thief.did, key: thief }), {
      codes: ['status-list-of-other-issuer'],
    }),
    await listed(
      'forged',
      'a list that somebody else signed.',
      tokenList({ key: thief, header: { kid: college.id } }),
      { codes: ['status-list-not-genuine'] },
    ),
    await listed('old', 'a list that was to be believed until yesterday.', tokenList({ exp: NOW_S - 60 }), {
      codes: ['status-list-not-genuine'],
    }),
    await listed('of-another-type', 'a JWT that is no list.', tokenList({ header: { typ: 'JWT' } }), {
      codes: ['status-list-not-genuine'],
    }),
    await listed('not-packed', 'a list that is not packed.', tokenList({ status: { lst: 'AAAA' } }), {
      codes: ['status-list-not-genuine'],
    }),
    await listed('beyond', 'a place beyond the last.', tokenList(), {
      codes: ['status-index-out-of-range'],
      idx: 131_072,
    }),
    ended(
      'sd-jwts/status-malformed',
      'Token Status List, section 6.2: a place before the first.',
      await badgeAs({ claims: place(-1) }),
      ['status-malformed'],
      { sources },
    ),
    undecided(
      'sd-jwts/status-of-another-kind',
      'Token Status List, section 6.1: a kind that is not known.',
      await badgeAs({ claims: { status: { other: {} } } }),
      ['status-not-supported'],
      { sources },
    ),
  ];
}
