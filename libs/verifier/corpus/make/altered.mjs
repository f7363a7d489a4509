// The full credential with one signed member changed in meaning, taken out, or added by somebody else.

import { forged, misshapen, valid } from './cases.mjs';
import { change, confirmation, digestOf, full, LIST, statusList, uuid } from './documents.mjs';
import { bakery, learner, school, sign, stranger } from './sign.mjs';

const CHANGED = 'A signed member changed in meaning (VC Data Integrity 1.0, section 4.4): ';
const REMOVED = 'A signed member taken out (VC Data Integrity 1.0, section 4.4): ';
const ADDED = 'A member that nobody signed (VC Data Integrity 1.0, section 4.4): ';

const SUBJECT = 'credentialSubject';
const ACHIEVEMENT = `${SUBJECT}.achievement`;
const DESCRIPTION = `${ACHIEVEMENT}.resultDescription.0`;
const LEVEL = `${DESCRIPTION}.rubricCriterionLevel.1`;
const ALIGNMENT = `${ACHIEVEMENT}.alignment.0`;

const changes = [
  ['id', 'id', uuid(999), 'another number, as a credential of somebody else has'],
  ['name', 'name', 'Master baker', 'another name on the front'],
  ['valid-from', 'validFrom', '2020-11-21T14:33:00Z', 'said to be older'],
  ['valid-until', 'validUntil', '2099-11-21T00:00:00Z', 'made to last longer'],
  ['issuer-type', 'issuer.type', ['Profile', 'Address'], 'a class more'],
  ['issuer-name', 'issuer.name', 'University of Zwolle', 'the key of a school under the name of a university'],
  ['issuer-url', 'issuer.url', 'https://university.example', 'the site of another'],
  ['issuer-country', 'issuer.address.addressCountryCode', 'BE', 'an issuer in another country'],
  ['issuer-region', 'issuer.address.addressRegion', 'Drenthe', 'an issuer in another region'],
  ['subject-id', `${SUBJECT}.id`, stranger.did, 'given to another learner'],
  ['identity-hash', `${SUBJECT}.identifier.0.identityHash`, `sha256$${'ab'.repeat(32)}`, 'given to another address'],
  ['identity-type', `${SUBJECT}.identifier.0.identityType`, 'systemId', 'another kind of identity'],
  ['identity-salt', `${SUBJECT}.identifier.0.salt`, 'k3v9-q0s1-77ac', 'a salt for which the hash fits another'],
  ['identity-not-hashed', `${SUBJECT}.identifier.0.hashed`, false, 'the hash shown as if it were the address'],
  ['activity-start', `${SUBJECT}.activityStartDate`, '2021-09-01T00:00:00Z', 'years of work in place of weeks'],
  ['activity-end', `${SUBJECT}.activityEndDate`, '2026-11-15T00:00:00Z', 'one day more'],
  ['credits-earned', `${SUBJECT}.creditsEarned`, 25, 'ten times the credits'],
  ['role', `${SUBJECT}.role`, 'master baker', 'another role'],
  ['source-id', `${SUBJECT}.source.id`, stranger.did, 'assessed by another'],
  ['source-name', `${SUBJECT}.source.name`, 'Bakers’ Guild', 'assessed under another name'],
  ['result-level', `${SUBJECT}.result.0.achievedLevel`, uuid(102), 'a higher level than was reached'],
  ['result-criterion', `${SUBJECT}.result.0.resultDescription`, uuid(200), 'a level reached on another criterion'],
  ['achievement-id', `${ACHIEVEMENT}.id`, uuid(998), 'another achievement'],
  ['achievement-name', `${ACHIEVEMENT}.name`, 'Diploma baker', 'a diploma in place of a part'],
  ['achievement-description', `${ACHIEVEMENT}.description`, 'A full diploma.', 'another description'],
  ['achievement-criteria', `${ACHIEVEMENT}.criteria.narrative`, 'Passed the exam.', 'other criteria'],
  ['achievement-type', `${ACHIEVEMENT}.achievementType`, 'Diploma', 'another type of achievement'],
  ['achievement-version', `${ACHIEVEMENT}.version`, '2', 'another version of it'],
  ['credits-available', `${ACHIEVEMENT}.creditsAvailable`, 25, 'ten times the credits'],
  ['creator-id', `${ACHIEVEMENT}.creator.id`, uuid(997), 'made by another'],
  ['creator-name', `${ACHIEVEMENT}.creator.name`, 'Ministry of Education', 'made under another name'],
  ['image-id', `${ACHIEVEMENT}.image.id`, 'https://diploma.example/seal.png', 'another picture'],
  ['image-caption', `${ACHIEVEMENT}.image.caption`, 'Seal of the state.', 'other words for the picture'],
  ['related-id', `${ACHIEVEMENT}.related.0.id`, uuid(996), 'related to another achievement'],
  ['related-version', `${ACHIEVEMENT}.related.0.version`, '9', 'related to another version'],
  ['tag', `${ACHIEVEMENT}.tag.0`, 'diploma', 'another tag'],
  ['alignment-name', `${ALIGNMENT}.targetName`, 'EQF 6', 'a higher level of the framework'],
  ['alignment-url', `${ALIGNMENT}.targetUrl`, 'http://data.europa.eu/snb/eqf/6', 'the address of a higher level'],
  ['alignment-framework', `${ALIGNMENT}.targetFramework`, 'NLQF', 'a level of another framework'],
  ['alignment-code', `${ALIGNMENT}.targetCode`, '6', 'the code of a higher level'],
  ['alignment-description', `${ALIGNMENT}.targetDescription`, 'Leads a bakery.', 'other words for the level'],
  ['alignment-type', `${ALIGNMENT}.targetType`, 'CFItem', 'another type of target'],
  ['criterion-id', `${DESCRIPTION}.id`, uuid(995), 'a criterion to which no result belongs'],
  ['criterion-name', `${DESCRIPTION}.name`, 'Runs a bakery', 'another criterion'],
  ['criterion-result-type', `${DESCRIPTION}.resultType`, 'LetterGrade', 'a grade in place of a level'],
  ['criterion-required-level', `${DESCRIPTION}.requiredLevel`, uuid(102), 'another level is required'],
  [
    'criterion-alignment',
    `${ACHIEVEMENT}.resultDescription.1.alignment.0.targetName`,
    'Runs a bakery',
    'a criterion about another skill',
  ],
  ['level-id', `${LEVEL}.id`, uuid(994), 'another level'],
  ['level-name', `${LEVEL}.name`, 'as a master', 'a level under another name'],
  ['level-rank', `${LEVEL}.level`, '5', 'a level of another rank'],
  ['level-description', `${LEVEL}.description`, 'Teaches it.', 'another description of a level'],
  ['evidence-id', 'evidence.0.id', 'https://files.example.org/other.txt', 'other evidence'],
  ['evidence-name', 'evidence.0.name', 'Exam', 'evidence under another name'],
  ['evidence-description', 'evidence.0.description', 'Passed with honours.', 'another description of evidence'],
  ['evidence-genre', 'evidence.0.genre', 'exam', 'evidence of another genre'],
  ['evidence-digest', 'evidence.0.digestMultibase', digestOf('Forged.\n'), 'the digest of other evidence'],
  ['status-id', 'credentialStatus.id', `${LIST}#1`, 'another name for the entry'],
  ['status-index', 'credentialStatus.statusListIndex', '1', 'the place of a credential that was not withdrawn'],
];

/** A list on which the full credential stands, and is not withdrawn. */
export const listed = async (set = []) => ({ statusLists: { [LIST]: await sign(statusList({ set }), school) } });

export async function altered() {
  const genuine = await full();
  const sources = await listed();
  const [endorsement] = genuine.endorsement;
  const held = { sources };
  const ended = { 'endorsement.0': { verdict: 'not-genuine', codes: ['signature-wrong'] } };
  const within = (name, path, value, why, codes) =>
    forged(`altered/${name}`, CHANGED + why, change(genuine, `endorsement.0.${path}`, value), undefined, {
      sources,
      members: codes ? { 'endorsement.0': { verdict: 'not-genuine', codes } } : ended,
    });
  const add = (name, why, path, value) =>
    forged(`added/${name}`, ADDED + why, change(genuine, path, value), undefined, held);
  const remove = (name, why, path) => forged(`removed/${name}`, REMOVED + why, change(genuine, path), undefined, held);
  const { achievement } = genuine.credentialSubject;
  return [
    valid('good/full', 'Every member that our types allow, as it was signed.', genuine, {
      ...held,
      members: { 'endorsement.0': { verdict: 'valid-issuer-unknown', codes: ['issuer-not-known'] } },
    }),
    ...changes.map(([name, path, value, why]) =>
      forged(`altered/${name}`, CHANGED + why, change(genuine, path, value), undefined, held),
    ),
    forged(
      'altered/status-list',
      `${CHANGED}a list of the attacker’s own in place of the one that says it was withdrawn`,
      change(genuine, 'credentialStatus.statusListCredential', 'https://elsewhere.example/status'),
      ['signature-wrong'],
      held,
    ),
    forged(
      'altered/status-purpose',
      `${CHANGED}a purpose that is not asked for`,
      change(genuine, 'credentialStatus.statusPurpose', 'message'),
      undefined,
      held,
    ),
    within('endorsement-name', 'name', 'Praised by the bakery', 'the title of an endorsement'),
    within('endorsement-date', 'validFrom', '2020-01-01T00:00:00Z', 'the date of an endorsement'),
    within('endorsement-issuer-name', 'issuer.name', 'Bakers’ Guild', 'an endorsement under another name'),
    within('endorsement-subject', `${SUBJECT}.id`, uuid(999), 'what an endorsement is about', [
      'endorsement-of-other',
      'signature-not-checked',
    ]),
    within('endorsement-comment', `${SUBJECT}.endorsementComment`, 'The best we ever saw.', 'what an endorsement says'),
    within('endorsement-proof-date', 'proof.0.created', '2020-01-01T00:00:00Z', 'when an endorsement was signed'),
    remove('name', 'the name on the front', 'name'),
    remove('valid-until', 'the end of its validity', 'validUntil'),
    misshapen(
      'removed/valid-from',
      `${REMOVED}the beginning, which Open Badges wants`,
      change(genuine, 'validFrom'),
      held,
    ),
    remove('status', 'the entry by which it is withdrawn', 'credentialStatus'),
    remove('issuer-address', 'where the issuer is', 'issuer.address'),
    remove('subject-id', 'whose it is', `${SUBJECT}.id`),
    remove('identifier', 'by which the learner is told', `${SUBJECT}.identifier`),
    remove('source', 'who assessed', `${SUBJECT}.source`),
    remove('result', 'a result that the learner would rather not show', `${SUBJECT}.result.1`),
    remove('required-level', 'the level that was required', `${DESCRIPTION}.requiredLevel`),
    remove('level', 'a level above the one that was reached', LEVEL),
    remove('criterion', 'a criterion', `${ACHIEVEMENT}.resultDescription.1`),
    remove('alignment', 'the level of the framework', `${ACHIEVEMENT}.alignment`),
    remove('version', 'which version it is of', `${ACHIEVEMENT}.version`),
    remove('evidence', 'one piece of evidence', 'evidence.1'),
    remove('evidence-digest', 'the digest, so that other evidence can be put there', 'evidence.0.digestMultibase'),
    remove('endorsement', 'an endorsement', 'endorsement'),
    add('result', 'a result', `${SUBJECT}.result.2`, {
      ...genuine.credentialSubject.result[0],
      achievedLevel: uuid(202),
    }),
    add('evidence', 'a piece of evidence', 'evidence.2', { id: uuid(7), type: ['Evidence'], name: 'Exam' }),
    add('alignment', 'a level of the framework', `${ACHIEVEMENT}.alignment.1`, {
      ...achievement.alignment[0],
      targetCode: '6',
    }),
    add('tag', 'a tag', `${ACHIEVEMENT}.tag.1`, 'diploma'),
    add('identifier', 'a second learner', `${SUBJECT}.identifier.1`, {
      ...genuine.credentialSubject.identifier[0],
      salt: 'other',
    }),
    add('license', 'the number of a licence', `${SUBJECT}.licenseNumber`, 'NL-12345'),
    add('description', 'words on the front', 'description', 'With honours.'),
    add('image', 'a picture on the front', 'image', { id: 'https://diploma.example/seal.png', type: 'Image' }),
    add('terms-of-use', 'terms of use', 'termsOfUse', { id: 'https://attacker.example/terms' }),
    forged(
      'added/endorsement',
      `${ADDED}a genuine endorsement, but not within what the school signed`,
      change(genuine, 'endorsement.1', await sign(confirmation(uuid(1), { id: uuid(9), name: 'Once more' }), bakery)),
      undefined,
      {
        sources,
        members: {
          'endorsement.0': { verdict: 'valid-issuer-unknown' },
          'endorsement.1': { verdict: 'valid-issuer-unknown' },
        },
      },
    ),
    forged(
      'added/endorsement-of-another-credential',
      `${ADDED}a genuine endorsement of another credential, moved in`,
      change(genuine, 'endorsement.0', await sign(confirmation(uuid(999)), bakery)),
      undefined,
      {
        sources,
        members: {
          'endorsement.0': { verdict: 'not-genuine', codes: ['endorsement-of-other', 'signature-not-checked'] },
        },
      },
    ),
    forged(
      'added/unknown-member',
      `${ADDED}one that no context knows, which a processor of JSON-LD would drop without a word`,
      change(genuine, 'grade', '10'),
      ['signature-not-checkable'],
      held,
    ),
    forged(
      'added/unknown-member-within',
      `${ADDED}one that no context knows, on the subject`,
      change(genuine, `${SUBJECT}.passedWith`, 'honours'),
      ['signature-not-checkable'],
      held,
    ),
    forged(
      'altered/moved-to-another-learner',
      'The whole subject of one credential under the proof of another of the same issuer.',
      { ...genuine, credentialSubject: { ...genuine.credentialSubject, id: learner.did, role: 'master' } },
      undefined,
      held,
    ),
    forged(
      'altered/endorsement-for-credential',
      'An endorsement under the proof of the credential in which it stands.',
      {
        ...endorsement,
        issuer: genuine.issuer,
        proof: genuine.proof,
      },
    ),
  ];
}
