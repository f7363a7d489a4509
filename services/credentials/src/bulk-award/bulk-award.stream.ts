import type { StreamType } from '@estafette/event-store';
import { bulkAwardDecider, bulkAwardPartDecider, type PartCommand, type StartBulkAward } from './bulk-award.decider.js';
import {
  bulkAwardEvents,
  bulkAwardPartEvents,
  type BulkAwardEvent,
  type BulkAwardPartEvent,
} from './bulk-award.events.js';

export const bulkAward: StreamType<BulkAwardEvent['data'] | null, StartBulkAward, BulkAwardEvent> = {
  name: 'bulk-award',
  decider: bulkAwardDecider,
  events: bulkAwardEvents,
};

/** Its id is `<bulk award id>-<number of the part, from 1>`. */
export const bulkAwardPart: StreamType<'none' | 'given' | 'done', PartCommand, BulkAwardPartEvent> = {
  name: 'award-part',
  decider: bulkAwardPartDecider,
  events: bulkAwardPartEvents,
};
