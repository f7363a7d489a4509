import { describe, expect, it } from 'vitest';
import { exampleSigner } from '../keys/signer.example.js';
import { signDocument } from '../proof/sign.js';
import { confirmation, returnBread } from '../return-bread.example.js';
import { changed, EVERY_ENDORSEMENT_MEMBER, EVERY_MEMBER, type Change } from './open-badges.example.js';
import { formalFaults, type Level } from './open-badges.js';

const faultsWith = (path: string, value: unknown, level?: Level): readonly string[] =>
  formalFaults(changed(EVERY_MEMBER, [path, value]), 'achievement', level);

const subject = 'credentialSubject';
const achievement = 'credentialSubject.achievement';
const description = 'credentialSubject.achievement.resultDescription.0';
const MISSING = undefined;

describe('what conforms to the model', () => {
  it('is what we issue', () => {
    expect(formalFaults(returnBread(), 'achievement')).toEqual([]);
    expect(formalFaults(confirmation('did:web:bakery.example'), 'endorsement')).toEqual([]);
  });

  it('is what uses every member, and more that the model does not know', () => {
    for (const level of ['strict', 'lenient'] as const) {
      expect(formalFaults(EVERY_MEMBER, 'achievement', level)).toEqual([]);
      expect(formalFaults(EVERY_ENDORSEMENT_MEMBER, 'endorsement', level)).toEqual([]);
      expect(faultsWith(`${achievement}.ECTS`, 3, level)).toEqual([]);
    }
  });

  it('is not what is of the other kind, or no object at all', () => {
    expect(formalFaults(confirmation('did:web:bakery.example'), 'achievement')).toEqual([
      'type: must include AchievementCredential or OpenBadgeCredential',
      'credentialSubject.type: must include AchievementSubject',
      'credentialSubject.achievement: must be there',
    ]);
    expect(formalFaults(returnBread(), 'endorsement')).toContain('type: must include EndorsementCredential');
    for (const nothing of [undefined, null, 'badge', 7, []]) {
      expect(formalFaults(nothing, 'achievement')).toHaveLength(1);
      expect(formalFaults(nothing, 'achievement', 'lenient')).toHaveLength(1);
    }
    expect(formalFaults([], 'endorsement')).toEqual(['credential: must be an object']);
  });
});

const unknownTerm = (vocabulary: string): string => `must be a term of ${vocabulary}, or ext:…`;
const aMoment = 'must be a moment with a time zone';

/** Path, what is put there, what must be said of it; where it is said of another path, that too. */
const FAULTS: readonly [path: string, value: unknown, fault: string, at?: string][] = [
  ['@context', MISSING, 'must be there'],
  ['@context', 'https://www.w3.org/ns/credentials/v2', 'must be a list of both contexts'],
  ['@context', ['https://www.w3.org/ns/credentials/v2'], 'must be there', '@context.1'],
  ['@context.0', 'https://www.w3.org/2018/credentials/v1', 'must be the context of the VC Data Model 2.0'],
  ['@context.1', 'https://w3id.org/openbadges/v2', 'must be a context of Open Badges 3.0'],
  ['@context.1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-4.0.0.json', 'must be a context of Open Badges 3.0'],
  ['@context.2', 5, 'must be the address of a context, or a context'],
  ['id', MISSING, 'must be there'],
  ['id', { en: 'urn:uuid:1' }, 'must be a URI'],
  ['id', 'badge 1', 'must be a URI'],
  ['id', 'urn:badge:%zz', 'must be a URI'],
  ['id', 'https://example.org/één', 'must be a URI'],
  ['type', 'OpenBadgeCredential', 'must be a list'],
  ['type', ['OpenBadgeCredential'], 'must include VerifiableCredential'],
  ['type', ['VerifiableCredential'], 'must include AchievementCredential or OpenBadgeCredential'],
  ['type.2', 5, 'must be text'],
  ['name', { en: 'Bread' }, 'must be text'],
  ['image', 'https://example.org/oven.png', 'must be an object'],
  ['image.type', ['Image'], 'must be Image'],
  ['image.width', 5, 'must not be there'],
  ['awardedDate', '2026-11-21', aMoment],
  ['validFrom', MISSING, 'must be there'],
  ['validFrom', '2026-11-21T14:33:00', aMoment],
  ['validFrom', '2026-02-29T14:33:00Z', aMoment],
  ['validUntil', 1_800_000_000, aMoment],
  ['issuer', MISSING, 'must be there'],
  ['issuer', 'School for Food', 'must be a URI'],
  ['issuer', 5, 'must be an object, or the URI of one'],
  ['issuer.id', MISSING, 'must be there'],
  ['issuer.type', ['School'], 'must include Profile'],
  ['issuer.url', 'school.example', 'must be a URI'],
  ['issuer.address', 'Zwolle', 'must be an object'],
  ['issuer.address.type', 'Address', 'must be a list'],
  ['issuer.address.geo.latitude', '52.5', 'must be a number'],
  ['issuer.address.geo.type', ['GeoCoordinates'], 'must be GeoCoordinates'],
  ['issuer.otherIdentifier.0.identifier', 25, 'must be text'],
  ['issuer.otherIdentifier.0.identifierType', 'BRIN', unknownTerm('IdentifierTypeEnum')],
  ['issuer.otherIdentifier.0.name', 'BRIN', 'must not be there'],
  ['issuer.parentOrg', 'did:web:group.example', 'must be an object'],
  ['issuer.parentOrg.type', MISSING, 'must be there'],
  ['issuer.dateOfBirth', '1981-02-29', 'must be a date'],
  ['issuer.endorsement.0.issuer', 5, 'must be an object, or the URI of one'],
  ['issuer.endorsement.0.name', MISSING, 'must be there'],
  ['endorsement', EVERY_ENDORSEMENT_MEMBER, 'must be a list'],
  ['endorsement.0.credentialSubject.id', MISSING, 'must be there'],
  ['endorsement.0.evidence.0.type', MISSING, 'must be there'],
  ['endorsementJwt.0', 'not.a', 'must be a compact JWS'],
  ['evidence', { type: ['Evidence'] }, 'must be a list'],
  ['evidence.0', 'https://example.org/log', 'must be an object'],
  ['evidence.0.type', ['Log'], 'must include Evidence'],
  ['evidence.0.id', 'log.pdf', 'must be a URI'],
  ['proof', { type: 'DataIntegrityProof' }, 'must be a list'],
  ['proof.0.type', ['DataIntegrityProof'], 'must be text'],
  ['proof.0.created', '21 November', aMoment],
  ['proof.0.verificationMethod', 'key 1', 'must be a URI'],
  ['credentialSchema.0.id', MISSING, 'must be there'],
  ['credentialStatus', [], 'must be an object'],
  ['credentialStatus.id', MISSING, 'must be there'],
  ['refreshService.type', MISSING, 'must be there'],
  ['termsOfUse.0.type', MISSING, 'must be there'],
  [subject, [{ type: ['AchievementSubject'] }], 'must be an object'],
  [`${subject}.type`, ['Person'], 'must include AchievementSubject'],
  [`${subject}.creditsEarned`, '2.5', 'must be a number'],
  [`${subject}.activityStartDate`, '2026-09-01', aMoment],
  [`${subject}.source`, 'did:web:bakery.example', 'must be an object'],
  [`${subject}.identifier.0.hashed`, 'true', 'must be true or false'],
  [`${subject}.identifier.0.identityHash`, MISSING, 'must be there'],
  [`${subject}.identifier.0.identityType`, 'email', unknownTerm('IdentifierTypeEnum')],
  [`${subject}.identifier.0.id`, 'urn:uuid:1', 'must not be there'],
  [
    `${subject}.result.0.status`,
    'Done',
    'must be one of Completed, Enrolled, Failed, InProgress, OnHold, Provisional, Withdrew',
  ],
  [`${subject}.result.0.achievedLevel`, 'on your own', 'must be a URI'],
  [`${subject}.result.0.value`, 8, 'must be text'],
  [achievement, MISSING, 'must be there'],
  [`${achievement}.criteria`, MISSING, 'must be there'],
  [`${achievement}.criteria.narrative`, ['Shown at work'], 'must be text'],
  [`${achievement}.description`, MISSING, 'must be there'],
  [`${achievement}.achievementType`, 'Bread', unknownTerm('AchievementType')],
  [`${achievement}.achievementType`, 'see ext:Bread', unknownTerm('AchievementType')],
  [`${achievement}.achievementType`, ['Award'], unknownTerm('AchievementType')],
  [`${achievement}.alignment.0.targetName`, MISSING, 'must be there'],
  [`${achievement}.alignment.0.targetUrl`, 'EQF 4', 'must be a URI'],
  [`${achievement}.alignment.0.targetType`, 'EQF', unknownTerm('AlignmentTargetType')],
  [`${achievement}.creator.id`, 'School', 'must be a URI'],
  [`${achievement}.creditsAvailable`, null, 'must be a number'],
  [`${achievement}.inLanguage`, 'Dutch', 'must be a language code'],
  [`${achievement}.related.0.id`, MISSING, 'must be there'],
  [`${achievement}.related.0.inLanguage`, 'nl-nl', 'must be a language code'],
  [`${achievement}.tag`, 'bread', 'must be a list'],
  [`${achievement}.tag.1`, null, 'must be text'],
  [`${description}.resultType`, 'Grade', unknownTerm('ResultType')],
  [`${description}.allowedValue`, 'A', 'must be a list'],
  [`${description}.rubricCriterionLevel.0.name`, MISSING, 'must be there'],
  [`${description}.rubricCriterionLevel.0.points`, 2, 'must be text'],
  [`${description}.rubricCriterionLevel.0.alignment.0.type`, [], 'must include Alignment'],
];

describe('what is not as the model says', () => {
  it.each(FAULTS)('%s: %j %s', (path, value, fault, at = path) => {
    expect(faultsWith(path, value)).toEqual([`${at}: ${fault}`]);
  });

  it('is said all at once', () => {
    const document = changed(EVERY_MEMBER, ['name', 5], [`${subject}.role`, 5], ['evidence.0.genre', 5]);
    expect(formalFaults(document, 'achievement').toSorted()).toEqual([
      'credentialSubject.role: must be text',
      'evidence.0.genre: must be text',
      'name: must be text',
    ]);
  });

  it('is found without going astray in a long text that is nearly a URI', () => {
    const began = performance.now();
    expect(faultsWith('id', `data:${'%41'.repeat(80_000)} `)).toEqual(['id: must be a URI']);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('what readers take from others', () => {
  const ACCEPTED: readonly Change[] = [
    ['@context', 'https://www.w3.org/ns/credentials/v2'],
    ['id', { en: 'urn:uuid:1' }],
    ['type', 'OpenBadgeCredential'],
    ['name', { en: 'Bread', 'nl-NL': 'Brood' }],
    ['image.type', { en: 'Image' }],
    ['issuer', { en: 'did:web:school.example' }],
    ['issuer.address.type', 'Address'],
    ['issuer.otherIdentifier', { type: 'IdentifierEntry', identifier: '25PW', identifierType: 'identifier' }],
    ['endorsement', EVERY_ENDORSEMENT_MEMBER],
    ['endorsementJwt', 'a.b.c'],
    ['evidence', { type: 'Log' }],
    ['proof', { type: 'DataIntegrityProof' }],
    ['credentialStatus.id'],
    [`${achievement}.achievementType`, 'see ext:Bread'],
    [`${achievement}.inLanguage`, { en: 'nl' }],
    [`${achievement}.tag`, 'bread'],
    [`${achievement}.tag`, [{ nl: 'brood' }, 'bread']],
    [`${achievement}.alignment.0.targetUrl`, 'EQF 4'],
    [`${description}.rubricCriterionLevel.0.type`, 'Level'],
  ];

  it.each(ACCEPTED)('includes %s: %j', (path, value) => {
    expect(faultsWith(path, value, 'lenient')).toEqual([]);
    expect(faultsWith(path, value, 'strict')).not.toEqual([]);
  });

  // Of the forms that a value may have, the faults are those of the one that was meant.
  const REFUSED: readonly [path: string, value: unknown, fault: string][] = [
    ['name', 5, 'name: must be text, or one for each language'],
    ['name', { english: 'Bread' }, 'name.english: must be named by a language code'],
    ['name', { en: 5 }, 'name.en: must be text'],
    ['type', ['VerifiableCredential'], 'type: must include AchievementCredential or OpenBadgeCredential'],
    ['@context', 5, '@context: must be a context, or a list of them'],
    ['@context', ['a:b'], '@context.1: must be there'],
    ['issuer', { id: 'did:web:school.example', name: 'School' }, 'issuer.type: must be there'],
    ['issuer', 5, 'issuer: must be an object, or the URI of one'],
    ['evidence', 'log', 'evidence: must be a list, or what may stand in it'],
    ['evidence', { id: 'a:b' }, 'evidence.type: must be there'],
    ['evidence', [{ id: 'a:b' }], 'evidence.0.type: must be there'],
    ['issuer.otherIdentifier', { name: 'BRIN' }, 'issuer.otherIdentifier.name: must not be there'],
    ['validFrom', { en: '2026-11-21T14:33:00Z' }, `validFrom: ${aMoment}`],
    [`${achievement}.tag`, { en: 5 }, `${achievement}.tag.en: must be text`],
    [`${achievement}.tag`, ['bread', 5], `${achievement}.tag.1: must be text, or one for each language`],
    [
      `${achievement}.achievementType`,
      { en: 'Award' },
      `${achievement}.achievementType: ${unknownTerm('AchievementType')}`,
    ],
  ];

  it.each(REFUSED)('does not include %s: %j', (path, value, fault) => {
    expect(faultsWith(path, value, 'lenient')).toContain(fault);
  });

  it('includes what we sign, with an endorsement in it', async () => {
    const key = exampleSigner(7);
    const at = new Date('2026-11-21T14:40:00Z');
    const endorsement = [await signDocument(confirmation(key.did), key, at)];
    const signed = await signDocument({ ...returnBread(key.did), endorsement }, key, at);
    for (const level of ['strict', 'lenient'] as const) {
      expect(formalFaults(signed, 'achievement', level)).toEqual([]);
      expect(formalFaults(endorsement[0], 'endorsement', level)).toEqual([]);
    }
  });
});
