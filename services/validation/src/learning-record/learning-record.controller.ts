import { Controller } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import * as schema from './learning-record.schemas.js';
import { learningRecord } from './learning-record.stream.js';

const noteLearning = post('', {
  summary: 'Note something that you learned; only `what` is needed',
  permission: selfOr('learner'),
  body: schema.learningRecordBody,
  refuses: ['learning-record-exists'],
});
const keepRecord = post(':learningRecordId/completions', {
  summary: 'Keep a record that you were offered after a leg, with your own words',
  permission: selfOr('learner'),
  params: schema.learningRecordParams,
  body: schema.completionBody,
  refuses: ['learning-record-kept', 'learning-record-dismissed'],
});
const dismissRecord = post(':learningRecordId/dismissals', {
  summary: 'Dismiss a record that you were offered after a leg',
  permission: selfOr('learner'),
  params: schema.learningRecordParams,
  body: schema.dismissalBody,
  refuses: ['learning-record-kept'],
});

@Controller('learning-records')
export class LearningRecordController {
  constructor(private readonly commands: Commands) {}

  @Route(noteLearning)
  note(@Input() call: CallOf<typeof noteLearning>): Promise<CommandReply> {
    const { learningRecordId } = call.body;
    const command = part(learningRecord, learningRecordId, { type: 'NoteLearning', ...asked(call), ...call.body });
    return this.commands.run(call, command, { location: at(learningRecordId) });
  }

  @Route(keepRecord)
  keep(@Input() call: CallOf<typeof keepRecord>): Promise<CommandReply> {
    const { learningRecordId } = call.params;
    const command = part(learningRecord, learningRecordId, {
      type: 'KeepLearningRecord',
      ...asked(call),
      ...call.body,
    });
    return this.commands.run(call, command, { location: at(learningRecordId) });
  }

  @Route(dismissRecord)
  dismiss(@Input() call: CallOf<typeof dismissRecord>): Promise<CommandReply> {
    const { learningRecordId } = call.params;
    const command = part(learningRecord, learningRecordId, { type: 'DismissLearningRecord', ...asked(call) });
    return this.commands.run(call, command, { location: at(learningRecordId) });
  }
}

function at(learningRecordId: string): string {
  return `/v1/learning-records/${learningRecordId}`;
}
