import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { asLearner, at, baker, id, learner, leg, recordId } from '../fixtures/wishes.js';
import type { LearningRecordCommand } from './learning-record.commands.js';
import { learningRecordDecider } from './learning-record.decider.js';
import type { LearningRecordEvent } from './learning-record.events.js';

const record = given(learningRecordDecider);
const learned = { what: 'Start small.', kind: 'experimenting', from: 'own' } as const;
const asBaker = { person: baker, for: 'self', roles: [] };

const note = { type: 'NoteLearning', by: asLearner, at, learningRecordId: recordId, ...learned } as const;
const nowhere = { legId: null, challengeId: null, date: null };
const noted: LearningRecordEvent = {
  type: 'LearningNoted',
  data: { learningRecordId: recordId, personId: learner, ...learned, ...nowhere },
};
const offer: LearningRecordCommand = {
  type: 'OfferLearningRecord',
  learningRecordId: recordId,
  personId: learner,
  leg,
};
const offered: LearningRecordEvent = {
  type: 'LearningRecordOffered',
  data: { learningRecordId: recordId, personId: learner, leg },
};
const keep = { type: 'KeepLearningRecord', by: asLearner, at, ...learned } as const;
const kept: LearningRecordEvent = {
  type: 'LearningRecordKept',
  data: { learningRecordId: recordId, personId: learner, legId: leg.legId, ...learned },
};
const dismiss = { type: 'DismissLearningRecord', by: asLearner, at } as const;
const dismissed: LearningRecordEvent = {
  type: 'LearningRecordDismissed',
  data: { learningRecordId: recordId, personId: learner },
};

describe('noting learning', () => {
  it('takes what was learned, and nothing else is needed', () => {
    record()
      .when({ ...note, ...nowhere })
      .then(noted);
    const bare = { ...learned, kind: null, from: null };
    record()
      .when({ ...note, ...nowhere, ...bare })
      .then({ type: 'LearningNoted', data: { ...noted.data, ...bare } });
  });

  it('is said once', () => {
    record(noted)
      .when({ ...note, ...nowhere })
      .thenNothing();
    record(noted)
      .when({ ...note, ...nowhere, what: 'Other words' })
      .thenRefuses('learning-record-exists');
    record(noted)
      .when({ ...note, ...nowhere, by: asBaker })
      .thenRefuses('learning-record-exists');
    record(offered)
      .when({ ...note, ...nowhere })
      .thenRefuses('learning-record-exists');
  });
});

describe('a record that is offered after a leg', () => {
  it('is offered once, whatever became of it', () => {
    record().when(offer).then(offered);
    for (const history of [[offered], [offered, kept], [offered, dismissed], [noted]]) {
      record(...history)
        .when(offer)
        .thenNothing();
      record(...history)
        .when({ ...offer, leg: { ...leg, reviewId: id(99) } })
        .thenNothing();
    }
  });

  it('is kept with the words of the learner, and stays as it is', () => {
    record(offered).when(keep).then(kept);
    record(offered, kept).when(keep).thenNothing();
    record(offered, kept)
      .when({ ...keep, what: 'Other words' })
      .thenRefuses('learning-record-kept');
    record(noted)
      .when({ ...keep, what: 'Other words' })
      .thenRefuses('learning-record-kept');
    record(offered, dismissed).when(keep).thenRefuses('learning-record-dismissed');
  });

  it('is dismissed while it is on offer', () => {
    record(offered).when(dismiss).then(dismissed);
    record(offered, dismissed).when(dismiss).thenNothing();
    record(offered, kept).when(dismiss).thenRefuses('learning-record-kept');
    record(noted).when(dismiss).thenRefuses('learning-record-kept');
  });

  it('is not there for anybody else', () => {
    for (const command of [keep, dismiss]) {
      record(offered)
        .when({ ...command, by: asBaker })
        .thenRefuses('learning-record-unknown');
      record().when(command).thenRefuses('learning-record-unknown');
    }
  });
});
