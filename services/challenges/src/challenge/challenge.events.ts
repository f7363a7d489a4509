import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';

export type Frame = 'internship' | 'graduation' | 'module' | 'project' | 'work';
export type MemberAs = 'student' | 'professional' | 'coach';
export type DeclineReason = 'out-of-scope' | 'no-capacity' | 'not-now' | 'unclear' | 'other';
export type Outcome = 'solved' | 'partly' | 'stopped';

/** Dates without a time, ISO 8601; both ends included. */
export interface Period {
  readonly start: string;
  readonly end: string;
}

export interface TeamMember {
  readonly personId: string;
  readonly as: MemberAs;
  /** The school or company that the member comes from; null for somebody on their own. */
  readonly organisationId: string | null;
}

export interface LearningGoal {
  readonly text: string;
  readonly learningToLearn: boolean;
}

export interface Artefact {
  readonly artefactId: string;
  readonly title: string;
  readonly url: string;
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What a leg hands on, in words; with its salt and digest it is a baton. */
export interface BatonContent {
  readonly summary: string;
  readonly findings: string;
  readonly openQuestions: string;
  readonly advice: string;
  readonly artefacts: readonly Artefact[];
}

/** What the company promises and asks, so that nobody starts on a misunderstanding. */
export interface Terms {
  /** What contact the company promises. */
  readonly contact: string;
  /** Hours of the company's people in a week. */
  readonly hoursPerWeek: number;
  readonly resultFor: 'company' | 'region' | 'everybody';
  readonly confidential: string | null;
}

/** Where a leg started from. */
export type Start =
  { readonly kind: 'challenge' } | { readonly kind: 'baton'; readonly batonId: string; readonly digest: string };

/** Where it was for the hub to arrange. */
export interface Arranged {
  /** Up to where the hub was known here; absent where the school or the team did it. */
  readonly hubRevision?: number;
}

export type ChallengeEvent =
  | DomainEvent<
      'ChallengePosted',
      {
        challengeId: string;
        organisationId: string;
        /** A sole trader's texts are personal; those of other organisations are the organisation's. */
        soleTrader: boolean;
        /** Up to where the organisation's own facts were known here. */
        organisationRevision: number;
        title: string;
        problem: string;
        wouldHelp: string;
        terms: Terms;
        by: string;
        at: string;
      }
    >
  | DomainEvent<
      'ChallengeAccepted',
      { challengeId: string; hubId: string; organisationId: string; hubMembers: readonly string[]; hubRevision: number }
    >
  | DomainEvent<'ChallengeDeclined', { challengeId: string; reason: DeclineReason; words: string; by: string }>
  | DomainEvent<
      'LegPlanned',
      {
        challengeId: string;
        legId: string;
        aspect: string;
        schoolId: string;
        /** Up to where the school was known here. */
        schoolRevision?: number;
        frame: Frame;
        period: Period;
        /** The leg before it on the same aspect; null for the first. */
        buildsOn: string | null;
        goals: { students: readonly LearningGoal[]; company: readonly LearningGoal[] };
        by: string;
      } & Arranged
    >
  | DomainEvent<'TeamFormed', { challengeId: string; legId: string; members: readonly TeamMember[] } & Arranged>
  | DomainEvent<'LegStarted', { challengeId: string; legId: string; from: Start } & Arranged>
  | DomainEvent<'LegCancelled', { challengeId: string; legId: string; words: string; by: string } & Arranged>
  | DomainEvent<'ProgressNoted', { challengeId: string; legId: string; noteId: string; text: string; by: string }>
  | DomainEvent<
      'BatonHandedOver',
      {
        challengeId: string;
        legId: string;
        batonId: string;
        content: BatonContent;
        salt: string;
        digest: string;
        by: string;
      }
    >
  | DomainEvent<
      'BatonAccepted',
      {
        challengeId: string;
        legId: string;
        batonId: string;
        digest: string;
        /** The leg that goes on from it; null when the employer accepts the last one. */
        acceptedByLeg: string | null;
        organisationId: string;
      }
    >
  | DomainEvent<
      'BatonQuestioned',
      { challengeId: string; legId: string; batonId: string; questionId: string; question: string; by: string }
    >
  | DomainEvent<
      'BatonQuestionAnswered',
      { challengeId: string; legId: string; batonId: string; questionId: string; answer: string; by: string }
    >
  | DomainEvent<
      'LegReviewed',
      {
        challengeId: string;
        legId: string;
        reviewId: string;
        organisationId: string;
        words: string;
        by: string;
        /** What others need to know of the leg, as it stood: who took part, when, and on what. */
        leg: {
          frame: Frame;
          period: Period;
          title: string | null;
          members: readonly TeamMember[];
          artefacts: readonly { artefactId: string; sha256: string }[];
          batonDigest: string | null;
        };
      }
    >
  | DomainEvent<'ChallengeConcluded', { challengeId: string; outcome: Outcome; adopted: string; by: string }>;

const texts =
  (...paths: readonly string[]) =>
  ({ by }: { readonly by: string }): readonly PersonalMember[] =>
    paths.map((path) => ({ path, of: by }));

/** Each text takes its author's key. */
export const challengeEvents: EventTypes<ChallengeEvent> = {
  ChallengePosted: {
    version: 1,
    personal: ({ soleTrader, by }) =>
      texts('wouldHelp', 'terms.contact', 'terms.confidential', ...(soleTrader ? ['title', 'problem'] : []))({ by }),
  },
  ChallengeAccepted: { version: 1 },
  ChallengeDeclined: { version: 1, personal: texts('words') },
  LegPlanned: {
    version: 1,
    personal: ({ goals, by }) => [
      ...goals.students.map((_goal, index) => ({ path: `goals.students.${index}.text`, of: by })),
      ...goals.company.map((_goal, index) => ({ path: `goals.company.${index}.text`, of: by })),
    ],
  },
  TeamFormed: { version: 1 },
  LegStarted: { version: 1 },
  LegCancelled: { version: 1, personal: texts('words') },
  ProgressNoted: { version: 1, personal: texts('text') },
  BatonHandedOver: {
    version: 1,
    // The salt too: with it, a short text could be guessed from the digest after its author was erased.
    personal: ({ content, by }) => [
      ...texts('content.summary', 'content.findings', 'content.openQuestions', 'content.advice', 'salt')({ by }),
      ...content.artefacts.flatMap((_artefact, index) =>
        texts(`content.artefacts.${index}.title`, `content.artefacts.${index}.url`)({ by }),
      ),
    ],
  },
  BatonAccepted: { version: 1 },
  BatonQuestioned: { version: 1, personal: texts('question') },
  BatonQuestionAnswered: { version: 1, personal: texts('answer') },
  LegReviewed: { version: 1, personal: texts('words') },
  ChallengeConcluded: { version: 1, personal: texts('adopted') },
};
