import type { StreamType } from '@estafette/event-store';
import type { LearningRecordCommand } from './learning-record.commands.js';
import { learningRecordDecider } from './learning-record.decider.js';
import type { LearningRecordEvent } from './learning-record.events.js';
import { learningRecordEvents } from './learning-record.events.js';
import type { LearningRecordState } from './learning-record.state.js';

export const learningRecord: StreamType<LearningRecordState, LearningRecordCommand, LearningRecordEvent> = {
  name: 'learning-record',
  decider: learningRecordDecider,
  events: learningRecordEvents,
};
