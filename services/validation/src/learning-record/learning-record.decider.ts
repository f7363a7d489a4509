import type { Decider } from '@estafette/decider';
import { refuse, unknown, same } from '@estafette/decider';
import type { LearningRecordCommand } from './learning-record.commands.js';
import type { LearningRecordEvent } from './learning-record.events.js';
import type { LearningRecordState } from './learning-record.state.js';
import { evolve, nothingNoted } from './learning-record.state.js';

type Command<Type extends LearningRecordCommand['type']> = Extract<LearningRecordCommand, { type: Type }>;

/** The rules of a learning record: noted by a learner, or offered after a leg and then kept or dismissed. */
export const learningRecordDecider: Decider<LearningRecordState, LearningRecordCommand, LearningRecordEvent> = {
  initialState: nothingNoted,
  evolve,
  decide: (command, state) => {
    switch (command.type) {
      case 'NoteLearning':
        return note(command, state);
      case 'OfferLearningRecord':
        return offer(command, state);
      case 'KeepLearningRecord':
        mustBeOwn(command.by.person, state);
        return keep(command, state);
      case 'DismissLearningRecord':
        mustBeOwn(command.by.person, state);
        return dismiss(state);
    }
  },
};

function note(command: Command<'NoteLearning'>, state: LearningRecordState): LearningRecordEvent[] {
  const { learningRecordId, what, kind, from, legId, challengeId, date, by } = command;
  const data = { learningRecordId, personId: by.person, what, kind, from, legId, challengeId, date };
  if (state.status !== 'none') {
    const { personId, learned } = state;
    const there = { learningRecordId, personId, ...learned, legId: state.legId, challengeId: state.challengeId };
    if (same(data, { ...there, date: state.date })) return [];
    refuse('learning-record-exists', 'A record with this id is there already: give the new one an id of its own.');
  }
  return [{ type: 'LearningNoted', data }];
}

/** A leg may be reviewed more than once; each member is offered one record for it. */
function offer(command: Command<'OfferLearningRecord'>, { status }: LearningRecordState): LearningRecordEvent[] {
  if (status !== 'none') return [];
  const { learningRecordId, personId, leg } = command;
  return [{ type: 'LearningRecordOffered', data: { learningRecordId, personId, leg } }];
}

function keep({ what, kind, from }: Command<'KeepLearningRecord'>, state: LearningRecordState): LearningRecordEvent[] {
  const learned = { what, kind, from };
  if (state.status === 'kept' && same(state.learned, learned)) return [];
  if (state.status === 'kept') {
    refuse(
      'learning-record-kept',
      'This record is kept already and stays as it is. Note what came after as a new one.',
    );
  }
  if (state.status === 'dismissed') {
    refuse('learning-record-dismissed', 'You dismissed this record. Note what you learned as a new one.');
  }
  const { learningRecordId, personId, legId } = state;
  return [{ type: 'LearningRecordKept', data: { learningRecordId, personId, legId, ...learned } }];
}

function dismiss({ status, learningRecordId, personId }: LearningRecordState): LearningRecordEvent[] {
  if (status === 'dismissed') return [];
  if (status === 'kept') {
    refuse('learning-record-kept', 'This record is kept already; only a record that is on offer can be dismissed.');
  }
  return [{ type: 'LearningRecordDismissed', data: { learningRecordId, personId } }];
}

/** A record is its learner's alone; to everybody else it is not there. */
function mustBeOwn(person: string, { status, personId }: LearningRecordState): void {
  if (status === 'none' || personId !== person) {
    unknown('learning-record-unknown', 'You have no learning record with this id.');
  }
}
