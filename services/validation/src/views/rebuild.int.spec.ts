import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, itRebuildsToLive, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as facts from '../fixtures/facts.js';
import { appointed, published, registered, retired, reviewed } from '../fixtures/told.js';
import { validation } from '../validation.service.js';

const UPSTREAMS = ['organisations', 'education-partners', 'credentials', 'challenges'];
const [school, bakery] = [randomUUID(), randomUUID()];
const achievement = facts.anAchievement(school);
let service: TestService<RunningService>;
let learners: Caller[] = [];
let baker: Caller, assessor: Caller;

beforeAll(async () => {
  service = await startTestService('validation', UPSTREAMS, (env) => boot(validation, env));
  baker = await service.person(undefined, bakery);
  assessor = await service.person(undefined, school);
  learners = await Promise.all([service.person(), service.person(), service.person()]);
  service.grant(baker.personId, bakery, 'employer');
  service.grant(assessor.personId, school, 'assessor');
  service.feeds.tell(registered(bakery));
  service.feeds.tell(published(achievement));
  service.feeds.tell(appointed(school, assessor.personId, 'food-technology'));
  service.feeds.tell(retired(facts.anAchievement(school)));
  const members = learners.map(({ personId }) => ({ personId, as: 'student' as const, organisationId: school }));
  for (const title of ['Retourbrood', null]) service.feeds.tell(reviewed(facts.aReviewedLeg(members, { title })));
  await eventually(async () => {
    const ready = [assessor.get('/v1/assessor-queue'), baker.get('/v1/statement-requests')];
    return (await Promise.all(ready)).every((one) => one.status === 200) && (await offers()).length === 6;
  });
  for (const [index, learner] of learners.entries()) await liveThrough(learner, index);
});
afterAll(() => service.close());

async function offers(): Promise<{ learner: Caller; learningRecordId: string }[]> {
  const all = learners.map(async (learner) => {
    const answer = await learner.get('/v1/my-learning');
    const { records } = (await answer.json()) as { records: { learningRecordId: string; status: string }[] };
    return records.filter((one) => one.status === 'offered').map((one) => ({ learner, ...one }));
  });
  return (await Promise.all(all)).flat();
}

async function done(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect(response.status, await response.text()).toBe(201);
}

async function requested(learner: Caller, more: object = {}): Promise<string> {
  const body = facts.aRequestBody(achievement, bakery, more);
  await done(learner.post('/v1/validations', body));
  return `/v1/validations/${body.validationId}`;
}

async function judged(path: string, seen: 'yes' | 'not-seen'): Promise<void> {
  const criteria = facts.aStatementBody(achievement).criteria.map((one) => ({ ...one, seen }));
  await done(baker.post(`${path}/statements`, facts.aStatementBody(achievement, { criteria })));
  for (const body of facts.assessmentBodies(achievement)) await done(assessor.post(`${path}/assessments`, body));
}

/** Every command, with every outcome, and one validation left at each step. */
async function liveThrough(learner: Caller, index: number): Promise<void> {
  const [first, second] = (await offers()).filter((one) => one.learner === learner);
  await done(learner.post(`/v1/learning-records/${first?.learningRecordId ?? ''}/completions`, { what: 'Veel.' }));
  await done(learner.post(`/v1/learning-records/${second?.learningRecordId ?? ''}/dismissals`, {}));
  await done(learner.post('/v1/learning-records', { learningRecordId: randomUUID(), what: 'Iets anders.' }));
  await judged(await requested(learner), index === 0 ? 'not-seen' : 'yes');
  await done(learner.post(`${await requested(learner)}/withdrawals`, {}));
  await done(learner.post(`${await requested(learner)}/evidence`, facts.anAddedBody(achievement)));
  const half = await requested(learner, { statementFrom: { basis: 'client', organisationId: bakery } });
  await done(assessor.post(`${half}/assessments`, facts.assessmentBodies(achievement)[index % 2]));
  const stated = await requested(learner);
  await done(baker.post(`${stated}/statements`, facts.aStatementBody(achievement)));
}

async function settled(): Promise<void> {
  const { log, subscriptions } = service.running.held;
  expect(await subscriptions.passed(await log.head(), 10_000)).toBe(true);
}

describe.each(validation.views.map((view) => [view.name, view] as const))('the view %s', (name, view) => {
  itRebuildsToLive(name, async () => {
    const { log, pool } = service.running.held;
    await settled();
    return { rows: () => rowsOf(pool, view), rebuild: (chunk) => rebuild(log, view, { chunk }) };
  });

  it('rebuilt while it is written to misses nothing', async () => {
    const { log, pool } = service.running.held;
    const [learner] = learners;
    if (!learner) throw new Error('somebody learns');
    const before = await rowsOf(pool, view);
    const progress = { ended: false };
    const rebuilding = rebuild(log, view, { chunk: 2 }).finally(() => (progress.ended = true));
    for (let written = 0; !progress.ended || written < 3; written += 1) await requested(learner);
    await rebuilding;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live).not.toEqual(before);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
