import type { BatonContent, ChallengeEvent, Frame, Outcome, Period, Start, TeamMember } from './challenge.events.js';

export interface Question {
  readonly questionId: string;
  readonly question: string;
  readonly answer: string | null;
}

export interface Baton {
  readonly batonId: string;
  readonly digest: string;
  readonly content: BatonContent;
  readonly accepted: boolean;
  readonly questions: readonly Question[];
}

export interface Leg {
  readonly legId: string;
  readonly aspect: string;
  readonly schoolId: string;
  readonly frame: Frame;
  readonly period: Period;
  readonly buildsOn: string | null;
  readonly goals: string;
  readonly members: readonly TeamMember[];
  readonly start: Start | null;
  readonly notes: ReadonlyMap<string, string>;
  readonly baton: Baton | null;
  readonly reviews: ReadonlyMap<string, string>;
}

export interface ChallengeState {
  readonly challengeId: string;
  readonly status: 'none' | 'posted' | 'accepted' | 'declined' | 'concluded';
  readonly posted: Extract<ChallengeEvent, { type: 'ChallengePosted' }>['data'] | null;
  readonly hubId: string | null;
  /** The hub's own organisation and those that had joined it when it accepted. */
  readonly hubOrganisations: readonly string[];
  readonly outcome: Outcome | null;
  /** In the order in which they were planned. */
  readonly legs: readonly Leg[];
}

export const nothingPosted: ChallengeState = {
  challengeId: '',
  status: 'none',
  posted: null,
  hubId: null,
  hubOrganisations: [],
  outcome: null,
  legs: [],
};

export function evolve(state: ChallengeState, event: ChallengeEvent): ChallengeState {
  switch (event.type) {
    case 'ChallengePosted':
      return { ...state, challengeId: event.data.challengeId, status: 'posted', posted: event.data };
    case 'ChallengeAccepted':
      return {
        ...state,
        status: 'accepted',
        hubId: event.data.hubId,
        hubOrganisations: [event.data.organisationId, ...event.data.hubMembers],
      };
    case 'ChallengeDeclined':
      return { ...state, status: 'declined' };
    case 'ChallengeConcluded':
      return { ...state, status: 'concluded', outcome: event.data.outcome };
    case 'LegPlanned':
      return { ...state, legs: [...state.legs, planned(event.data)] };
    default:
      return {
        ...state,
        legs: state.legs.map((leg) => (leg.legId === event.data.legId ? evolveLeg(leg, event) : leg)),
      };
  }
}

type LegEvent = Exclude<
  ChallengeEvent,
  { type: 'ChallengePosted' | 'ChallengeAccepted' | 'ChallengeDeclined' | 'ChallengeConcluded' | 'LegPlanned' }
>;

function planned(data: Extract<ChallengeEvent, { type: 'LegPlanned' }>['data']): Leg {
  return {
    legId: data.legId,
    aspect: data.aspect,
    schoolId: data.schoolId,
    frame: data.frame,
    period: data.period,
    buildsOn: data.buildsOn,
    goals: JSON.stringify(data.goals),
    members: [],
    start: null,
    notes: new Map(),
    baton: null,
    reviews: new Map(),
  };
}

function evolveLeg(leg: Leg, event: LegEvent): Leg {
  switch (event.type) {
    case 'TeamFormed':
      return { ...leg, members: event.data.members };
    case 'LegStarted':
      return { ...leg, start: event.data.from };
    case 'ProgressNoted':
      return { ...leg, notes: new Map(leg.notes).set(event.data.noteId, event.data.text) };
    case 'LegReviewed':
      return { ...leg, reviews: new Map(leg.reviews).set(event.data.reviewId, event.data.words) };
    case 'BatonHandedOver': {
      const { batonId, digest, content } = event.data;
      return { ...leg, baton: { batonId, digest, content, accepted: false, questions: [] } };
    }
    case 'BatonAccepted':
    case 'BatonQuestioned':
    case 'BatonQuestionAnswered':
      return leg.baton ? { ...leg, baton: evolveBaton(leg.baton, event) } : leg;
  }
}

function evolveBaton(
  baton: Baton,
  event: Extract<LegEvent, { type: 'BatonAccepted' | 'BatonQuestioned' | 'BatonQuestionAnswered' }>,
): Baton {
  switch (event.type) {
    case 'BatonAccepted':
      return { ...baton, accepted: true };
    case 'BatonQuestioned': {
      const { questionId, question } = event.data;
      return { ...baton, questions: [...baton.questions, { questionId, question, answer: null }] };
    }
    case 'BatonQuestionAnswered': {
      const { questionId, answer } = event.data;
      return {
        ...baton,
        questions: baton.questions.map((one) => (one.questionId === questionId ? { ...one, answer } : one)),
      };
    }
  }
}
