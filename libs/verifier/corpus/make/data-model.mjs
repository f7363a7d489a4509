// What the Verifiable Credentials Data Model 2.0 and Open Badges 3.0 want of a document, and its dates. Each is signed as it
// stands wherever it can be, so that it is refused for what it is, and not for a signature that does not fit.

import { ended, forged, misshapen, refused, undecided, valid } from './cases.mjs';
import { change, confirmation, entry, small, uuid } from './documents.mjs';
import { DATA_INTEGRITY, OB, OB_3_0_2, school, sign, V1, V2 } from './sign.mjs';

const accepts = (why) => ({ elsewhere: { accepts: why } });
const NO_BADGES = accepts('it knows nothing of Open Badges');

const VCDM = 'VC Data Model 2.0, section ';
const OB3 = 'Open Badges 3.0, ';

const NOTHING = ['shape-unknown', 'context-not-accepted', 'proof-missing', 'signature-not-checked'];

/** Signed with a change, or changed afterwards, where such a document cannot be signed at all. */
const changedAndSigned = async (path, value) => await sign(change(small(), path, value), school);
const changedAfterwards = async (path, value) => change(await sign(small(), school), path, value);

export async function dataModel() {
  const shaped = async (name, why, path, value, more) =>
    misshapen(`data-model/${name}`, why, await changedAndSigned(path, value), more);
  const shapedAfterwards = async (name, why, path, value) =>
    misshapen(`data-model/${name}`, why, await changedAfterwards(path, value));
  const subject = 'credentialSubject';
  return [
    valid('good/small', 'The least that a badge is.', await sign(small(), school)),
    await shapedAfterwards('type-missing', `${VCDM}4.5: type must be there.`, 'type'),
    await shapedAfterwards('type-not-a-credential', `${VCDM}4.5: type must include VerifiableCredential.`, 'type', [
      'OpenBadgeCredential',
    ]),
    await shapedAfterwards('type-not-text', `${VCDM}4.5: types are texts.`, 'type', [
      'VerifiableCredential',
      'OpenBadgeCredential',
      7,
    ]),
    await shaped('issuer-missing', `${VCDM}4.7: issuer must be there.`, 'issuer'),
    await shaped('issuer-without-id', `${VCDM}4.7: an issuer is a URL, or an object with an id.`, 'issuer', {
      type: ['Profile'],
      name: 'School for Food',
    }),
    await shaped('issuer-twice', `${VCDM}4.7: there is one issuer.`, 'issuer', [school.did, uuid(66)]),
    await shaped('subject-missing', `${VCDM}4.8: credentialSubject must be there.`, subject),
    await shapedAfterwards('subject-text', `${VCDM}4.8: a subject is an object.`, subject, school.did),
    await shapedAfterwards('subject-null', `${VCDM}4.8: a subject is an object.`, subject, null),
    await shaped(
      'subject-twice',
      `${OB3}AchievementCredential: there is one subject.`,
      subject,
      [small().credentialSubject, { ...small().credentialSubject, role: 'other' }],
      NO_BADGES,
    ),
    await shapedAfterwards('subject-of-no-type', `${OB3}AchievementSubject: type must be there.`, `${subject}.type`),
    await shaped(
      'achievement-missing',
      `${OB3}AchievementSubject: a badge is for an achievement.`,
      `${subject}.achievement`,
      undefined,
      NO_BADGES,
    ),
    await shaped(
      'achievement-without-id',
      `${OB3}Achievement: id must be there.`,
      `${subject}.achievement.id`,
      undefined,
      NO_BADGES,
    ),
    await shaped(
      'achievement-without-name',
      `${OB3}Achievement: name must be there.`,
      `${subject}.achievement.name`,
      undefined,
      NO_BADGES,
    ),
    await shapedAfterwards('id-twice', `${VCDM}4.4: id is one URL.`, 'id', [uuid(1), uuid(2)]),
    forged(
      'data-model/id-relative',
      `${VCDM}4.4: id is a URL; one that only holds from somewhere is no name.`,
      await changedAfterwards('id', 'credentials/1'),
      ['signature-not-checkable'],
    ),
    await shaped('evidence-of-no-type', `${VCDM}5.6: evidence has a type.`, 'evidence', [{ id: uuid(3), name: 'Log' }]),
    await shaped(
      'begins-never',
      `${OB3}AchievementCredential: validFrom must be there.`,
      'validFrom',
      undefined,
      NO_BADGES,
    ),
    await shaped('begins-on-a-day', `${VCDM}4.9: validFrom is a moment with a time zone.`, 'validFrom', '2026-11-21'),
    await shaped(
      'begins-in-no-time-zone',
      `${VCDM}4.9: validFrom is a moment with a time zone.`,
      'validFrom',
      '2026-11-21T14:33:00',
      accepts('it takes it for a moment in its own time zone'),
    ),
    await shaped(
      'begins-on-30-february',
      `${VCDM}4.9: validFrom is a real moment.`,
      'validFrom',
      '2026-02-30T00:00:00Z',
      accepts('it takes it for 2 March'),
    ),
    await shaped('begins-twice', `${VCDM}4.9: there is one validFrom.`, 'validFrom', [
      '2026-11-21T14:33:00Z',
      '2025-11-21T14:33:00Z',
    ]),
    await shaped('ends-some-day', `${VCDM}4.9: validUntil is a moment.`, 'validUntil', 'when the bakery closes'),
    ended(
      'data-model/ends-before-it-begins',
      `${VCDM}4.9: validUntil is not before validFrom; such a credential holds at no moment.`,
      await sign(small({ validFrom: '2027-01-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' }), school),
      ['not-valid-yet'],
    ),
    undecided(
      'data-model/status-of-no-type',
      `${VCDM}4.10: a status has a type; without one nobody knows how to ask it.`,
      await sign(small({ credentialStatus: { id: entry().id } }), school),
      ['status-not-supported'],
    ),
    misshapen(
      'data-model/endorsement-of-nothing',
      `${OB3}EndorsementSubject: id says what is endorsed.`,
      await sign(
        change(confirmation(undefined, { issuer: { id: school.did, type: ['Profile'] } }), `${subject}.id`),
        school,
      ),
      NO_BADGES,
    ),
    forged('data-model/list', `${VCDM}4.2: a credential is an object.`, '[]', NOTHING),
    forged('data-model/text', `${VCDM}4.2: a credential is an object.`, '"a badge, on my word"', NOTHING),
    forged('data-model/empty', `${VCDM}4.2: nothing at all.`, {}, NOTHING),
  ];
}

export async function contexts() {
  const genuine = await sign(small(), school);
  const wrong = (name, why, value) =>
    refused(`contexts/${name}`, why, change(genuine, '@context', value), 'context-not-accepted');
  const wrongShape = (name, why, value) =>
    forged(`contexts/${name}`, why, change(genuine, '@context', value), [
      'shape-unknown',
      'context-not-accepted',
      'signature-not-checked',
    ]);
  const written = { narrative: 'https://example.org/other' };
  return [
    wrong('order', `${VCDM}4.3: the base context comes first.`, [OB, V2]),
    wrong('without-base', `${VCDM}4.3: the base context must be there.`, [OB]),
    wrong('without-open-badges', `${OB3}section "Context": the words of a badge must have their meaning.`, [V2]),
    wrong('unknown', 'A context that nobody has checked can give any member any meaning.', [
      V2,
      OB,
      'https://attacker.example/context.json',
    ]),
    wrong('undefined-terms', 'The context that gives every unknown word a meaning, so that anything can be added.', [
      V2,
      OB,
      'https://www.w3.org/ns/credentials/undefined-terms/v2',
    ]),
    wrong('without-https', 'The address of a known context under another scheme is another address.', [
      V2,
      OB.replace('https:', 'http:'),
    ]),
    wrong('written-out', 'A context written out within the document gives a member another meaning.', [
      V2,
      OB,
      written,
    ]),
    wrong('altered-in-place', 'A context of Open Badges written out, with one term altered.', [
      V2,
      { '@context': written },
    ]),
    wrong('null', 'JSON-LD 1.1, section 4.1: null takes away all meaning that was given before.', [V2, OB, null]),
    wrong('nested-list', 'A list of contexts within the list.', [V2, [OB]]),
    wrongShape('text', 'One context as a text: only a list says that Open Badges is meant too.', V2),
    wrongShape('missing', `${VCDM}4.3: @context must be there.`, undefined),
    wrong('empty', 'A list without a context.', []),
    misshapen(
      'contexts/on-a-part',
      'A context on a part of the document gives the members of that part another meaning.',
      change(genuine, 'credentialSubject.@context', { achievement: 'https://example.org/other' }),
      { elsewhere: { accepts: 'the type of the part brings its own contexts after it' } },
    ),
    valid(
      'contexts/other-version-of-the-base',
      'Every word of this credential has the same meaning in version 1.1 of the data model, so what was signed is the same.',
      change(genuine, '@context', [V1, OB, DATA_INTEGRITY]),
      { elsewhere: { refuses: 'it wants the issuanceDate of that version' } },
    ),
    forged(
      'contexts/record',
      'A record (CLR 2.0) in contexts that do not know its words: the type means nothing there.',
      change(change(genuine, 'type', ['VerifiableCredential', 'ClrCredential']), 'credentialSubject.type', [
        'ClrSubject',
      ]),
      ['signature-not-checkable'],
    ),
    valid(
      'contexts/same-twice',
      'Said twice, a context means the same.',
      await sign(small({ '@context': [V2, OB, OB] }), school),
    ),
    valid(
      'contexts/data-integrity-added',
      'A context that adds nothing to version 2.0 of the data model.',
      change(genuine, '@context', [V2, OB, DATA_INTEGRITY]),
    ),
    forged(
      'contexts/open-badges-3.0.2-for-3.0.3',
      'VC Data Integrity 1.0, section 4.6: another version of Open Badges gives some words another meaning.',
      change(genuine, '@context', [V2, OB_3_0_2]),
    ),
  ];
}

export async function dates() {
  const lasting = await sign(small({ validUntil: '2031-11-21T00:00:00Z' }), school);
  const at = (make, name, now, codes) => ({
    ...make(`dates/${name}`, `${VCDM}4.9: it holds from validFrom up to and with validUntil.`, lasting, codes),
    now,
  });
  const clocks = (name, now) => at(ended, name, now, ['clocks-differ']);
  return [
    at(ended, 'not-yet', '2026-11-21T14:27:59Z', ['not-valid-yet']),
    clocks('clocks-differ-most', '2026-11-21T14:28:00Z'),
    clocks('clocks-differ-least', '2026-11-21T14:32:59Z'),
    at(valid, 'first-moment', '2026-11-21T14:33:00Z'),
    at(valid, 'last-moment', '2031-11-21T00:00:00Z'),
    at(ended, 'expired', '2031-11-21T00:00:01Z', ['expired']),
    valid(
      'dates/in-another-time-zone',
      `${VCDM}4.9: a moment may be in any time zone, with a fraction of a second.`,
      await sign(small({ validFrom: '2026-12-01T01:59:59.999+02:00' }), school),
    ),
    ended(
      'dates/not-yet-in-another-time-zone',
      `${VCDM}4.9: read without its time zone this would have begun.`,
      await sign(small({ validFrom: '2026-11-30T23:00:00-02:00' }), school),
      ['not-valid-yet'],
    ),
  ];
}
