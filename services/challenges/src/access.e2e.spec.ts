import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { AccessCall, Asking, Caller, TestService } from '@estafette/test-kit';
import { accessSpec, eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll } from 'vitest';
import { challenges } from './challenges.service.js';
import * as a from './fixtures/bodies.js';
import { hasHeard, told } from './fixtures/cast.js';
import { digestIn, done } from './fixtures/steps.js';

/**
 * The own organisation is all at once here: it posted the challenge, the hub is its own, and it is the school. So every
 * role has something of its own to do, and the foreign one has nothing.
 */
const [own, foreign, hubId] = [randomUUID(), randomUUID(), randomUUID()];
let service: TestService<RunningService>;
let poster: Caller, arranger: Caller;

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  [poster, arranger] = await Promise.all([service.person(randomUUID(), own), service.person(randomUUID(), own)]);
  const facts = [
    told.organisation(own),
    told.organisation(foreign),
    told.hub(hubId, own),
    told.granted(poster.personId, own, 'employer'),
    told.granted(arranger.personId, own, 'hub-coordinator'),
  ].map((one) => service.feeds.tell(one));
  await eventually(() => hasHeard(service, facts));
});
afterAll(() => service.close());

/** Somebody who takes part without any organisation. */
const someone = () => service.person(randomUUID(), 'self');
const address = (...path: readonly string[]) => ['/v1/challenges', ...path].join('/');

/** Who asks is in the team where it is theirs: for the own organisation, or for themselves. */
async function teamOf({ as, personId }: Asking): Promise<{ member: Caller; team: { members: object[] } }> {
  const member = as === 'foreign' ? await someone() : await service.person(personId, 'self');
  return { member, team: { members: a.students(own, member) } };
}

async function posted(): Promise<{ challengeId: string }> {
  const body = a.aChallenge();
  await done(poster.post('/v1/challenges', body));
  return { challengeId: body.challengeId };
}

async function accepted(): Promise<{ challengeId: string }> {
  const path = await posted();
  await done(arranger.post(address(path.challengeId, 'acceptances'), { hubId }));
  return path;
}

async function planned(team?: object, path?: { challengeId: string }): Promise<{ challengeId: string; legId: string }> {
  const { challengeId } = path ?? (await accepted());
  const { legId, ...leg } = a.aLeg(own);
  await done(arranger.post(address(challengeId, 'legs'), { legId, ...leg }));
  if (team) await done(arranger.put(address(challengeId, 'legs', legId, 'team'), team));
  return { challengeId, legId };
}

async function started(team: object): Promise<{ challengeId: string; legId: string }> {
  const path = await planned(team);
  await done(arranger.post(address(path.challengeId, 'legs', path.legId, 'starts'), {}));
  return path;
}

/** A baton that a team hands over; the next team, or the employer where there is none, is to take it. */
async function handedOver(by: { member: Caller; team: object }, next?: object) {
  const { challengeId, legId } = await started(by.team);
  if (next) await planned(next, { challengeId });
  const baton = a.aBaton(legId);
  await done(by.member.post(address(challengeId, 'batons'), baton));
  return { challengeId, legId, batonId: baton.batonId };
}

async function othersBaton(asking: Asking) {
  const other = await someone();
  const next = asking.role === 'employer' ? undefined : (await teamOf(asking)).team;
  return handedOver({ member: other, team: { members: a.students(own, other) } }, next);
}

async function toAccept(asking: Asking): Promise<AccessCall> {
  const path = await othersBaton(asking);
  return { path, body: { digest: await digestIn(arranger, path.challengeId) } };
}

/** A question of the next team about a baton of the team of whoever asks. */
async function toAnswer(asking: Asking): Promise<AccessCall> {
  const next = await someone();
  const path = await handedOver(await teamOf(asking), { members: a.students(own, next) });
  const question = a.aQuestion();
  await done(next.post(address(path.challengeId, 'batons', path.batonId, 'questions'), question));
  return { path: { ...path, questionId: question.questionId }, body: a.anAnswer() };
}

/** Those who find a place for challenges see those of others too. */
const seesAll = { 'relationship-manager': 200, 'hub-coordinator': 200, 'region-admin': 200, others: 404 };
const arranges = { 'relationship-manager': 403, 'hub-coordinator': 403, others: 404 };

accessSpec({
  routes: routesOf(challenges),
  roles: ROLES,
  service: () => service,
  own,
  foreign,
  rows: {
    'GET /v1/challenges': { own: 200, foreign: 200, self: 200 },
    'GET /v1/challenges/:challengeId': {
      call: async () => ({ path: await posted() }),
      own: 200,
      foreign: seesAll,
      self: 404,
    },
    'POST /v1/challenges': { call: () => ({ body: a.aChallenge() }), own: 201, foreign: 201 },
    'POST /v1/challenges/:challengeId/acceptances': {
      call: async () => ({ path: await posted(), body: { hubId } }),
      own: 201,
      foreign: 403,
    },
    // A challenge that no hub accepted yet is for all who find a place for challenges.
    'POST /v1/challenges/:challengeId/declines': {
      call: async () => ({ path: await posted(), body: a.aDecline() }),
      own: 201,
      foreign: 201,
      shared: true,
    },
    'POST /v1/challenges/:challengeId/legs': {
      call: async () => ({ path: await accepted(), body: a.aLeg(own) }),
      own: 201,
      foreign: 403,
    },
    'PUT /v1/challenges/:challengeId/legs/:legId/team': {
      call: async (asking) => ({ path: await planned(), body: (await teamOf(asking)).team }),
      own: 200,
      foreign: arranges,
    },
    'POST /v1/challenges/:challengeId/legs/:legId/starts': {
      call: async (asking) => ({ path: await planned((await teamOf(asking)).team) }),
      own: 201,
      foreign: arranges,
      self: 201,
    },
    'POST /v1/challenges/:challengeId/legs/:legId/cancellations': {
      call: async () => ({ path: await planned(), body: a.aCancellation() }),
      own: 201,
      foreign: arranges,
    },
    'POST /v1/challenges/:challengeId/legs/:legId/notes': {
      call: async (asking) => ({ path: await started((await teamOf(asking)).team), body: a.aNote() }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/challenges/:challengeId/legs/:legId/reviews': {
      call: async (asking) => ({ path: await othersBaton(asking), body: a.aReview() }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/challenges/:challengeId/conclusions': {
      call: async () => ({ path: await accepted(), body: a.aConclusion({ outcome: 'stopped' }) }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/challenges/:challengeId/batons': {
      call: async (asking) => {
        const path = await started((await teamOf(asking)).team);
        return { path, body: a.aBaton(path.legId) };
      },
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/challenges/:challengeId/batons/:batonId/acceptances': {
      call: toAccept,
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/challenges/:challengeId/batons/:batonId/questions': {
      call: async (asking) => ({ path: await othersBaton(asking), body: a.aQuestion() }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/challenges/:challengeId/batons/:batonId/questions/:questionId/answers': {
      call: toAnswer,
      own: 201,
      foreign: 404,
      self: 201,
    },
  },
});
