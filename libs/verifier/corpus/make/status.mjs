// Bitstring Status List 1.0: whether a credential still holds. What 1EdTech describes beside it is in src/status/status.spec.ts, since
// no context that is accepted knows its words.

import { gzipSync } from 'fflate';
import { ended, forged, undecided, valid } from './cases.mjs';
import { change, encodedList, entry, LIST, small, statusList } from './documents.mjs';
import { school, sign, stranger } from './sign.mjs';

const BSL = 'Bitstring Status List 1.0, section ';
const INDEX = 94567;

const packed = (bytes) => `u${Buffer.from(gzipSync(bytes, { mtime: 0 })).toString('base64url')}`;

const bytesOf = (list) => Buffer.from(list.slice(1), 'base64url');
const inOne = (list, more) => `u${Buffer.concat([bytesOf(list), more]).toString('base64url')}`;

export async function status() {
  const signed = async (more) => await sign(small({ credentialStatus: entry(more) }), school);
  const genuine = await signed();
  const signedList = async (more, key = school) => await sign(statusList({ ...more, issuer: key.did }), key);
  const given = (list) => ({ sources: { statusLists: { [LIST]: list } } });
  const good = (name, why, list, credential = genuine) => valid(`status/${name}`, BSL + why, credential, given(list));
  const bad = (name, why, code, list, credential = genuine) =>
    ended(`status/${name}`, BSL + why, credential, [code], given(list));
  const list = await signedList();
  const set = await signedList({ set: [INDEX] });
  const suspension = { statusPurpose: 'suspension' };
  const messages = ['0x0', '0x1', '0x2', '0x3'].map((one) => ({ status: one, message: `message ${one}` }));
  const sized = { statusSize: 2, statusMessage: messages };
  return [
    good('not-set', '3.2: the place is not set.', list),
    good('not-set-as-text', '3.2: the same list, as the text in which it came.', JSON.stringify(list)),
    good('others-set', '3.2: the places on both sides are set.', await signedList({ set: [INDEX - 1, INDEX + 1] })),
    bad('set', '3.2: the place is set.', 'revoked', set),
    bad(
      'first-place',
      '3.4: the first place is the highest bit of the first byte.',
      'revoked',
      await signedList({ set: [0] }),
      await signed({ statusListIndex: '0' }),
    ),
    bad(
      'last-place',
      '3.4: the last place of the smallest list.',
      'revoked',
      await signedList({ set: [131071] }),
      await signed({ statusListIndex: '131071' }),
    ),
    bad(
      'beyond-last-place',
      '3.2: the list has no such place.',
      'status-index-out-of-range',
      list,
      await signed({ statusListIndex: '131072' }),
    ),
    good(
      'index-as-number',
      '2.1: the index is text; some issuers write a number.',
      list,
      await signed({ statusListIndex: INDEX }),
    ),
    bad(
      'index-as-number-set',
      '2.1: the index is text; some issuers write a number.',
      'revoked',
      set,
      await signed({ statusListIndex: INDEX }),
    ),
    bad(
      'index-negative',
      '2.1: the index is not less than 0.',
      'status-malformed',
      list,
      await signed({ statusListIndex: '-1' }),
    ),
    bad(
      'index-with-zeros',
      '2.1: an index in base 10 has one spelling.',
      'status-malformed',
      set,
      await signed({ statusListIndex: '094567' }),
    ),
    bad(
      'index-no-number',
      '2.1: the index is a number.',
      'status-malformed',
      list,
      await signed({ statusListIndex: 'mine' }),
    ),
    bad(
      'index-missing',
      '2.1: the index must be there.',
      'status-malformed',
      list,
      await signed({ statusListIndex: undefined }),
    ),
    bad(
      'suspended',
      '2.1: suspended, for now.',
      'suspended',
      await signedList({ set: [INDEX], subject: suspension }),
      await signed(suspension),
    ),
    good('not-suspended', '2.1: not suspended.', await signedList({ subject: suspension }), await signed(suspension)),
    bad(
      'purpose-unknown',
      '2.1: set for a purpose that is not known here; nobody can say that it does no harm.',
      'revoked',
      await signedList({ set: [INDEX], subject: { statusPurpose: 'clearance' } }),
      await signed({ statusPurpose: 'clearance' }),
    ),
    bad(
      'list-for-other-purpose',
      '3.2: the purposes must be equal.',
      'status-list-for-other-purpose',
      await signedList({ subject: suspension }),
    ),
    good(
      'list-for-two-purposes',
      '2.2: a list may have several purposes.',
      await signedList({ subject: { statusPurpose: ['suspension', 'revocation'] } }),
    ),
    bad(
      'size-2-set',
      '3.2: an entry of two bits, of which the second is set.',
      'revoked',
      await signedList({ set: [2 * 4567 + 1], bytes: 32 * 1024 }),
      await signed({ ...sized, statusListIndex: '4567' }),
    ),
    good(
      'size-2-not-set',
      '3.2: an entry of two bits, beside others that are set.',
      await signedList({ set: [2 * 4567 - 1, 2 * 4567 + 2, 4567], bytes: 32 * 1024 }),
      await signed({ ...sized, statusListIndex: '4567' }),
    ),
    bad('size-0', '2.1: an entry has a bit at least.', 'status-size-malformed', list, await signed({ statusSize: 0 })),
    good(
      'two-entries',
      '2.1: each of several entries is asked.',
      list,
      await sign(small({ credentialStatus: [entry(), entry({ id: undefined, statusListIndex: '7' })] }), school),
    ),
    bad(
      'second-of-two-entries',
      '2.1: each of several entries is asked.',
      'revoked',
      await signedList({ set: [7] }),
      await sign(small({ credentialStatus: [entry(), entry({ id: undefined, statusListIndex: '7' })] }), school),
    ),
    bad(
      'list-of-other-issuer',
      '3.2: anybody could sign a list on which nothing is set; here the issuer must.',
      'status-list-of-other-issuer',
      await signedList({}, stranger),
    ),
    bad(
      'list-in-name-of-issuer',
      '3.2: a list in the name of the issuer, signed by another.',
      'status-list-not-genuine',
      await sign(statusList(), stranger, { method: school.id }),
    ),
    bad(
      'list-altered',
      '3.2: the place was cleared after the list was signed.',
      'status-list-not-genuine',
      change(set, 'credentialSubject.encodedList', encodedList()),
    ),
    bad('list-unsigned', '3.2: all proofs of the list must fit.', 'status-list-not-genuine', statusList()),
    bad(
      'list-expired',
      '2.2: an old list may lack what was withdrawn since.',
      'status-list-not-genuine',
      await signedList({ validUntil: '2026-11-30T00:00:00Z' }),
    ),
    bad(
      'list-not-yet',
      '2.2: a list that does not hold yet.',
      'status-list-not-genuine',
      await signedList({ validFrom: '2027-01-01T00:00:00Z' }),
    ),
    bad(
      'list-is-a-badge',
      '2.1: what lies there must be a list.',
      'status-list-not-genuine',
      await sign(small(), school),
    ),
    bad(
      'list-is-no-json',
      '2.1: what lies there must be a credential.',
      'status-list-not-genuine',
      '<html>Not found</html>',
    ),
    bad(
      'list-too-short',
      '3.2: a list has 131,072 places at least.',
      'status-list-too-short',
      await signedList({ bytes: 16 * 1024 - 1 }),
      await signed({ statusListIndex: '7' }),
    ),
    bad(
      'list-not-packed',
      '3.4: the list is GZIP.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: `u${Buffer.from('not packed at all').toString('base64url')}` } }),
    ),
    bad(
      'list-cut-off',
      '3.4: the list is whole.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: encodedList().slice(0, -12) } }),
    ),
    bad(
      'list-and-more',
      '3.4: nothing stands after the GZIP.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: inOne(encodedList(), Buffer.alloc(8)) } }),
    ),
    bad(
      'list-and-another',
      '3.4: of two lists in one, each reader might take another.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: inOne(encodedList(), bytesOf(encodedList({ set: [INDEX] }))) } }),
    ),
    bad(
      'list-not-base64',
      '3.4: the list is base64url.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: 'u!!!!' } }),
    ),
    bad(
      'list-a-bomb',
      'Security Considerations: some hundred bytes that unpack to a megabyte.',
      'status-list-not-genuine',
      await signedList({ subject: { encodedList: packed(new Uint8Array(1024 * 1024)) } }),
    ),
    good(
      'list-without-multibase',
      '2.2: drafts of the standard had no letter before base64url.',
      await signedList({ subject: { encodedList: encodedList().slice(1) } }),
    ),
    undecided(
      'status/unreachable',
      `${BSL}3.2: the list could not be had; that does not say that it was withdrawn.`,
      genuine,
      ['status-not-reached'],
      { sources: { statusLists: {} } },
    ),
    undecided('status/not-asked', 'Nobody was given who could ask for the list.', genuine, ['status-not-reached']),
    undecided(
      'status/too-many',
      'Nobody refers to that many places in earnest: they would only keep whoever verifies it busy.',
      await sign(
        small({
          credentialStatus: Array.from({ length: 17 }, (_, nth) =>
            entry({ id: undefined, statusListIndex: String(nth) }),
          ),
        }),
        school,
      ),
      ['status-too-many'],
      given(list),
    ),
    undecided(
      'status/of-another-kind',
      `${BSL}2.1: a status of a kind that is not read here.`,
      await sign(small({ credentialStatus: { id: `${LIST}#1`, type: 'BitstringStatusList' } }), school),
      ['status-not-supported'],
    ),
    forged(
      'status/altered-and-set',
      'Whether it is genuine comes before whether it holds.',
      change(genuine, 'issuer.name', 'University'),
      ['signature-wrong'],
      given(set),
    ),
  ];
}
