// Good credentials as other issuers write them, and what must be refused in those forms.

import { forged, misshapen, valid } from './cases.mjs';
import { change, confirmation, full, LIST, small, statusList, uuid } from './documents.mjs';
import { DATA_INTEGRITY, learner, OB, OB_3_0_0, OB_3_0_1, OB_3_0_2, REVISIONS, school, sign, V1, V2 } from './sign.mjs';
import { listed } from './altered.mjs';

const VCDM = 'VC Data Model 2.0, section ';
const SETS = 'JSON-LD 1.1, section 4.3: order says nothing in a set.';

/** Every object with its members the other way round; sets stay as they are. */
function otherWayRound(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(otherWayRound);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, otherWayRound(member)]),
  );
}

const escaped = (text) =>
  text.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

export async function forms() {
  const form = async (name, why, more, options) =>
    valid(`forms/${name}`, why, await sign(small(more), school, options));
  const later = (name, why, document) => valid(`forms/${name}`, why, document);
  const genuine = await sign(small(), school);
  const whole = await full();
  const evidence = [
    { id: uuid(3), type: ['Evidence'], name: 'Log' },
    { id: uuid(4), type: ['Evidence'], name: 'Recipe' },
  ];
  const withEvidence = await sign(small({ evidence }), school);
  const older = (contexts) => {
    const { validFrom, ...rest } = small();
    return { ...rest, '@context': contexts, issuanceDate: validFrom, expirationDate: '2031-11-21T00:00:00Z' };
  };
  const first = await sign(older([V1, OB_3_0_0, DATA_INTEGRITY]), school);
  const context = (url) => ({ '@context': [V2, url] });
  const result = { type: ['Result'], resultDescription: uuid(100), status: 'Completed', value: '9' };
  const described = {
    id: uuid(100),
    type: ['ResultDescription'],
    name: 'Grade',
    resultType: 'LetterGrade',
    allowedValue: ['A', 'B', 'C'],
  };
  const graded = await sign(small({ achievement: { resultDescription: [described] } }), school);
  const said = 'Brood «over» – \u00eb 🍞 "a" \\ <b> & \u0085\t\n.';
  const plain = {
    '@context': [V2],
    type: ['VerifiableCredential'],
    issuer: school.did,
    credentialSubject: [{ id: learner.did, name: 'Learner' }, { id: uuid(9) }],
  };
  const latest = await sign(small({ endorsementJwt: ['eyJhbGciOiJFZERTQSJ9.e30.c2ln'] }), school, {
    revision: REVISIONS.latest,
  });
  return [
    await form('single-values', 'JSON-LD 1.1, section 4.3: a single value stands for a list of one.', {
      subject: { type: 'AchievementSubject', result: { ...result, type: 'Result' } },
      achievement: { type: 'Achievement', tag: 'bread' },
      evidence: { id: uuid(3), type: 'Evidence', name: 'Log' },
    }),
    later(
      'single-values-of-ours',
      'The same for one of ours: in a set of one, the list says nothing.',
      change(await sign(small({ evidence: [evidence[0]] }), school), 'evidence', evidence[0]),
    ),
    later(
      'issuer-by-id',
      `${VCDM}4.7: an issuer may be its URL alone.`,
      await sign({ ...small(), issuer: school.did }, school),
    ),
    {
      ...(await form('no-id', `${VCDM}4.4: id may be left out; the formal model of Open Badges 3.0 wants it.`, {
        id: undefined,
      })),
      codes: ['schema-departs'],
    },
    await form('type-of-3.0-draft', 'Open Badges 3.0: AchievementCredential says the same as OpenBadgeCredential.', {
      type: ['VerifiableCredential', 'AchievementCredential'],
    }),
    later('types-in-other-order', SETS, change(genuine, 'type', ['OpenBadgeCredential', 'VerifiableCredential'])),
    later('sets-in-other-order', SETS, change(withEvidence, 'evidence', [evidence[1], evidence[0]])),
    {
      ...later(
        'members-in-other-order',
        'RFC 8259, section 4: the members of an object have no order.',
        otherWayRound(whole),
      ),
      ...(await good()),
    },
    later(
      'text-with-spaces',
      'RFC 8259, section 2: spaces between the parts say nothing.',
      JSON.stringify(genuine, null, 3),
    ),
    later(
      'text-with-escapes',
      'RFC 8259, section 7: a character may be escaped.',
      escaped(JSON.stringify(await sign(small({ name: said }), school))),
    ),
    await form('all-kinds-of-text', 'Whatever a text says, it is signed as it is.', { name: said, description: said }),
    await form('learner-by-did', `${VCDM}4.8: the subject may have an id.`, { subject: { id: learner.did } }),
    await form(
      'results-alike',
      'RDF Dataset Canonicalization 1.0, section 4.4: two results without names that are the same.',
      {
        subject: { result: [result, result] },
      },
    ),
    await form('members-we-never-write', 'Open Badges 3.0 has more members than we use.', {
      subject: { licenseNumber: 'NL-1', term: '2026-1', result: [result] },
      achievement: {
        humanCode: 'BRD-1',
        fieldOfStudy: 'Bakery',
        specialization: 'Bread',
        resultDescription: [described],
      },
    }),
    forged(
      'forms/list-in-other-order',
      'JSON-LD 1.1, section 4.3: in a list (allowedValue) order is signed.',
      change(graded, 'credentialSubject.achievement.resultDescription.0.allowedValue', ['C', 'B', 'A']),
    ),
    await form('whole-numbers', 'JSON-LD 1.1, "Data Round Tripping": whole numbers are written as such.', {
      subject: { creditsEarned: 30 },
    }),
    await form('fractions', 'JSON-LD 1.1, "Data Round Tripping": fractions are written as canonical doubles.', {
      subject: { creditsEarned: 0.000123456789012 },
    }),
    await form('context-3.0.2', 'The context of Open Badges 3.0.2.', context(OB_3_0_2)),
    later(
      'context-3.0.1',
      'The context of Open Badges 3.0.1.',
      await sign(older([V1, OB_3_0_1, DATA_INTEGRITY]), school),
    ),
    later('data-model-1.1', 'VC Data Model 1.1: issuanceDate and expirationDate, and Open Badges 3.0.0.', first),
    {
      ...later('data-model-1.1-expired', 'VC Data Model 1.1, section 4.6: expirationDate.', first),
      now: '2031-11-21T00:00:01Z',
      verdict: 'not-valid-any-more',
      codes: ['expired'],
    },
    forged(
      'forms/data-model-1.1-altered',
      'VC Data Model 1.1: expirationDate altered.',
      change(first, 'expirationDate', '2099-11-21T00:00:00Z'),
    ),
    forged(
      'forms/data-model-1.1-without-proof-context',
      'VC Data Integrity 1.0, section 2.4: the words of the proof must have their meaning; version 1.1 lacks them.',
      await sign(older([V1, OB_3_0_0]), school),
      ['signature-not-checkable'],
      { elsewhere: { accepts: 'it adds the context of Data Integrity by itself' } },
    ),
    misshapen(
      'forms/data-model-1.1-without-date',
      'VC Data Model 1.1, section 4.5: issuanceDate must be there.',
      change(first, 'issuanceDate'),
    ),
    later(
      'revision-of-3.0.3-with-language',
      'A context of 3.0.3 that had inLanguage and awardedDate.',
      await sign(small({ awardedDate: '2026-11-21T00:00:00Z', achievement: { inLanguage: 'nl' } }), school),
    ),
    later('revision-of-3.0.3-latest', 'The context of 3.0.3 as it is now, with endorsementJwt.', latest),
    later(
      'revision-of-3.0.3-oldest',
      'The context of 3.0.3 as it was first.',
      await sign(small({ name: 'Bread' }), school, { revision: REVISIONS.oldest }),
    ),
    forged(
      'forms/revision-latest-altered',
      'Trying one revision after another must not make an altered text fit.',
      change(latest, 'name', 'Baker'),
    ),
    later(
      'endorsement',
      'Open Badges 3.0, EndorsementCredential: shown by itself.',
      await sign(
        confirmation(uuid(1), { issuer: { id: school.did, type: ['Profile'], name: 'School for Food' } }),
        school,
      ),
    ),
    later(
      'status-list',
      'Bitstring Status List 1.0, section 2.2: a list shown by itself.',
      await sign(statusList({ id: LIST, subject: { ttl: 300000 } }), school),
    ),
    later(
      'any-credential',
      `${VCDM}4.2: a credential of no kind in particular, of two subjects.`,
      await sign(plain, school),
    ),
  ];
}

const good = async () => ({
  sources: { known: [school.did], ...(await listed()) },
  members: { 'endorsement.0': { verdict: 'valid-issuer-unknown' } },
});
