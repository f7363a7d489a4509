import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import type { SkillAlignment, StandardElements } from './standard-elements.rules.js';
import { NOTHING_TOLD } from './standard-elements.rules.js';

export type AchievementType = 'Competency' | 'MicroCredential';

/** One level of a rubric; a higher rank is a higher level. */
export interface Level {
  readonly levelId: string;
  readonly name: string;
  readonly rank: number;
}

export interface Criterion {
  readonly criterionId: string;
  readonly name: string;
  /** The criterion as a plain sentence for the workplace. */
  readonly statement: string;
  /** Without it the achievement cannot be earned. */
  readonly required: boolean;
  /** The level that is enough. */
  readonly requiredLevelId: string;
  readonly levels: readonly Level[];
}

/** How it looks. */
export interface AchievementImage {
  /** Of an image that its school uploaded: its name in public. */
  readonly file: string;
  /** What is to be seen, for whoever does not see it. */
  readonly caption: string;
}

/** What can be earned, and how. All of it is public once it is published. */
export interface Definition {
  readonly achievementType: AchievementType;
  /** Under which framework the school may award it; null where it needs none. */
  readonly awardingFramework: string | null;
  readonly name: string;
  readonly description: string;
  /** BCP 47 tag of the language of these texts. */
  readonly inLanguage: string;
  /** Codes of fields; an assessor is appointed for one of them. */
  readonly fields: readonly string[];
  readonly criteria: readonly Criterion[];
  /** What it is worth, in full sentences. */
  readonly worth: string;
  /** What it is not: no diploma, no exemption, no claim to pay. */
  readonly notWorth: string;
  readonly standardElements: StandardElements;
  /** Terms of published schemes that it is about. */
  readonly alignments: readonly SkillAlignment[];
  /** The same achievement in other languages. */
  readonly translations: readonly { readonly achievementId: string; readonly version: number | null }[];
  readonly tags: readonly string[];
  /** For how long a credential of it holds; null for good. */
  readonly validForMonths: number | null;
  /** Null where it has none of its own. */
  readonly image: AchievementImage | null;
}

export type AchievementEvent =
  | DomainEvent<
      'AchievementDefined',
      { achievementId: string; organisationId: string; definition: Definition; by: string }
    >
  | DomainEvent<'AchievementRevised', { achievementId: string; definition: Definition; by: string }>
  | DomainEvent<
      'AchievementPublished',
      { achievementId: string; organisationId: string; version: number; definition: Definition; by: string }
    >
  | DomainEvent<'AchievementRetired', { achievementId: string; version: number; by: string }>;

/** Version 1 knew no standard elements, alignments, translations, tags, or end. */
function withNothingTold(data: unknown): object {
  const { definition, ...rest } = data as { definition: object };
  const nothing = { standardElements: NOTHING_TOLD, alignments: [], translations: [], tags: [], validForMonths: null };
  return { ...rest, definition: { ...definition, ...nothing } };
}

/** Version 2 knew no image. */
function withoutImage(data: unknown): object {
  const { definition, ...rest } = data as { definition: object };
  return { ...rest, definition: { ...definition, image: null } };
}

const upcast = { 1: withNothingTold, 2: withoutImage };

/** Nothing here is personal: these are a school's own texts, made to be published. */
export const achievementEvents: EventTypes<AchievementEvent> = {
  AchievementDefined: { version: 3, upcast },
  AchievementRevised: { version: 3, upcast },
  AchievementPublished: { version: 3, upcast },
  AchievementRetired: { version: 1 },
};
