import type { BatonContent, ChallengeEvent, Frame, Period, Start, TeamMember } from './challenge.events.js';

type Data<Type extends ChallengeEvent['type']> = Extract<ChallengeEvent, { type: Type }>['data'];

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
  /** The leg whose team accepted it; null where the employer did, or nobody yet. */
  readonly acceptedByLeg: string | null;
  readonly questions: readonly Question[];
}

export interface Leg {
  readonly legId: string;
  readonly aspect: string;
  readonly schoolId: string;
  readonly frame: Frame;
  readonly period: Period;
  /** The leg before it on the same aspect that was not cancelled; null for the first. */
  readonly buildsOn: string | null;
  readonly goals: Data<'LegPlanned'>['goals'];
  readonly members: readonly TeamMember[];
  readonly start: Start | null;
  readonly cancelled: Data<'LegCancelled'> | null;
  readonly notes: ReadonlyMap<string, string>;
  readonly baton: Baton | null;
  readonly reviews: ReadonlyMap<string, string>;
}

export interface ChallengeState {
  readonly challengeId: string;
  readonly status: 'none' | 'posted' | 'accepted' | 'declined' | 'concluded';
  readonly posted: Data<'ChallengePosted'> | null;
  readonly declined: Data<'ChallengeDeclined'> | null;
  readonly concluded: Data<'ChallengeConcluded'> | null;
  readonly hubId: string | null;
  /** In the order in which they were planned. */
  readonly legs: readonly Leg[];
}

export const nothingPosted: ChallengeState = {
  challengeId: '',
  status: 'none',
  posted: null,
  declined: null,
  concluded: null,
  hubId: null,
  legs: [],
};

export function evolve(state: ChallengeState, event: ChallengeEvent): ChallengeState {
  switch (event.type) {
    case 'ChallengePosted':
      return { ...state, challengeId: event.data.challengeId, status: 'posted', posted: event.data };
    case 'ChallengeAccepted':
      return { ...state, status: 'accepted', hubId: event.data.hubId };
    case 'ChallengeDeclined':
      return { ...state, status: 'declined', declined: event.data };
    case 'ChallengeConcluded':
      return { ...state, status: 'concluded', concluded: event.data };
    case 'LegPlanned':
      return { ...state, legs: [...state.legs, planned(event.data)] };
    case 'LegCancelled':
      return { ...state, legs: withoutCancelled(state.legs, event.data) };
    case 'TeamFormed':
    case 'LegStarted':
    case 'ProgressNoted':
    case 'BatonHandedOver':
    case 'BatonQuestioned':
    case 'BatonQuestionAnswered':
    case 'BatonAccepted':
    case 'LegReviewed':
      return {
        ...state,
        legs: state.legs.map((leg) => (leg.legId === event.data.legId ? evolveLeg(leg, event) : leg)),
      };
  }
}

type LegEvent = Exclude<
  ChallengeEvent,
  {
    type:
      | 'ChallengePosted'
      | 'ChallengeAccepted'
      | 'ChallengeDeclined'
      | 'ChallengeConcluded'
      | 'LegPlanned'
      | 'LegCancelled';
  }
>;

function planned(data: Data<'LegPlanned'>): Leg {
  return {
    legId: data.legId,
    aspect: data.aspect,
    schoolId: data.schoolId,
    frame: data.frame,
    period: data.period,
    buildsOn: data.buildsOn,
    goals: data.goals,
    members: [],
    start: null,
    cancelled: null,
    notes: new Map(),
    baton: null,
    reviews: new Map(),
  };
}

/** The leg that built on it builds on what it built on. */
function withoutCancelled(legs: readonly Leg[], cancelled: Data<'LegCancelled'>): readonly Leg[] {
  const { legId } = cancelled;
  const buildsOn = legs.find((one) => one.legId === legId)?.buildsOn ?? null;
  return legs.map((leg) => {
    if (leg.legId === legId) return { ...leg, cancelled };
    return leg.buildsOn === legId ? { ...leg, buildsOn } : leg;
  });
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
      return { ...leg, baton: { batonId, digest, content, accepted: false, acceptedByLeg: null, questions: [] } };
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
      return { ...baton, accepted: true, acceptedByLeg: event.data.acceptedByLeg };
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
