import { createHash, randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import canonicalize from 'canonicalize';
import { at } from './challenge.addresses.js';
import type { BatonContent } from './challenge.events.js';
import * as schema from './challenge.schemas.js';
import { challenge } from './challenge.stream.js';

const handOverBaton = post(':challengeId/batons', {
  summary: 'Hand over the baton of a leg',
  permission: selfOr('learner', 'coach'),
  params: schema.challengeParams,
  body: schema.batonBody,
  refuses: ['challenge-not-running', 'leg-not-started', 'baton-already-handed-over', 'baton-exists'],
});
const acceptBaton = post(':challengeId/batons/:batonId/acceptances', {
  summary: 'Accept a baton, naming its digest',
  permission: selfOr('learner', 'coach', 'employer'),
  params: schema.batonParams,
  body: schema.batonAcceptanceBody,
  refuses: ['challenge-not-running', 'baton-digest-differs', 'baton-question-open'],
});
const questionBaton = post(':challengeId/batons/:batonId/questions', {
  summary: 'Question a baton before accepting it',
  permission: selfOr('learner', 'coach', 'employer'),
  params: schema.batonParams,
  body: schema.questionBody,
  refuses: ['challenge-not-running', 'question-exists', 'baton-already-accepted'],
});
const answerQuestion = post(':challengeId/batons/:batonId/questions/:questionId/answers', {
  summary: 'Answer a question about a baton',
  permission: selfOr('learner', 'coach'),
  params: schema.questionParams,
  body: schema.answerBody,
  refuses: ['challenge-not-running', 'question-answered'],
});

@Controller('challenges')
export class BatonController {
  constructor(private readonly commands: Commands) {}

  @Route(handOverBaton)
  async handOver(@Input() call: CallOf<typeof handOverBaton>): Promise<CommandReply> {
    const { challengeId } = call.params;
    const { batonId, legId, ...content } = call.body;
    const bound = bind({ challengeId, legId, batonId, content });
    const command = part(challenge, challengeId, {
      type: 'HandOverBaton',
      ...asked(call),
      legId,
      batonId,
      content,
      ...bound,
    });
    return this.commands.run(call, command, { location: at(challengeId, 'batons', batonId) });
  }

  @Route(acceptBaton)
  async accept(@Input() call: CallOf<typeof acceptBaton>): Promise<CommandReply> {
    const { challengeId, batonId } = call.params;
    const command = part(challenge, challengeId, {
      type: 'AcceptBaton',
      ...asked(call),
      batonId,
      ...call.body,
    });
    return this.commands.run(call, command, { location: at(challengeId, 'batons', batonId) });
  }

  @Route(questionBaton)
  async question(@Input() call: CallOf<typeof questionBaton>): Promise<CommandReply> {
    const { challengeId, batonId } = call.params;
    const command = part(challenge, challengeId, {
      type: 'QuestionBaton',
      ...asked(call),
      batonId,
      ...call.body,
    });
    return this.commands.run(call, command, {
      location: at(challengeId, 'batons', batonId, 'questions', call.body.questionId),
    });
  }

  @Route(answerQuestion)
  async answer(@Input() call: CallOf<typeof answerQuestion>): Promise<CommandReply> {
    const { challengeId, batonId, questionId } = call.params;
    const command = part(challenge, challengeId, {
      type: 'AnswerBatonQuestion',
      ...asked(call),
      batonId,
      questionId,
      ...call.body,
    });
    return this.commands.run(call, command, { location: at(challengeId, 'batons', batonId, 'questions', questionId) });
  }
}

/** A random salt, and the SHA-256 over the canonical JSON (RFC 8785) of the baton with it. */
function bind(baton: { challengeId: string; legId: string; batonId: string; content: BatonContent }): {
  salt: string;
  digest: string;
} {
  const salt = randomBytes(32).toString('hex');
  const text = canonicalize({ ...baton, salt }) ?? '';
  return { salt, digest: createHash('sha256').update(text).digest('hex') };
}
