import { AwardFiles } from './award-files.js';
import { BulkAwardController } from './bulk-award.controller.js';
import { CorrectionController } from './correction.controller.js';

/** What the service runs for awards to many at once. */
export const bulkAwarding = {
  controllers: [BulkAwardController, CorrectionController],
  providers: [AwardFiles],
} as const;

export { bulkAward, bulkAwardPart } from './bulk-award.stream.js';
export { makeAwarding } from './make-awarding.js';
