import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** Kinds of learning that happen in the work itself. */
export const INFORMAL_KINDS = [
  'core-work',
  'interaction',
  'task-or-role',
  'consulting-sources',
  'experimenting',
  'reflecting',
] as const;

/** Kinds of learning that somebody else set up for it. */
export const FORMAL_KINDS = [
  'programme',
  'degree-course',
  'structured-coaching',
  'conference',
  'formal-network',
] as const;

export type Kind = (typeof INFORMAL_KINDS)[number] | (typeof FORMAL_KINDS)[number];

/** Who or what one learned from: oneself, other people, or objective sources. */
export const LEARNED_FROM = ['own', 'others', 'objective'] as const;
export type LearnedFrom = (typeof LEARNED_FROM)[number];

/** How a learner takes part in a leg. */
export type LearnsAs = 'student' | 'professional';

/** Dates without a time, ISO 8601; both ends included. */
export interface Period {
  readonly start: string;
  readonly end: string;
}

/** Something that a leg made; `sha256` is over its content, 64 lower-case hex digits. */
export interface Artefact {
  readonly artefactId: string;
  readonly sha256: string;
}

/** What a record says in the learner's own words; only `what` is needed. */
export interface Learned {
  readonly what: string;
  readonly kind: Kind | null;
  readonly from: LearnedFrom | null;
}

/** Within what a leg was worked on. */
export type Frame = 'internship' | 'graduation' | 'module' | 'project' | 'work';

/** What is filled in beforehand about a leg that somebody took part in. */
export interface OfferedLeg {
  readonly legId: string;
  readonly challengeId: string;
  /** The challenge's title; null where it is a sole trader's own text. */
  readonly title: string | null;
  readonly frame: Frame;
  readonly period: Period;
  readonly artefacts: readonly Artefact[];
  /** The review that the organisation gave. */
  readonly reviewId: string;
  readonly organisationId: string;
  /** Of the baton that it handed on; null where it handed none, absent in events from before it was kept. */
  readonly batonDigest?: string | null;
  /** How the learner took part; absent in events from before it was kept. */
  readonly as?: LearnsAs;
}

export type LearningRecordEvent =
  | DomainEvent<
      'LearningNoted',
      Learned & {
        learningRecordId: string;
        personId: string;
        legId: string | null;
        challengeId: string | null;
        /** When it was learned, ISO 8601 date; null when the learner left it out. */
        date: string | null;
      }
    >
  | DomainEvent<'LearningRecordOffered', { learningRecordId: string; personId: string; leg: OfferedLeg }>
  | DomainEvent<'LearningRecordKept', Learned & { learningRecordId: string; personId: string; legId: string | null }>
  | DomainEvent<'LearningRecordDismissed', { learningRecordId: string; personId: string }>;

const ownWords = ({ personId }: { readonly personId: string }) => [{ path: 'what', of: personId }];

export const learningRecordEvents: EventTypes<LearningRecordEvent> = {
  LearningNoted: { version: 1, personal: ownWords },
  LearningRecordOffered: { version: 1 },
  LearningRecordKept: { version: 1, personal: ownWords },
  LearningRecordDismissed: { version: 1 },
};

/** Informal, formal, or null when the learner did not say of what kind it was. */
export function isInformal(kind: Kind | null): boolean | null {
  return kind === null ? null : (INFORMAL_KINDS as readonly string[]).includes(kind);
}
