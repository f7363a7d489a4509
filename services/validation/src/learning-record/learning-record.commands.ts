import type { By } from '../validation/validation.commands.js';
import type { Learned, OfferedLeg } from './learning-record.events.js';

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  readonly at: string;
}

export type LearningRecordCommand =
  | (Asked<'NoteLearning'> &
      Learned & {
        readonly learningRecordId: string;
        readonly legId: string | null;
        readonly challengeId: string | null;
        readonly date: string | null;
      })
  | (Asked<'KeepLearningRecord'> & Learned)
  | Asked<'DismissLearningRecord'>
  | {
      /** By the service itself, when a leg was reviewed. */
      readonly type: 'OfferLearningRecord';
      readonly learningRecordId: string;
      readonly personId: string;
      readonly leg: OfferedLeg;
    };
