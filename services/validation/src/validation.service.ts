import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { LEG_REVIEWED, OnChallenges } from './flows/on-challenges.consumer.js';
import { follows } from './followed/followed.js';
import { LearningRecordController } from './learning-record/learning-record.controller.js';
import { RecordDigests } from './learning-record/record-digests.js';
import { learningRecord } from './learning-record/learning-record.stream.js';
import { validationPublisher } from './publishing/validation.publisher.js';
import { OwnRecords } from './validation/own-records.js';
import { ValidationController } from './validation/validation.controller.js';
import { validation as validationStream } from './validation/validation.stream.js';
import { AssessorQueueController } from './views/assessor-queue/assessor-queue.controller.js';
import { assessorQueue } from './views/assessor-queue/assessor-queue.view.js';
import { MyLearningController } from './views/my-learning/my-learning.controller.js';
import { myLearning } from './views/my-learning/my-learning.view.js';
import { StatementRequestsController } from './views/statement-requests/statement-requests.controller.js';
import { statementRequests } from './views/statement-requests/statement-requests.view.js';
import { ValidationFileController } from './views/validation-file/validation-file.controller.js';
import { validationFile } from './views/validation-file/validation-file.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the validation service; the only wiring. */
export const validation: ServiceDefinition = {
  name: 'validation',
  root: new URL('../', import.meta.url),
  streams: [learningRecord, validationStream],
  views: [anyView(myLearning), anyView(assessorQueue), anyView(statementRequests), anyView(validationFile)],
  publish: validationPublisher,
  follows,
  reactsTo: [LEG_REVIEWED],
  consumers: [OnChallenges],
  controllers: [
    LearningRecordController,
    ValidationController,
    MyLearningController,
    AssessorQueueController,
    StatementRequestsController,
    ValidationFileController,
  ],
  providers: [viewsProvider, OwnRecords, RecordDigests],
};
