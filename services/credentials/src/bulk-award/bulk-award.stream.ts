import type { StreamType } from '@estafette/event-store';
import {
  bulkAwardDecider,
  bulkAwardPartDecider,
  type BulkAwardCommand,
  type BulkAwardState,
  type PartCommand,
  type PartState,
} from './bulk-award.decider.js';
import {
  bulkAwardEvents,
  bulkAwardPartEvents,
  type BulkAwardEvent,
  type BulkAwardPartEvent,
} from './bulk-award.events.js';

export const bulkAward: StreamType<BulkAwardState, BulkAwardCommand, BulkAwardEvent> = {
  name: 'bulk-award',
  decider: bulkAwardDecider,
  events: bulkAwardEvents,
};

/** Its id is `<bulk award id>-<number of the part, from 1>`. */
export const bulkAwardPart: StreamType<PartState, PartCommand, BulkAwardPartEvent> = {
  name: 'award-part',
  decider: bulkAwardPartDecider,
  events: bulkAwardPartEvents,
};
