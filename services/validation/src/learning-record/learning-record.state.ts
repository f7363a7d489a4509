import type { Learned, LearningRecordEvent, OfferedLeg } from './learning-record.events.js';

export interface LearningRecordState {
  readonly learningRecordId: string;
  readonly personId: string;
  readonly status: 'none' | 'offered' | 'kept' | 'dismissed';
  /** Filled in beforehand, where it was offered. */
  readonly leg: OfferedLeg | null;
  /** In the learner's words, once noted or kept. */
  readonly learned: Learned | null;
  readonly legId: string | null;
  readonly challengeId: string | null;
  readonly date: string | null;
}

export const nothingNoted: LearningRecordState = {
  learningRecordId: '',
  personId: '',
  status: 'none',
  leg: null,
  learned: null,
  legId: null,
  challengeId: null,
  date: null,
};

export function evolve(state: LearningRecordState, event: LearningRecordEvent): LearningRecordState {
  switch (event.type) {
    case 'LearningNoted': {
      const { learningRecordId, personId, what, kind, from, legId, challengeId, date } = event.data;
      const learned = { what, kind, from };
      return { ...state, learningRecordId, personId, status: 'kept', learned, legId, challengeId, date };
    }
    case 'LearningRecordOffered': {
      const { learningRecordId, personId, leg } = event.data;
      const { legId, challengeId } = leg;
      return { ...state, learningRecordId, personId, status: 'offered', leg, legId, challengeId };
    }
    case 'LearningRecordKept': {
      const { what, kind, from } = event.data;
      return { ...state, status: 'kept', learned: { what, kind, from } };
    }
    case 'LearningRecordDismissed':
      return { ...state, status: 'dismissed' };
  }
}
