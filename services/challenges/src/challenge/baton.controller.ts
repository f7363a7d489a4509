import { createHash, randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Input, post, Route, selfOr } from '@estafette/service-host';
import canonicalize from 'canonicalize';
import type { BatonContent } from './challenge.events.js';
import * as schema from './challenge.schemas.js';
import { OnChallenge } from './on-challenge.js';

const handOverBaton = post(':challengeId/batons', {
  summary: 'Hand over the baton of a leg',
  permission: selfOr('learner', 'coach'),
  params: schema.challengeParams,
  body: schema.batonBody,
  refuses: ['challenge-not-running', 'leg-not-started', 'baton-already-handed-over', 'baton-exists', 'artefact-twice'],
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
  constructor(private readonly onChallenge: OnChallenge) {}

  @Route(handOverBaton)
  async handOver(@Input() call: CallOf<typeof handOverBaton>): Promise<CommandReply> {
    const { challengeId } = call.params;
    const { batonId, legId, ...content } = call.body;
    const bound = bind({ challengeId, legId, batonId, content });
    const wish = { type: 'HandOverBaton', legId, batonId, content, ...bound } as const;
    return this.onChallenge.run(call, wish, ['batons', batonId]);
  }

  @Route(acceptBaton)
  async accept(@Input() call: CallOf<typeof acceptBaton>): Promise<CommandReply> {
    const { batonId } = call.params;
    return this.onChallenge.run(call, { type: 'AcceptBaton', batonId, ...call.body }, ['batons', batonId]);
  }

  @Route(questionBaton)
  async question(@Input() call: CallOf<typeof questionBaton>): Promise<CommandReply> {
    const { batonId } = call.params;
    const path = ['batons', batonId, 'questions', call.body.questionId];
    return this.onChallenge.run(call, { type: 'QuestionBaton', batonId, ...call.body }, path);
  }

  @Route(answerQuestion)
  async answer(@Input() call: CallOf<typeof answerQuestion>): Promise<CommandReply> {
    const { batonId, questionId } = call.params;
    const path = ['batons', batonId, 'questions', questionId];
    return this.onChallenge.run(call, { type: 'AnswerBatonQuestion', batonId, questionId, ...call.body }, path);
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
