import type {
  BatonContent,
  DeclineReason,
  Frame,
  LearningGoal,
  Outcome,
  Period,
  TeamMember,
  Terms,
} from './challenge.events.js';

/** Who asks, and for whom. */
export interface By {
  readonly person: string;
  /** An organisation's id, or `self`. */
  readonly for: string;
  /** All roles that they hold for that organisation: any of them may be the one that allows it. */
  readonly roles: readonly string[];
}

/** What is known of a hub, followed from the organisations service. */
export interface KnownHub {
  readonly hubId: string;
  /** The organisation to which the hub belongs. */
  readonly organisationId: string;
  /** Those that joined it. */
  readonly members: readonly string[];
  /** Up to where that is known. */
  readonly revision: number;
}

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  readonly at: string;
}

interface InHub<Type extends string> extends Asked<Type> {
  /** The hub in which the challenge runs, as it is known now: organisations may join it at any time. Null without one. */
  readonly hub: KnownHub | null;
}

export type ChallengeCommand =
  | (Asked<'PostChallenge'> & {
      readonly challengeId: string;
      /** The organisation that posts, as followed, and up to which revision. */
      readonly organisation: { readonly soleTrader: boolean; readonly revision: number };
      readonly title: string;
      readonly problem: string;
      readonly wouldHelp: string;
      readonly terms: Terms;
    })
  | (Asked<'AcceptChallenge'> & { /** The one that it is accepted into. */ readonly hub: KnownHub })
  | (InHub<'DeclineChallenge'> & { readonly reason: DeclineReason; readonly words: string })
  | (InHub<'PlanLeg'> & {
      readonly legId: string;
      readonly aspect: string;
      readonly schoolId: string;
      /** Up to where the school was known. */
      readonly schoolRevision: number;
      readonly frame: Frame;
      readonly period: Period;
      readonly goals: { readonly students: readonly LearningGoal[]; readonly company: readonly LearningGoal[] };
    })
  | (InHub<'FormTeam'> & { readonly legId: string; readonly members: readonly TeamMember[] })
  | (InHub<'StartLeg'> & { readonly legId: string })
  | (InHub<'CancelLeg'> & { readonly legId: string; readonly words: string })
  | (InHub<'NoteProgress'> & { readonly legId: string; readonly noteId: string; readonly text: string })
  | (InHub<'HandOverBaton'> & {
      readonly legId: string;
      readonly batonId: string;
      readonly content: BatonContent;
      readonly salt: string;
      readonly digest: string;
    })
  | (InHub<'AcceptBaton'> & { readonly batonId: string; readonly digest: string })
  | (InHub<'QuestionBaton'> & { readonly batonId: string; readonly questionId: string; readonly question: string })
  | (InHub<'AnswerBatonQuestion'> & { readonly batonId: string; readonly questionId: string; readonly answer: string })
  | (InHub<'ReviewLeg'> & { readonly legId: string; readonly reviewId: string; readonly words: string })
  | (InHub<'ConcludeChallenge'> & { readonly outcome: Outcome; readonly adopted: string });
