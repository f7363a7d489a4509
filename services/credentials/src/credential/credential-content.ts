import type { ValidationGranted } from '@estafette/contracts';
import type { Evidence, Profile } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import type { LinkedAcceptance } from '../baton-acceptance/baton-acceptances.js';
import { imageUrl } from '../image/image-files.js';
import { commitmentTo, PATH_LINK, type PathLink } from './path.js';
import { alignmentsOf } from './alignments.js';
import type {
  AchievementContent,
  AssessedContent,
  CredentialContent,
  DefinedContent,
  EvidenceContent,
} from '../signing/index.js';

/**
 * Says what the hash in `credentialSubject.identifier` is over: the learner's person id in this installation. This
 * service knows no mail address, by which Open Badges usually names a person; with the id and the salt, whoever the
 * learner shows their id to can still check that a credential is theirs.
 */
export const PERSON_ID = 'ext:estafettePersonId';

/** What a credential is issued for: a validation that was granted, or an award by which a school says it alone. */
export interface Award extends Pick<
  ValidationGranted,
  'achievementId' | 'achievementVersion' | 'learnerId' | 'organisationId' | 'grantedAt'
> {
  readonly results: readonly { readonly criterionId: string; readonly levelId: string }[];
  readonly period?: ValidationGranted['period'] | null;
  readonly evidence: readonly {
    /** A bare UUID, or an address. */
    readonly evidenceId: string;
    readonly sha256?: string;
  }[];
  readonly legs?: ValidationGranted['legs'];
  /** Those at the school who judged it. */
  readonly assessedBy?: readonly string[];
  /** Of the workplace; null where nobody there was asked. */
  readonly statement: ValidationGranted['statement'] | null;
}

/** What a file of awards says of one learner. */
type Assessed = Pick<Award, 'results' | 'period' | 'evidence'>;

interface Parts {
  readonly credentialId: string;
  readonly grant: Award;
  /** The version of the achievement that was asked for. */
  readonly definition: Definition;
  readonly issuer: Profile;
  /** Random; without it a person id could be guessed from its hash. */
  readonly salt: string;
  /** What led to it, of which only commitments are told. */
  readonly path: readonly PathLink[];
  /** Endorsements of the batons that its legs handed on. */
  readonly accepted?: readonly LinkedAcceptance[];
  /** Where others reach this service. */
  readonly publicUrl: string;
}

/** What is signed when a validation was granted: ids, codes, digests, and the school's own public texts. */
export function credentialContent({
  credentialId,
  grant,
  definition,
  issuer,
  salt,
  publicUrl,
  path,
  accepted = [],
}: Parts): CredentialContent {
  const { statement, legs = [] } = grant;
  const { results, evidence, activity } = assessedContent(grant);
  const role = roleIn(legs);
  return {
    id: credentialId,
    issuer,
    validFrom: new Date(grant.grantedAt),
    identity: { value: grant.learnerId, type: PERSON_ID, salt },
    ...definedContent(grant, { definition, issuer, publicUrl }),
    results,
    evidence: [
      ...evidence,
      statement === null ? awardContent(credentialId) : statementContent(statement),
      ...accepted.map(acceptanceContent),
      ...path.map(pathContent),
    ],
    ...(role !== undefined && { role }),
    ...(activity && { activity }),
  };
}

/** All of it that follows from what was assessed; also once that is something else, since a mistake was found. */
export function assessedContent({ results, evidence, period }: Assessed): AssessedContent {
  return {
    results: results.map(({ criterionId, levelId }) => ({ criterion: criterionId, level: levelId })),
    evidence: evidence.map(({ evidenceId, sha256 }) => ({
      id: evidenceId,
      ...(sha256 !== undefined && { sha256 }),
    })),
    ...(period && { activity: { start: new Date(period.start), end: new Date(period.end) } }),
  };
}

/** All of it that follows from the version of the achievement; also once that is another one, since a mistake was found. */
export function definedContent(
  grant: Pick<Award, 'achievementId' | 'achievementVersion' | 'grantedAt'>,
  { definition, issuer, publicUrl }: Pick<Parts, 'definition' | 'issuer' | 'publicUrl'>,
): DefinedContent {
  const { name, validForMonths } = definition;
  return {
    name,
    achievement: achievementContent(grant, definition, issuer, publicUrl),
    ...(validForMonths !== null && { validUntil: monthsAfter(grant.grantedAt, validForMonths) }),
    ...creditsOf(definition, 'creditsEarned'),
  };
}

/** How the learner took part, where all legs that say so say the same: Open Badges has room for one role. */
function roleIn(legs: NonNullable<Award['legs']>): string | undefined {
  const [role, ...others] = new Set(legs.flatMap(({ as }) => as ?? []));
  return others.length === 0 ? role : undefined;
}

/** EC are the one study load that Open Badges has a member for; any is told as an alignment too. */
function creditsOf<Name extends string>({ standardElements }: Definition, name: Name): Partial<Record<Name, number>> {
  const { studyLoad } = standardElements;
  return studyLoad?.unit === 'ects' ? ({ [name]: studyLoad.value } as Record<Name, number>) : {};
}

/** The same day of a later month; where that month is shorter, its last. */
function monthsAfter(moment: string, months: number): Date {
  const from = new Date(moment);
  const to = new Date(from);
  to.setUTCMonth(from.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to;
}

/** A version of an achievement as its credentials tell it. */
function achievementContent(
  { achievementId, achievementVersion: version }: Pick<ValidationGranted, 'achievementId' | 'achievementVersion'>,
  definition: Definition,
  { id, name: creatorName }: Profile,
  publicUrl: string,
): AchievementContent {
  const { name, description, worth, notWorth, awardingFramework, achievementType, criteria, image } = definition;
  return {
    id: achievementId,
    name,
    description: [description, worth, notWorth, awardingFramework].filter((text) => text !== null).join('\n'),
    // What had to be shown; of what one may show besides, only the results tell whether it was.
    narrative: criteria.flatMap(({ required, statement }) => (required ? [statement] : [])).join('\n'),
    achievementType,
    version: String(version),
    alignment: alignmentsOf(definition),
    // The issuer says where it is; here it is named only.
    creator: { id, type: ['Profile'], ...(creatorName !== undefined && { name: creatorName }) },
    ...creditsOf(definition, 'creditsAvailable'),
    related: definition.translations.map((one) => ({
      id: one.achievementId,
      ...(one.version !== null && { version: String(one.version) }),
    })),
    tag: definition.tags,
    ...(image && { image: { id: imageUrl(publicUrl, image.file), caption: image.caption } }),
    criteria: criteria.map(({ criterionId, name: criterionName, required, requiredLevelId, levels }) => ({
      id: criterionId,
      name: criterionName,
      ...(required && { requiredLevel: requiredLevelId }),
      levels: levels.map((level) => ({ id: level.levelId, name: level.name, level: String(level.rank) })),
    })),
  };
}

/**
 * Which organisation stated it and from what position; never who, and none of their words. A grant lists the criteria that
 * the workplace saw and the school judged good enough, so this is said of those alone.
 */
function statementContent({ statementId, organisationId, basis }: NonNullable<Award['statement']>): EvidenceContent {
  const by = organisationId === null ? '' : `, organisation urn:uuid:${organisationId}`;
  return {
    record: { statementId, organisationId, basis },
    name: 'Workplace statement',
    description: `Each criterion that has a result here was seen at the workplace, wholly or in part, and confirmed through Estafette; basis: ${basis}${by}.`,
  };
}

const AWARD = 'Award by the school';

/** That it rests on the school alone; whoever reads it must not take that for the word of a workplace. */
function awardContent(credentialId: string): EvidenceContent {
  return {
    record: { awardedCredentialId: credentialId },
    name: AWARD,
    description:
      'Each criterion that has a result here was assessed by the school itself, which awarded this through Estafette. Nobody at a workplace was asked to confirm it.',
  };
}

/** Whether an entry was made here of what a school awarded by itself, and is none of those that its file named, which have no name. */
export function isMadeOfAward({ name }: Evidence): boolean {
  return name === AWARD || name === PATH_LINK;
}

/** Which organisation accepted the baton, in a signed endorsement that whoever reads this can fetch and check by itself. */
export function acceptanceContent({ url, sha256, organisationId, byNextTeam }: LinkedAcceptance): EvidenceContent {
  const by = byNextTeam ? 'the team of the next leg, which goes on from it' : 'the organisation whose challenge it is';
  return {
    id: url,
    name: 'Accepted baton',
    description: `What a leg in which this was learned handed on was accepted through Estafette by ${by}; organisation urn:uuid:${organisationId}. Its signed endorsement lies at this address.`,
    sha256,
  };
}

/** Says nothing but that there is something which its holder can show, and which then can be checked. */
function pathContent(link: PathLink): EvidenceContent {
  return {
    id: link.id,
    name: PATH_LINK,
    description:
      'A commitment: the SHA-256 of a JSON text (RFC 8785) with a salt, which the holder can show with the credential.',
    sha256: commitmentTo(link),
  };
}
