import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  CREDENTIALS_CONTEXT,
  OPEN_BADGES_CONTEXT,
  toDateTimeStamp,
  toDigestMultibase,
  type Achievement,
  type Alignment,
  type AchievementCredential,
  type Evidence,
  type IdentityObject,
  type IdentityType,
  type Profile,
  type Related,
  type Result,
  type ResultDescription,
} from '@estafette/verifier';
import { SigningError } from './signing-error.js';

/** An id is a bare UUID, which becomes `urn:uuid:…`, or an absolute `urn:` or `http(s):` address in ASCII. */
export type UuidOrAddress = string;

export interface LevelContent {
  readonly id: UuidOrAddress;
  readonly name: string;
  readonly description?: string;
  /** The level as a short label, such as its rank. */
  readonly level?: string;
}

export interface CriterionContent {
  readonly id: UuidOrAddress;
  readonly name: string;
  /** The id of one of `levels`; left out when the criterion is optional. */
  readonly requiredLevel?: UuidOrAddress;
  readonly levels: readonly LevelContent[];
}

export interface AchievementContent {
  readonly id: UuidOrAddress;
  readonly name: string;
  readonly description: string;
  /** What had to be shown, in sentences (Open Badges: `criteria.narrative`). */
  readonly narrative: string;
  /** An Open Badges `AchievementType` term, such as `Competency` or `MicroCredential`. */
  readonly achievementType: string;
  readonly version?: string;
  readonly alignment?: readonly Alignment[];
  /** Who defined it. */
  readonly creator?: Profile;
  /** In EC. */
  readonly creditsAvailable?: number;
  readonly related?: readonly { readonly id: UuidOrAddress; readonly version?: string }[];
  readonly tag?: readonly string[];
  readonly image?: { readonly id: UuidOrAddress; readonly caption: string };
  readonly criteria: readonly CriterionContent[];
}

interface AnyEvidence {
  readonly name?: string;
  readonly description?: string;
}

/** Evidence that lies elsewhere. */
interface LinkedEvidence extends AnyEvidence {
  readonly id: UuidOrAddress;
  /** 64 lower-case hex digits; left out only by awards from before it was asked for. */
  readonly sha256?: string;
}

/** Evidence that is said whole: a record, which stands in the `id` as a data URI (Open Badges 3.0), with the digest of its bytes. */
interface CarriedEvidence extends AnyEvidence {
  readonly record: Readonly<Record<string, string | null>>;
}

export type EvidenceContent = LinkedEvidence | CarriedEvidence;

/** What a credential says because its achievement says it. */
export interface DefinedContent {
  readonly name: string;
  readonly validUntil?: Date;
  readonly achievement: AchievementContent;
  /** In EC. */
  readonly creditsEarned?: number;
}

/** What a credential says because somebody assessed it. */
export interface AssessedContent {
  readonly results: readonly { readonly criterion: UuidOrAddress; readonly level: UuidOrAddress }[];
  readonly evidence: readonly EvidenceContent[];
  readonly activity?: { readonly start?: Date; readonly end?: Date };
}

export interface CredentialContent extends DefinedContent, AssessedContent {
  readonly id: UuidOrAddress;
  readonly issuer: Profile;
  readonly validFrom: Date;
  /** Whose credential it is. Only the hash over `value` and `salt` goes into the credential, and the salt. */
  readonly identity: { readonly value: string; readonly type: IdentityType; readonly salt: string };
  /** Of the learner: student, professional. */
  readonly role?: string;
}

/**
 * Builds the unsigned credential. Pure: the same content gives the same credential.
 *
 * @throws SigningError `identifier-malformed`, `digest-malformed`, or `level-unknown` when a result
 * or a required level names a criterion or level that the achievement does not have.
 */
export function buildAchievementCredential(content: CredentialContent): AchievementCredential {
  const evidence = content.evidence.map(buildEvidence);
  const { role } = content;
  const awarded = {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: toIri(content.id),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: content.issuer,
    validFrom: toDateTimeStamp(content.validFrom),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [hashIdentity(content.identity)],
      ...activityOf(content),
      ...(role !== undefined && { role }),
      ...resultsOf(content),
    },
    ...(evidence.length > 0 && { evidence }),
  } satisfies Awarded;
  return withDefinition(awarded, content);
}

type Awarded = Omit<AchievementCredential, 'name' | 'credentialSubject'> & {
  readonly credentialSubject: Omit<AchievementCredential['credentialSubject'], 'achievement'>;
};

/**
 * The same credential, in which all that follows from a definition follows from this one: issuing and issuing anew tell it alike. What is
 * of the person, the day, the evidence and the workplace stays.
 *
 * @throws SigningError as `buildAchievementCredential` does
 */
export function withDefinition(awarded: Awarded, content: DefinedContent): AchievementCredential {
  const { '@context': context, id, type, name: _name, validUntil: _until, ...rest } = awarded as AchievementCredential;
  const { creditsEarned: _credits, achievement: _before, result, ...subject } = rest.credentialSubject;
  const achievement = buildAchievement(content.achievement);
  assertLevels(achievement, result);
  const { name, validUntil, creditsEarned } = content;
  return {
    ...{ '@context': context, id, type, name },
    ...rest,
    ...(validUntil && { validUntil: toDateTimeStamp(validUntil) }),
    credentialSubject: {
      ...subject,
      ...(creditsEarned !== undefined && { creditsEarned }),
      achievement,
      ...(result && { result }),
    },
  };
}

/**
 * The same credential, in which all that somebody assessed is told as it was after all. What is of the achievement stays, and the
 * evidence that `stays`.
 *
 * @throws SigningError as `buildAchievementCredential` does
 */
export function withAssessed(
  { evidence: before = [], credentialSubject, ...rest }: AchievementCredential,
  content: AssessedContent,
  stays: (one: Evidence) => boolean,
): AchievementCredential {
  const { activityStartDate: _start, activityEndDate: _end, result: _result, ...subject } = credentialSubject;
  const evidence = [...content.evidence.map(buildEvidence), ...before.filter(stays)];
  const results = resultsOf(content);
  assertLevels(subject.achievement, results.result);
  return {
    ...rest,
    credentialSubject: { ...subject, ...activityOf(content), ...results },
    ...(evidence.length > 0 && { evidence }),
  };
}

function activityOf({ activity: { start, end } = {} }: AssessedContent): object {
  return {
    ...(start && { activityStartDate: toDateTimeStamp(start) }),
    ...(end && { activityEndDate: toDateTimeStamp(end) }),
  };
}

function resultsOf({ results }: AssessedContent): { readonly result?: Result[] } {
  return results.length > 0 ? { result: results.map(buildResult) } : {};
}

/**
 * Hides an identity behind a salted hash (Open Badges 3.0, `IdentityObject`): whoever knows the identity can check that
 * a credential is about it, nobody can read it there.
 */
export function hashIdentity({ value, type, salt }: CredentialContent['identity']): IdentityObject {
  const identityHash = `sha256$${hash('sha256', value + salt, 'hex')}`;
  return { type: 'IdentityObject', hashed: true, identityHash, identityType: type, salt };
}

/** @throws SigningError `identifier-malformed` when the id is neither a UUID nor an absolute address in ASCII. */
export function toIri(id: UuidOrAddress): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return `urn:uuid:${id}`;
  if (/^(?:urn|https?):[!#-;=?-[\]_a-z~]+$/.test(id)) return id;
  throw new SigningError(
    'identifier-malformed',
    `"${id}" is neither a lower-case UUID nor a urn: or http(s): address.`,
  );
}

function digestOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new SigningError('digest-malformed', 'A SHA-256 has 64 lower-case hex digits.');
  }
  return toDigestMultibase(Buffer.from(sha256, 'hex'));
}

function buildAchievement(content: AchievementContent): Achievement {
  const { version, alignment = [], creator, creditsAvailable, related = [], tag = [], image } = content;
  const resultDescription = content.criteria.map(buildResultDescription);
  return {
    id: toIri(content.id),
    type: ['Achievement'],
    name: content.name,
    description: content.description,
    criteria: { narrative: content.narrative },
    achievementType: content.achievementType,
    ...(version !== undefined && { version }),
    ...(alignment.length > 0 && { alignment }),
    ...(creator !== undefined && { creator }),
    ...(creditsAvailable !== undefined && { creditsAvailable }),
    ...(image && { image: { id: toIri(image.id), type: 'Image' as const, caption: image.caption } }),
    ...(related.length > 0 && { related: related.map(buildRelated) }),
    ...(tag.length > 0 && { tag }),
    ...(resultDescription.length > 0 && { resultDescription }),
  };
}

function buildRelated({ id, version }: NonNullable<AchievementContent['related']>[number]): Related {
  return { id: toIri(id), type: ['Related'], ...(version !== undefined && { version }) };
}

function buildResultDescription(criterion: CriterionContent): ResultDescription {
  const rubricCriterionLevel = criterion.levels.map(({ id, name, description, level }) => ({
    id: toIri(id),
    type: ['RubricCriterionLevel'] as const,
    name,
    ...(description !== undefined && { description }),
    ...(level !== undefined && { level }),
  }));
  const requiredLevel = criterion.requiredLevel === undefined ? undefined : toIri(criterion.requiredLevel);
  const described: ResultDescription = {
    id: toIri(criterion.id),
    type: ['ResultDescription'],
    name: criterion.name,
    resultType: 'RubricCriterionLevel',
    ...(requiredLevel !== undefined && { requiredLevel }),
    rubricCriterionLevel,
  };
  if (requiredLevel !== undefined) assertLevel(described, requiredLevel);
  return described;
}

function buildResult({ criterion, level }: CredentialContent['results'][number]): Result {
  return { type: ['Result'], resultDescription: toIri(criterion), achievedLevel: toIri(level) };
}

function assertLevels({ resultDescription = [] }: Achievement, results: readonly Result[] = []): void {
  for (const { resultDescription: of, achievedLevel } of results) {
    const described = resultDescription.find(({ id }) => id === of);
    assertLevel(described, achievedLevel);
  }
}

function assertLevel(described: ResultDescription | undefined, level: string): void {
  if (described?.rubricCriterionLevel.some(({ id }) => id === level) !== true) {
    throw new SigningError('level-unknown', `The level ${level} is not one of those of its criterion.`);
  }
}

/** @throws SigningError `identifier-malformed`, `digest-malformed` */
export function buildEvidence(content: EvidenceContent): Evidence {
  const { name, description } = content;
  const { id, sha256 } = 'record' in content ? carried(content.record) : { ...content, id: toIri(content.id) };
  return {
    id,
    type: ['Evidence'],
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(sha256 !== undefined && { digestMultibase: digestOf(sha256) }),
  };
}

/** As canonical JSON (RFC 8785), so that the same record is the same address. */
function carried(record: CarriedEvidence['record']): { readonly id: string; readonly sha256: string } {
  const bytes = Buffer.from(canonicalize(record) ?? '');
  return { id: `data:application/json;base64,${bytes.toString('base64')}`, sha256: hash('sha256', bytes, 'hex') };
}
