import { Controller } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Input, known, post, put, roles, Route, selfOr } from '@estafette/service-host';
import { followedOrganisation, knownHub } from '../followed/followed.js';
import * as schema from './challenge.schemas.js';
import { OnChallenge } from './on-challenge.js';

const postChallenge = post('', {
  summary: 'Post a challenge',
  permission: roles('employer'),
  body: schema.challengeBody,
  refuses: ['challenge-exists', 'organisation-not-known-yet'],
});
const acceptChallenge = post(':challengeId/acceptances', {
  summary: 'Accept a challenge into a hub',
  permission: roles('hub-coordinator', 'relationship-manager'),
  params: schema.challengeParams,
  body: schema.acceptanceBody,
  refuses: ['challenge-not-open', 'hub-not-known-yet'],
});
const declineChallenge = post(':challengeId/declines', {
  summary: 'Decline a challenge, with a reason',
  permission: roles('hub-coordinator', 'relationship-manager'),
  params: schema.challengeParams,
  body: schema.declineBody,
  refuses: ['challenge-not-open'],
});
const planLeg = post(':challengeId/legs', {
  summary: 'Plan a leg',
  permission: roles('hub-coordinator', 'relationship-manager'),
  params: schema.challengeParams,
  body: schema.legBody,
  refuses: [
    'organisation-not-known-yet',
    'challenge-not-running',
    'leg-exists',
    'period-backwards',
    'goals-one-sided',
    'goal-learning-to-learn-missing',
    'legs-out-of-order',
  ],
});
const formTeam = put(':challengeId/legs/:legId/team', {
  summary: 'Form the team of a leg',
  permission: roles('hub-coordinator', 'relationship-manager', 'coach'),
  params: schema.legParams,
  body: schema.teamBody,
  refuses: [
    'challenge-not-running',
    'leg-cancelled',
    'leg-already-started',
    'member-twice',
    'team-without-learners',
    'team-took-the-baton',
  ],
});
const startLeg = post(':challengeId/legs/:legId/starts', {
  summary: 'Start a leg, from the accepted challenge or the accepted baton before it',
  permission: selfOr('hub-coordinator', 'relationship-manager', 'coach'),
  params: schema.legParams,
  body: schema.startBody,
  refuses: [
    'challenge-not-running',
    'leg-cancelled',
    'team-missing',
    'baton-not-handed-over',
    'baton-not-accepted',
    'team-took-the-baton',
  ],
});
const cancelLeg = post(':challengeId/legs/:legId/cancellations', {
  summary: 'Cancel a leg that has not started; the next one builds on the leg before',
  permission: roles('hub-coordinator', 'relationship-manager', 'coach'),
  params: schema.legParams,
  body: schema.cancellationBody,
  refuses: ['challenge-not-running', 'leg-cancelled', 'leg-already-started'],
});
const noteProgress = post(':challengeId/legs/:legId/notes', {
  summary: 'Note progress in a leg',
  permission: selfOr('learner', 'coach'),
  params: schema.legParams,
  body: schema.noteBody,
  refuses: ['challenge-not-running', 'leg-not-started', 'leg-ended', 'note-exists'],
});
const reviewLeg = post(':challengeId/legs/:legId/reviews', {
  summary: 'Review a leg, as the organisation that posted the challenge',
  permission: roles('employer'),
  params: schema.legParams,
  body: schema.reviewBody,
  refuses: ['leg-already-reviewed', 'baton-not-handed-over'],
});
const concludeChallenge = post(':challengeId/conclusions', {
  summary: 'Conclude a challenge',
  permission: roles('employer'),
  params: schema.challengeParams,
  body: schema.conclusionBody,
  refuses: ['challenge-not-running', 'legs-still-open', 'nothing-handed-over'],
});

@Controller('challenges')
export class ChallengeController {
  constructor(
    private readonly onChallenge: OnChallenge,
    private readonly store: EventStore,
  ) {}

  @Route(postChallenge)
  async post(@Input() call: CallOf<typeof postChallenge>): Promise<CommandReply> {
    const { state, revision } = await known(this.store, followedOrganisation, call.actor.for, 'organisation');
    const organisation = { soleTrader: state.soleTrader, revision };
    return this.onChallenge.decide(call, call.body.challengeId, {
      type: 'PostChallenge',
      ...asked(call),
      ...call.body,
      organisation,
    });
  }

  @Route(acceptChallenge)
  async accept(@Input() call: CallOf<typeof acceptChallenge>): Promise<CommandReply> {
    const hub = await knownHub(this.store, call.body.hubId);
    return this.onChallenge.decide(call, call.params.challengeId, { type: 'AcceptChallenge', ...asked(call), hub });
  }

  @Route(declineChallenge)
  async decline(@Input() call: CallOf<typeof declineChallenge>): Promise<CommandReply> {
    return this.onChallenge.run(call, { type: 'DeclineChallenge', ...call.body });
  }

  @Route(planLeg)
  async planLeg(@Input() call: CallOf<typeof planLeg>): Promise<CommandReply> {
    const { legId, schoolId } = call.body;
    const { revision } = await known(this.store, followedOrganisation, schoolId, 'organisation');
    return this.onChallenge.run(call, { type: 'PlanLeg', ...call.body, schoolRevision: revision }, ['legs', legId]);
  }

  @Route(formTeam)
  async formTeam(@Input() call: CallOf<typeof formTeam>): Promise<CommandReply> {
    const { legId } = call.params;
    const { members } = call.body;
    return this.onChallenge.run(call, { type: 'FormTeam', legId, members }, ['legs', legId], { adds: false });
  }

  @Route(startLeg)
  async start(@Input() call: CallOf<typeof startLeg>): Promise<CommandReply> {
    const { legId } = call.params;
    return this.onChallenge.run(call, { type: 'StartLeg', legId }, ['legs', legId]);
  }

  @Route(cancelLeg)
  async cancel(@Input() call: CallOf<typeof cancelLeg>): Promise<CommandReply> {
    const { legId } = call.params;
    return this.onChallenge.run(call, { type: 'CancelLeg', legId, ...call.body }, ['legs', legId]);
  }

  @Route(noteProgress)
  async noteProgress(@Input() call: CallOf<typeof noteProgress>): Promise<CommandReply> {
    const { legId } = call.params;
    return this.onChallenge.run(call, { type: 'NoteProgress', legId, ...call.body }, ['legs', legId]);
  }

  @Route(reviewLeg)
  async review(@Input() call: CallOf<typeof reviewLeg>): Promise<CommandReply> {
    const { legId } = call.params;
    return this.onChallenge.run(call, { type: 'ReviewLeg', legId, ...call.body }, ['legs', legId]);
  }

  @Route(concludeChallenge)
  async conclude(@Input() call: CallOf<typeof concludeChallenge>): Promise<CommandReply> {
    return this.onChallenge.run(call, { type: 'ConcludeChallenge', ...call.body });
  }
}
