import { createHash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as facts from './fixtures/facts.js';
import { appointed, published, registered, retired } from './fixtures/told.js';
import { validation } from './validation.service.js';

const UPSTREAMS = ['organisations', 'education-partners', 'credentials', 'challenges'];
const [school, bakery] = [randomUUID(), randomUUID()];
const achievement = facts.anAchievement(school);

let service: TestService<RunningService>;
let learner: Caller, assessor: Caller;

beforeAll(async () => {
  service = await startTestService('validation', UPSTREAMS, (env) => boot(validation, env));
  learner = await service.person(undefined, 'self');
  assessor = await service.person(undefined, school);
  service.grant(assessor.personId, school, 'assessor');
  service.feeds.tell(registered(bakery));
  service.feeds.tell(published(achievement));
  service.feeds.tell(appointed(school, assessor.personId, 'food-technology'));
  await eventually(async () => (await assessor.get('/v1/assessor-queue')).status === 200);
});
afterAll(() => service.close());

async function ok(answer: Promise<Response>, status = 201): Promise<Response> {
  const response = await answer;
  expect(response.status, await response.clone().text()).toBe(status);
  return response;
}

/** `409 claim-missing` */
async function codeOf(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer;
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}

async function asked(more: object = {}): Promise<string> {
  const body = facts.aRequestBody(achievement, bakery, more);
  await ok(learner.post('/v1/validations', body));
  return `/v1/validations/${body.validationId}`;
}

describe('evidence', () => {
  it('is submitted for something that is claimed, and not any more once that was judged', async () => {
    const unnamed = facts.aRequestBody(achievement, bakery);
    unnamed.evidence.push(facts.aLinkBody());
    const answer = await learner.post('/v1/validations', unnamed);
    expect(await answer.json()).toMatchObject({
      code: 'evidence-unclaimed',
      evidence: [unnamed.evidence[1]?.evidenceId],
    });
    const path = await asked();
    const nothing = await learner.post(`${path}/evidence`, facts.aLinkBody({ criteria: [] }));
    expect(nothing.status).toBe(400);
    const [first, second] = facts.assessmentBodies(achievement);
    const queue = async () => (await assessor.get('/v1/assessor-queue?limit=200')).text();
    await eventually(async () => (await queue()).includes(path.split('/').at(-1) ?? ''));
    await ok(assessor.post(`${path}/assessments`, first));
    const late = (...criteria: unknown[]) => learner.post(`${path}/evidence`, facts.aLinkBody({ criteria }));
    expect(await codeOf(late(first?.criterionId))).toBe('409 criterion-already-assessed');
    expect(await codeOf(late(first?.criterionId, second?.criterionId))).toBe('409 criterion-already-assessed');
    await ok(late(second?.criterionId));
  });
});

describe('a learning record as evidence', () => {
  const noted = async (who: Caller) => {
    const learningRecordId = randomUUID();
    await ok(who.post('/v1/learning-records', { learningRecordId, what: 'Klein beginnen.', date: '2026-10-02' }));
    return learningRecordId;
  };
  const digestIn = async (who: Caller, learningRecordId: string) => {
    const { records } = (await (await who.get('/v1/my-learning')).json()) as {
      records: { learningRecordId: string; sha256: string | null }[];
    };
    return records.find((one) => one.learningRecordId === learningRecordId)?.sha256 ?? null;
  };
  const record = (learningRecordId: string, sha256: string | null) =>
    facts.anAddedBody(achievement, { kind: 'platform', url: undefined, learningRecordId, sha256 });

  it('is named with the digest that its learner reads, and with no other', async () => {
    const [path, one, other] = [await asked(), await noted(learner), await noted(learner)];
    const digest = await digestIn(learner, one);
    for (const wrong of ['0'.repeat(64), await digestIn(learner, other)]) {
      expect(await codeOf(learner.post(`${path}/evidence`, record(one, wrong)))).toBe('409 evidence-digest-differs');
    }
    const evidence = [facts.aLinkBody({ kind: 'platform', url: undefined, learningRecordId: one })];
    const claims = facts.aRequestBody(achievement, bakery).claims.map((claim) => ({
      ...claim,
      evidence: evidence.map(({ evidenceId }) => evidenceId),
    }));
    const asking = learner.post('/v1/validations', facts.aRequestBody(achievement, bakery, { claims, evidence }));
    expect(await codeOf(asking)).toBe('409 evidence-digest-differs');
    await ok(learner.post(`${path}/evidence`, record(one, digest)));
    expect(await digestIn(learner, one)).toBe(digest);
  });

  it('has a digest that nobody can guess from its words', async () => {
    const [one, same] = [await noted(learner), await noted(learner)];
    const [first, second] = [await digestIn(learner, one), await digestIn(learner, same)];
    expect([first, second]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(first).not.toBe(second);
    const told = { challengeId: null, date: '2026-10-02', from: null, kind: null, learningRecordId: one, legId: null };
    const unsalted = createHash('sha256')
      .update(JSON.stringify({ ...told, what: 'Klein beginnen.' }))
      .digest('hex');
    expect(first).not.toBe(unsalted);
  });
});

describe('what can be asked for', () => {
  it('is a version that is known and not retired; a repeat is still the same wish', async () => {
    const old = facts.anAchievement(school);
    service.feeds.tell(published(old));
    const body = facts.aRequestBody(old, bakery);
    await ok(learner.post('/v1/validations', body));
    service.feeds.tell(retired(old));
    await eventually(async () => {
      const again = facts.aRequestBody(old, bakery);
      return (await codeOf(learner.post('/v1/validations', again))) === '409 achievement-retired';
    });
    await ok(learner.post('/v1/validations', body), 200);
    const later = await learner.post('/v1/validations', { ...body, validationId: randomUUID(), achievementVersion: 2 });
    expect(later.headers.get('retry-after')).toBe('1');
    expect(await codeOf(later)).toBe('409 achievement-not-known-yet');
    const unknown = facts.aRequestBody(facts.anAchievement(school), bakery);
    expect(await codeOf(learner.post('/v1/validations', unknown))).toBe('409 achievement-not-known-yet');
  });

  it('may still be on its way, also the next version of what is known', async () => {
    const known = facts.anAchievement(school);
    service.feeds.tell(published(known));
    await ok(learner.post('/v1/validations', facts.aRequestBody(known, bakery)));
    const next = { ...known, version: 2 };
    const asking = learner.post('/v1/validations', facts.aRequestBody(next, bakery));
    service.feeds.tell(published(next));
    await ok(asking);
  });

  it('is the newest version; what is under way keeps its own', async () => {
    const first = facts.anAchievement(school);
    service.feeds.tell(published(first));
    const underWay = facts.aRequestBody(first, bakery);
    await ok(learner.post('/v1/validations', underWay));
    service.feeds.tell(published({ ...first, version: 2 }));
    await ok(learner.post('/v1/validations', facts.aRequestBody({ ...first, version: 2 }, bakery)));
    const older = await learner.post('/v1/validations', facts.aRequestBody(first, bakery));
    expect(await older.json()).toMatchObject({ status: 409, code: 'achievement-version-superseded', newest: 2 });
    await ok(learner.post('/v1/validations', underWay), 200);
    const path = `/v1/validations/${underWay.validationId}`;
    await ok(learner.post(`${path}/evidence`, facts.anAddedBody(first)));
    expect(await (await learner.get(path)).json()).toMatchObject({ status: 'open', achievementVersion: 1 });
  });

  it('names all missing criteria in the answer', async () => {
    const answer = await learner.post('/v1/validations', facts.aRequestBody(achievement, bakery, { claims: [] }));
    const missing = facts.assessmentBodies(achievement).map(({ criterionId }) => criterionId);
    expect(await answer.json()).toMatchObject({ status: 409, code: 'claim-missing', missing });
  });
});

describe('whoever is asked for the statement', () => {
  it('is an organisation that is known, or one that is on its way', async () => {
    const nowhere = randomUUID();
    const body = facts.aRequestBody(achievement, nowhere);
    const refused = await learner.post('/v1/validations', body);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await codeOf(refused)).toBe('409 organisation-not-known-yet');
    const asking = learner.post('/v1/validations', body);
    service.feeds.tell(registered(nowhere));
    await ok(asking);
  });

  it('is the school where it appoints a practitioner, named or not', async () => {
    await asked({ statementFrom: { basis: 'appointed-practitioner' } });
  });
});
