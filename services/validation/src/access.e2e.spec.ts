import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { AccessCall, Asking, TestService } from '@estafette/test-kit';
import { accessSpec, eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect } from 'vitest';
import * as facts from './fixtures/facts.js';
import { appointed, published, registered, reviewed } from './fixtures/told.js';
import { offeredRecordId } from './learning-record/offered-record-id.js';
import { validation } from './validation.service.js';

/** School and workplace of the rows: what the school may and what the workplace may is told apart by the role. */
const own = randomUUID();
const achievement = facts.anAchievement(own);
let service: TestService<RunningService>;

beforeAll(async () => {
  const upstreams = ['organisations', 'education-partners', 'credentials', 'challenges'];
  service = await startTestService('validation', upstreams, (env) => boot(validation, env));
  service.feeds.tell(registered(own));
  service.feeds.tell(published(achievement));
});
afterAll(() => service.close());

/** Learning is a person's: whoever asks for themselves or for the own organisation asks about theirs, else about another's. */
const learnerOf = ({ as, personId }: Asking): string => (as === 'foreign' ? randomUUID() : personId);

/** A record that a learner is offered after a leg. */
async function offered(asking: Asking): Promise<{ learningRecordId: string }> {
  const learnerId = learnerOf(asking);
  const leg = facts.aReviewedLeg([{ personId: learnerId, as: 'student', organisationId: own }]);
  service.feeds.tell(reviewed(leg));
  const learner = await service.person(learnerId, 'self');
  await eventually(async () => (await (await learner.get('/v1/my-learning')).text()).includes(leg.legId));
  return { learningRecordId: offeredRecordId(leg.legId, learnerId) };
}

/** A validation that waits for the statement of the own organisation and for its assessors. */
async function asked(learnerId: string): Promise<{ validationId: string }> {
  const learner = await service.person(learnerId, 'self');
  const body = facts.aRequestBody(achievement, own);
  const answer = await learner.post('/v1/validations', body);
  expect(answer.status, await answer.text()).toBe(201);
  return { validationId: body.validationId };
}

/** One whose criteria this very assessor is appointed to judge. */
async function toAssess({ as, role, personId }: Asking): Promise<AccessCall> {
  const path = await asked(randomUUID());
  if (as === 'own' && role === 'assessor') {
    service.feeds.tell(appointed(own, personId, 'food-technology'));
    const assessor = await service.person(personId, own);
    const queue = async () => (await assessor.get('/v1/assessor-queue?limit=200')).text();
    await eventually(async () => (await queue()).includes(path.validationId));
  }
  return { path, body: facts.assessmentBodies(achievement)[0] };
}

accessSpec({
  routes: routesOf(validation),
  roles: ROLES,
  service: () => service,
  own,
  rows: {
    'GET /v1/my-learning': { own: 200, foreign: 200, self: 200 },
    'GET /v1/assessor-queue': { own: 200, foreign: 200 },
    'GET /v1/statement-requests': { own: 200, foreign: 200 },
    'POST /v1/learning-records': {
      call: () => ({ body: { learningRecordId: randomUUID(), what: 'Klein beginnen.' } }),
      own: 201,
      foreign: 201,
      self: 201,
    },
    'POST /v1/learning-records/:learningRecordId/completions': {
      call: async (asking) => ({ path: await offered(asking), body: { what: 'Klein beginnen.' } }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/learning-records/:learningRecordId/dismissals': {
      call: async (asking) => ({ path: await offered(asking) }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/validations': {
      call: () => ({ body: facts.aRequestBody(achievement, own) }),
      own: 201,
      foreign: 201,
      self: 201,
    },
    'POST /v1/validations/:validationId/evidence': {
      call: async (asking) => ({ path: await asked(learnerOf(asking)), body: facts.anAddedBody(achievement) }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    'POST /v1/validations/:validationId/withdrawals': {
      call: async (asking) => ({ path: await asked(learnerOf(asking)) }),
      own: 201,
      foreign: 404,
      self: 201,
    },
    // Somebody else's, from here on: the learner's colleagues see nothing, nor does whoever acts for themselves.
    'GET /v1/validations/:validationId': {
      call: async (asking) => {
        const { path } = await toAssess(asking);
        return path ? { path } : {};
      },
      own: { learner: 404, assessor: 200, employer: 200, 'workplace-assessor': 200, confirmer: 200 },
      foreign: 404,
      self: 404,
    },
    'POST /v1/validations/:validationId/statements': {
      call: async () => ({ path: await asked(randomUUID()), body: facts.aStatementBody(achievement) }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/validations/:validationId/assessments': { call: toAssess, own: 201, foreign: 404 },
  },
});
