import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';
import type { Frame, Kind, LearnedFrom, LearnsAs, Period } from '../learning-record/learning-record.events.js';

export type Seen = 'yes' | 'partly' | 'not-seen';
/** Why somebody at the workplace can say what they saw. */
export type Basis = 'employer' | 'client' | 'former-employer' | 'appointed-practitioner';

export interface Criterion {
  readonly criterionId: string;
  readonly name: string;
  /** The plain sentence that the workplace answers. */
  readonly statement: string;
  readonly required: boolean;
  readonly requiredLevelId: string;
  readonly levels: readonly { readonly levelId: string; readonly name: string; readonly rank: number }[];
}

/** A published version of an achievement, as it was known when validation was requested. */
export interface Achievement {
  readonly achievementId: string;
  readonly version: number;
  /** The school that issues. */
  readonly organisationId: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly criteria: readonly Criterion[];
  /** How far the issuer's facts about this achievement were known. */
  readonly revision: number;
}

export interface Evidence {
  readonly evidenceId: string;
  readonly kind: 'link' | 'platform';
  /** Where it is, for a link. */
  readonly url: string | null;
  /** The learning record that it is, or that it comes with, in the platform. */
  readonly learningRecordId: string | null;
  /** What a leg made, in the platform. */
  readonly artefactId: string | null;
  /** Over its content: SHA-256, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly description: string;
  /** ISO 8601 date. */
  readonly date: string;
}

export interface Claim {
  readonly criterionId: string;
  readonly words: string;
  readonly evidence: readonly string[];
  readonly records: readonly string[];
}

/** A learning record as it stood when the learner submitted it; what comes later stands beside it. */
export interface SubmittedRecord {
  readonly learningRecordId: string;
  readonly what: string;
  readonly kind: Kind | null;
  readonly from: LearnedFrom | null;
  readonly legId: string | null;
}

/** Who is asked what they saw. */
export interface StatementFrom {
  readonly basis: Basis;
  /** For whom they act; for an appointed practitioner the school. */
  readonly organisationId: string;
  /** Only this person; null for whoever acts for the organisation. */
  readonly personId: string | null;
}

/** A leg that evidence comes from, as the credential may refer to it: nothing of it is anybody's own words. */
export interface EvidencedLeg {
  readonly challengeId: string;
  /** Of the challenge; null where it is a sole trader's own text. */
  readonly title: string | null;
  readonly legId: string;
  readonly frame: Frame;
  /** Whose challenge it is. */
  readonly organisationId: string;
  readonly batonDigest: string | null;
  /** How the learner took part in it; absent where that is not known. */
  readonly as?: LearnsAs;
  /** That the baton was accepted; absent where it was not when this was told, or not in the name of an organisation. */
  readonly accepted?: Acceptance;
}

/** That a baton was accepted, by somebody who was logged in and acted for an organisation. */
export interface Acceptance {
  readonly batonId: string;
  readonly organisationId: string;
  /** The next leg, whose team accepted; null where the employer did. */
  readonly acceptedByLeg: string | null;
  readonly acceptedBy: string;
  readonly acceptedAt: string;
}

export interface SeenCriterion {
  readonly criterionId: string;
  readonly seen: Seen;
  readonly words: string | null;
}

export interface Missing {
  readonly criterionId: string;
  readonly reason: 'not-seen' | 'below-required-level';
}

/** Every event names the learner, so that a view by person needs nothing else. */
interface About {
  readonly validationId: string;
  readonly learnerId: string;
}

export type ValidationEvent =
  | DomainEvent<
      'ValidationRequested',
      About & {
        achievement: Achievement;
        claims: readonly Claim[];
        evidence: readonly Evidence[];
        records: readonly SubmittedRecord[];
        statementFrom: StatementFrom;
        /** How far the organisation that is asked was known; absent where none was named, and in older events. */
        organisationRevision?: number;
        /** From the first day to the last of the legs that the evidence comes from; null when there are none. */
        period: Period | null;
        /** Those legs; absent in events from before they were kept. */
        legs?: readonly EvidencedLeg[];
      }
    >
  | DomainEvent<
      'EvidenceAdded',
      About & {
        evidence: Evidence;
        /** The claims that it supports. */
        criteria: readonly string[];
        /** The learning record, where that is the evidence. */
        records: readonly SubmittedRecord[];
      }
    >
  | DomainEvent<'ValidationWithdrawn', About>
  | DomainEvent<
      'WorkplaceStatementGiven',
      About & {
        statementId: string;
        organisationId: string;
        basis: Basis;
        criteria: readonly SeenCriterion[];
        by: string;
      }
    >
  | DomainEvent<
      'CriterionAssessed',
      About & {
        criterionId: string;
        levelId: string;
        words: string;
        by: string;
        /** By what the assessor could judge this, and how far the school's appointments were known. */
        appointment: { appointmentId: string; revision: number };
      }
    >
  | DomainEvent<
      'ValidationGranted',
      About & {
        achievementId: string;
        achievementVersion: number;
        organisationId: string;
        results: readonly { criterionId: string; levelId: string }[];
        evidence: readonly { evidenceId: string; sha256: string }[];
        /** `statedBy` is absent in events from before it was kept. */
        statement: { statementId: string; organisationId: string; basis: Basis; statedBy?: string };
        assessedBy: readonly string[];
        period: Period | null;
        legs?: readonly EvidencedLeg[];
        grantedAt: string;
      }
    >
  | DomainEvent<'ValidationDeclined', About & { missing: readonly Missing[] }>;

const personal = (of: string, ...paths: readonly string[]): readonly PersonalMember[] =>
  paths.map((path) => ({ path, of }));

/** Each text takes its author's key. */
export const validationEvents: EventTypes<ValidationEvent> = {
  ValidationRequested: {
    version: 1,
    personal: ({ learnerId, claims, evidence, records }) => [
      ...claims.flatMap((_claim, index) => personal(learnerId, `claims.${index}.words`)),
      ...evidence.flatMap((_one, index) =>
        personal(learnerId, `evidence.${index}.description`, `evidence.${index}.url`),
      ),
      ...records.flatMap((_record, index) => personal(learnerId, `records.${index}.what`)),
    ],
  },
  EvidenceAdded: {
    version: 1,
    personal: ({ learnerId, records }) => [
      ...personal(learnerId, 'evidence.description', 'evidence.url'),
      ...records.flatMap((_record, index) => personal(learnerId, `records.${index}.what`)),
    ],
  },
  ValidationWithdrawn: { version: 1 },
  WorkplaceStatementGiven: {
    version: 1,
    personal: ({ criteria, by }) => criteria.flatMap((_one, index) => personal(by, `criteria.${index}.words`)),
  },
  CriterionAssessed: { version: 1, personal: ({ by }) => personal(by, 'words') },
  ValidationGranted: { version: 1 },
  ValidationDeclined: { version: 1 },
};
