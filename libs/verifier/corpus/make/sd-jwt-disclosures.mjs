// What of an SD-JWT is shown: each disclosure is one that was signed, once, in one place.

import { forged, misshapen, valid } from './cases.mjs';
import { uuid } from './documents.mjs';
import { byHand, digestOf, disclosure, keep } from './es256.mjs';
import { badge, badgeAs, claims, NOW_S, sources, VC } from './sd-jwt-documents.mjs';

const RFC = 'RFC 9901, section 7.1: ';

const good = (name, why, given, more) => valid(`sd-jwts/${name}`, why, given, { sources, ...more });

/** What is wrong is told by the check of what is shown, before anything is read. */
const wrongly = (name, why, given, code, more) =>
  forged(`sd-jwts/${name}`, RFC + why, given, [code], { sources, ...more });

export async function sdJwtDisclosures() {
  const whole = await badgeAs();
  const [jwt, ...disclosures] = whole.split('~').slice(0, -1);
  const extra = disclosure('salt-90', 'role', 'head of the bakery');
  const element = disclosure('salt-91', 'bread');
  const signedWith = (digests, shownNow, more) => byHand({ ...badge(more), _sd: digests }, shownNow);
  const hidden = (name, value) => {
    const one = disclosure('salt-92', name, value);
    return [[digestOf(one)], [one]];
  };
  const nested = disclosure('salt-93', 'name', 'Log of four weeks');
  const outer = disclosure('salt-94', 'evidence', [{ id: uuid(3), type: ['Evidence'], _sd: [digestOf(nested)] }]);
  const { evidence: _evidence, ...withoutEvidence } = badge();
  const inLists = structuredClone(badge());
  inLists.credentialSubject.achievement.tag = [{ '...': digestOf(element) }, { '...': digestOf(extra) }, 'return'];

  return [
    good(
      'vc-in-other-order',
      'RFC 9901, section 4: disclosures have no order.',
      `${[jwt, ...disclosures.toReversed()].join('~')}~`,
    ),
    good(
      'vc-element',
      'RFC 9901, section 4.2.2: one element of a list is shown, another is not.',
      byHand(inLists, [element]),
    ),
    good(
      'vc-nested',
      'RFC 9901, section 4.2.6: a disclosure within another.',
      byHand({ ...withoutEvidence, _sd: [digestOf(outer)] }, [nested, outer]),
    ),
    good(
      'vc-decoys',
      'RFC 9901, section 4.2.5: digests of nothing.',
      signedWith([digestOf('nothing'), digestOf('less')], []),
    ),
    wrongly('not-signed', 'a disclosure that nobody signed.', `${whole}${extra}~`, 'disclosure-not-signed'),
    wrongly(
      'replaced',
      'another value in the place of what was signed.',
      `${keep(whole, 'role')}${extra}~`,
      'disclosure-not-signed',
    ),
    wrongly(
      'orphan',
      'a disclosure whose place is not shown.',
      byHand({ ...withoutEvidence, _sd: [digestOf(outer)] }, [nested]),
      'disclosure-not-signed',
    ),
    wrongly('shown-twice', 'a disclosure that stands there twice.', `${whole}${disclosures[0]}~`, 'disclosure-twice'),
    wrongly(
      'digest-twice',
      'a digest in two places.',
      byHand({ ...badge({ subject: { _sd: [digestOf(extra)], role: undefined } }), _sd: [digestOf(extra)] }, [extra]),
      'disclosure-twice',
    ),
    wrongly(
      'digest-twice-unshown',
      'the same, of what is not shown.',
      signedWith([digestOf('nothing'), digestOf('nothing')], []),
      'disclosure-twice',
    ),
    wrongly(
      'name-twice',
      'a name that stands there already.',
      byHand(badge({ subject: { _sd: [digestOf(extra)] } }), [extra]),
      'disclosure-name-twice',
    ),
    wrongly(
      'names-of-both',
      'one name in two disclosures.',
      signedWith(
        [digestOf(disclosure('a', 'name', 'A')), digestOf(disclosure('b', 'name', 'B'))],
        [disclosure('a', 'name', 'A'), disclosure('b', 'name', 'B')],
      ),
      'disclosure-name-twice',
    ),
    wrongly('named-sd', 'a member named _sd.', signedWith(...hidden('_sd', ['x'])), 'disclosure-name-not-allowed'),
    wrongly(
      'named-dots',
      'a member named with three dots.',
      signedWith(...hidden('...', 'x')),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'end-hidden',
      'the end could be kept back.',
      signedWith(...hidden('validUntil', '2031-01-01T00:00:00Z')),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'status-hidden',
      'the status could be kept back.',
      signedWith(...hidden('credentialStatus', { type: 'BitstringStatusListEntry' })),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'status-hidden-in-a-list',
      'the only status could be kept back, and is.',
      byHand({ ...badge(), credentialStatus: [{ '...': digestOf(element) }] }, []),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'type-hidden-in-a-list',
      'what it is could be kept back, and is.',
      byHand({ ...badge(), type: ['VerifiableCredential', { '...': digestOf(element) }] }, []),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'key-hidden-within',
      `the key that it is bound to could be kept back (${VC.slice(0, -2)}).`,
      byHand({ ...claims(), cnf: { _sd: hidden('jwk', {})[0] } }, [], { typ: 'dc+sd-jwt' }),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'claim-hidden',
      `the end could be kept back (${VC.slice(0, -2)}).`,
      byHand({ ...claims(), _sd: hidden('exp', NOW_S + 60)[0] }, hidden('exp', NOW_S + 60)[1], { typ: 'dc+sd-jwt' }),
      'disclosure-name-not-allowed',
    ),
    wrongly(
      'hash',
      'hashed in another way.',
      byHand({ ...badge(), _sd_alg: 'md5' }, []),
      'disclosure-hash-not-allowed',
    ),
    wrongly(
      'no-disclosure',
      'no list of salt, name and value.',
      signedWith([digestOf(disclosure())], [disclosure()]),
      'disclosure-malformed',
    ),
    wrongly('no-base64url', 'no base64url.', `${whole}=~`, 'disclosure-malformed'),
    wrongly(
      'no-salt',
      'a salt that is no text.',
      signedWith([digestOf(disclosure(1, 'name', 'x'))], [disclosure(1, 'name', 'x')]),
      'disclosure-malformed',
    ),
    wrongly(
      'no-name',
      'a name that is no text.',
      signedWith([digestOf(disclosure('s', 1, 'x'))], [disclosure('s', 1, 'x')]),
      'disclosure-malformed',
    ),
    wrongly(
      'element-for-member',
      'an element of a list, where a member belongs.',
      signedWith([digestOf(element)], [element]),
      'disclosure-malformed',
    ),
    wrongly(
      'member-for-element',
      'a member, where an element of a list belongs.',
      byHand(inLists, [extra]),
      'disclosure-malformed',
    ),
    wrongly('digests-no-list', 'digests that are no list.', signedWith('x', []), 'disclosure-digests-malformed'),
    wrongly('digests-no-text', 'a digest that is no text.', signedWith([1], []), 'disclosure-digests-malformed'),
    wrongly(
      'dots-beside-more',
      'an element with more than its digest.',
      byHand(badge({ evidence: [{ '...': 'x', type: ['Evidence'] }] }), []),
      'disclosure-digests-malformed',
    ),
    wrongly(
      'dots-in-an-object',
      'three dots in an object.',
      byHand({ ...badge(), '...': 'x' }, []),
      'disclosure-digests-malformed',
    ),
    wrongly(
      'proto',
      'a member that readers may take for something else.',
      signedWith(...hidden('__proto__', { name: 'EVIL' })),
      'document-has-name-not-allowed',
    ),
    wrongly(
      'value-twice',
      'a value that says a thing twice.',
      signedWith(
        ...[Buffer.from('["s","name",{"a":1,"a":2}]').toString('base64url')].map((one) => [[digestOf(one)], [one]])[0],
      ),
      'document-has-duplicate-members',
    ),
    wrongly('too-deep', 'disclosures within each other, deeper than anybody reads.', deep(40), 'document-too-deep'),
    forged('sd-jwts/too-many', 'More disclosures than anybody has.', `${jwt}…~`, ['disclosures-too-many'], {
      sources,
      fill: { '…': ['~x', 513] },
    }),
    misshapen(
      'sd-jwts/null',
      'A disclosed null, which readers take for different things.',
      signedWith(...hidden('name', null)),
      { sources },
    ),
  ];
}

/** Objects in disclosures, each within the one before. */
function deep(levels) {
  let one = disclosure('salt', 'a', 'x');
  const all = [one];
  for (let level = 1; level < levels; level++) {
    one = disclosure('salt', 'a', { _sd: [digestOf(one)] });
    all.push(one);
  }
  return byHand({ ...badge(), _sd: [digestOf(one)] }, all);
}
