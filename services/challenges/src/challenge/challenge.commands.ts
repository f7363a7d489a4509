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
  readonly organisationId: string;
  readonly members: readonly string[];
  readonly revision: number;
}

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  readonly at: string;
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
  | (Asked<'AcceptChallenge'> & { readonly hub: KnownHub })
  | (Asked<'DeclineChallenge'> & { readonly reason: DeclineReason; readonly words: string })
  | (Asked<'PlanLeg'> & {
      readonly legId: string;
      readonly aspect: string;
      readonly schoolId: string;
      readonly frame: Frame;
      readonly period: Period;
      readonly goals: { readonly students: readonly LearningGoal[]; readonly company: readonly LearningGoal[] };
    })
  | (Asked<'FormTeam'> & { readonly legId: string; readonly members: readonly TeamMember[] })
  | (Asked<'StartLeg'> & { readonly legId: string })
  | (Asked<'NoteProgress'> & { readonly legId: string; readonly noteId: string; readonly text: string })
  | (Asked<'HandOverBaton'> & {
      readonly legId: string;
      readonly batonId: string;
      readonly content: BatonContent;
      readonly salt: string;
      readonly digest: string;
    })
  | (Asked<'AcceptBaton'> & { readonly batonId: string; readonly digest: string })
  | (Asked<'QuestionBaton'> & { readonly batonId: string; readonly questionId: string; readonly question: string })
  | (Asked<'AnswerBatonQuestion'> & { readonly batonId: string; readonly questionId: string; readonly answer: string })
  | (Asked<'ReviewLeg'> & { readonly legId: string; readonly reviewId: string; readonly words: string })
  | (Asked<'ConcludeChallenge'> & { readonly outcome: Outcome; readonly adopted: string });
