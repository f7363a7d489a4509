import { randomUUID } from 'node:crypto';
import type { ContractType, LegReviewed } from '@estafette/contracts';
import { isContractType, validateClosed } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followed, grantedLegs } from './batons.set-up.js';
import * as facts from './fixtures/facts.js';
import { appointed, dismissed, published, registered, reviewed } from './fixtures/told.js';
import { validation } from './validation.service.js';

const UPSTREAMS = ['organisations', 'education-partners', 'credentials', 'challenges'];
const [school, otherSchool, bakery, otherBakery] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const achievement = facts.anAchievement(school);
const artefacts = [{ artefactId: randomUUID(), sha256: 'cd'.repeat(32) }];
const batonDigest = 'ef'.repeat(32);
const appointmentId = randomUUID();

let service: TestService<RunningService>;
let leg: LegReviewed;
let learner: Caller, otherLearner: Caller, baker: Caller, colleague: Caller, otherBaker: Caller;
let assessor: Caller, dismissedAssessor: Caller, otherAssessor: Caller, coach: Caller;

beforeAll(async () => {
  service = await startTestService('validation', UPSTREAMS, (env) => boot(validation, env));
  const person = (actingFor?: string) => service.person(undefined, actingFor);
  [learner, otherLearner, coach] = await Promise.all([person('self'), person('self'), person(school)]);
  [baker, colleague, otherBaker] = await Promise.all([person(bakery), person(bakery), person(otherBakery)]);
  [assessor, dismissedAssessor, otherAssessor] = await Promise.all([
    person(school),
    person(school),
    person(otherSchool),
  ]);
  service.grant(baker.personId, bakery, 'employer');
  service.grant(colleague.personId, bakery, 'coach');
  service.grant(otherBaker.personId, otherBakery, 'employer');
  service.grant(coach.personId, school, 'coach');
  for (const one of [assessor, dismissedAssessor]) service.grant(one.personId, school, 'assessor');
  service.grant(otherAssessor.personId, otherSchool, 'assessor');
  for (const one of [bakery, otherBakery]) service.feeds.tell(registered(one));
  service.feeds.tell(published(achievement));
  service.feeds.tell(appointed(school, assessor.personId, 'food-technology'));
  service.feeds.tell(appointed(school, dismissedAssessor.personId, 'food-technology', appointmentId));
  service.feeds.tell(appointed(otherSchool, otherAssessor.personId, 'food-technology'));
  service.feeds.tell(dismissed(school, dismissedAssessor.personId, appointmentId));
  const member = { personId: learner.personId, as: 'student' as const, organisationId: school };
  leg = facts.aReviewedLeg([member], { artefacts, batonDigest });
  service.feeds.tell(reviewed(leg));
  await eventually(async () => {
    const { records } = await mine(learner);
    const asked = [otherBaker.get('/v1/statement-requests'), otherAssessor.get('/v1/assessor-queue')];
    return records.length === 1 && (await Promise.all(asked)).every((one) => one.status === 200);
  });
});
afterAll(() => service.close());

interface Mine {
  records: { learningRecordId: string; status: string; what: string | null; sha256: string | null }[];
  validations: { validationId: string; status: string }[];
}
const mine = async (who: Caller) => (await (await who.get('/v1/my-learning')).json()) as Mine;

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

async function waiting(who: Caller, path: string, member: 'validations' | 'requests'): Promise<string[]> {
  const page = (await (await ok(who.get(path), 200)).json()) as Record<string, { validationId: string }[]>;
  return (page[member] ?? []).map(({ validationId }) => `/v1/validations/${validationId}`);
}
const queueOf = (who: Caller) => waiting(who, '/v1/assessor-queue?limit=200', 'validations');
const requestsOf = (who: Caller) => waiting(who, '/v1/statement-requests?limit=200', 'requests');

describe('the main way', () => {
  it('leads from an offered record to a grant, which tells how the learner took part and who accepted the baton', async () => {
    const [record] = (await mine(learner)).records;
    const what = 'Klein beginnen werkt.';
    const learningRecordId = record?.learningRecordId ?? '';
    await ok(learner.post(`/v1/learning-records/${learningRecordId}/completions`, { what, kind: 'experimenting' }));
    const { sha256 } = (await mine(learner)).records[0] ?? {};
    const evidence = [
      facts.aLinkBody({ kind: 'platform', url: undefined, ...artefacts[0] }),
      facts.aLinkBody({ kind: 'platform', url: undefined, learningRecordId, sha256 }),
    ];
    const claims = facts.assessmentBodies(achievement).map(({ criterionId }) => ({
      criterionId,
      words: 'Zie het logboek.',
      evidence: evidence.map(({ evidenceId }) => evidenceId),
      records: [learningRecordId],
    }));
    const path = await asked({ evidence, claims });
    expect(await queueOf(assessor)).toContain(path);
    expect(await requestsOf(baker)).toContain(path);
    await ok(learner.post(`${path}/evidence`, facts.anAddedBody(achievement)));
    const acceptance = facts.anAcceptance(leg);
    await followed(service, leg, acceptance);
    await ok(baker.post(`${path}/statements`, facts.aStatementBody(achievement)));
    expect(await requestsOf(baker)).not.toContain(path);
    for (const body of facts.assessmentBodies(achievement)) await ok(assessor.post(`${path}/assessments`, body));
    expect(await queueOf(assessor)).not.toContain(path);
    for (const who of [learner, baker, assessor]) {
      expect(await (await ok(who.get(path), 200)).json()).toMatchObject({
        status: 'granted',
        revision: 6,
        records: [{ what, kind: 'experimenting' }],
        claims: [{ words: 'Zie het logboek.' }, {}],
        evidence: [{ description: 'Het logboek van de proeven' }, {}, {}],
        statement: { criteria: [{ words: 'Bij onze oven gezien.' }, {}] },
        assessments: [{ words: 'Navolgbaar en compleet.' }, {}],
      });
    }
    expect((await mine(learner)).validations).toMatchObject([{ status: 'granted' }]);
    const { challengeId: _challenge, legId, digest: _digest, ...told } = acceptance;
    expect(await grantedLegs(service)).toMatchObject([{ legId, batonDigest, as: 'student', accepted: told }]);
  });

  it('grants once when statement and judgements arrive at the same moment', async () => {
    const path = await asked();
    const answers = await Promise.all([
      baker.post(`${path}/statements`, facts.aStatementBody(achievement)),
      ...facts.assessmentBodies(achievement).map((body) => assessor.post(`${path}/assessments`, body)),
    ]);
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201]);
    expect(await (await learner.get(path)).json()).toMatchObject({ status: 'granted', revision: 5 });
  });

  it('declines what falls short, and says what is missing', async () => {
    const path = await asked();
    const criteria = facts.aStatementBody(achievement).criteria.map((one) => ({ ...one, seen: 'not-seen' }));
    await ok(baker.post(`${path}/statements`, facts.aStatementBody(achievement, { criteria })));
    for (const body of facts.assessmentBodies(achievement)) await ok(assessor.post(`${path}/assessments`, body));
    const missing = criteria.map(({ criterionId }) => ({ criterionId, reason: 'not-seen' }));
    expect(await (await learner.get(path)).json()).toMatchObject({ status: 'declined', missing });
    expect(await codeOf(learner.post(`${path}/evidence`, facts.anAddedBody(achievement)))).toBe(
      '409 validation-closed',
    );
  });

  it('ends where the learner withdraws', async () => {
    const path = await asked();
    await ok(learner.post(`${path}/withdrawals`, {}));
    await ok(learner.post(`${path}/withdrawals`, {}), 200);
    expect(await codeOf(baker.post(`${path}/statements`, facts.aStatementBody(achievement)))).toBe(
      '409 validation-closed',
    );
  });
});

describe('learning records', () => {
  const note = (more: object = {}) => ({ learningRecordId: randomUUID(), what: 'Eerst vragen, dan bakken.', ...more });

  it('need one field, and are of one person', async () => {
    const body = note();
    const path = `/v1/learning-records/${body.learningRecordId}`;
    await ok(otherLearner.post('/v1/learning-records', body));
    await ok(otherLearner.post('/v1/learning-records', body), 200);
    expect((await mine(otherLearner)).records).toMatchObject([{ status: 'kept', what: body.what, informal: null }]);
    expect(await codeOf(learner.post('/v1/learning-records', body))).toBe('409 learning-record-exists');
    expect(await codeOf(learner.post(`${path}/dismissals`, {}))).toBe('404 learning-record-unknown');
    expect(await codeOf(learner.post(`${path}/completions`, { what: 'x' }))).toBe('404 learning-record-unknown');
    expect(await codeOf(otherLearner.post(`${path}/dismissals`, {}))).toBe('409 learning-record-kept');
  });

  it('take no id that belongs to an offer', async () => {
    const answer = await learner.post(
      '/v1/learning-records',
      note({ learningRecordId: '5d0a3c0e-6d6b-5c0f-9a55-7f2f5a4be1c9' }),
    );
    expect(await answer.json()).toMatchObject({ errors: [{ at: '/learningRecordId' }] });
  });

  it("of somebody else support no claim, nor does somebody else's artefact", async () => {
    const body = note();
    await ok(otherLearner.post('/v1/learning-records', body));
    const { claims, ...rest } = facts.aRequestBody(achievement, bakery);
    const named = { ...rest, claims: claims.map((claim) => ({ ...claim, records: [body.learningRecordId] })) };
    expect(await codeOf(learner.post('/v1/validations', named))).toBe('409 learning-record-not-kept');
    const path = await asked();
    const record = facts.anAddedBody(achievement, {
      kind: 'platform',
      url: undefined,
      learningRecordId: body.learningRecordId,
    });
    expect(await codeOf(learner.post(`${path}/evidence`, record))).toBe('409 evidence-not-yours');
    const changed = facts.anAddedBody(achievement, {
      kind: 'platform',
      url: undefined,
      artefactId: artefacts[0]?.artefactId,
    });
    expect(await codeOf(learner.post(`${path}/evidence`, changed))).toBe('409 evidence-digest-differs');
  });
});

describe('who may', () => {
  it('answers 403 to the wrong role, and to whoever is no member', async () => {
    const path = await asked();
    const statement = facts.aStatementBody(achievement);
    expect(await codeOf(colleague.post(`${path}/statements`, statement))).toBe('403 role-missing');
    expect(await codeOf(coach.post(`${path}/assessments`, facts.assessmentBodies(achievement)[0]))).toBe(
      '403 role-missing',
    );
    expect(await codeOf(coach.get(path))).toBe('403 role-missing');
    expect(await codeOf(learner.get('/v1/assessor-queue'))).toBe('403 role-missing');
    expect(await codeOf(coach.post('/v1/validations', facts.aRequestBody(achievement, bakery)))).toBe(
      '403 role-missing',
    );
    const posing = otherBaker.post(`${path}/statements`, statement, { 'estafette-acting-for': bakery });
    expect(await codeOf(posing)).toBe('403 not-a-member');
  });

  it("answers 404 to everybody who has no part in it, the learner's own employer too", async () => {
    const path = await asked({ statementFrom: { basis: 'client', organisationId: otherBakery } });
    const self = { 'estafette-acting-for': 'self' };
    for (const answer of [
      baker.get(path),
      otherLearner.get(path),
      coach.get(path, self),
      otherAssessor.get(path),
      baker.post(`${path}/statements`, facts.aStatementBody(achievement)),
      otherAssessor.post(`${path}/assessments`, facts.assessmentBodies(achievement)[0]),
      otherLearner.post(`${path}/withdrawals`, {}),
      otherLearner.post(`${path}/evidence`, facts.anAddedBody(achievement)),
    ]) {
      expect(await codeOf(answer)).toBe('404 validation-unknown');
    }
    expect(await requestsOf(baker)).not.toContain(path);
    expect(await queueOf(otherAssessor)).not.toContain(path);
    expect(await requestsOf(otherBaker)).toContain(path);
  });

  it('shows a request to the one person who was named, and to nobody beside them', async () => {
    const path = await asked({ statementFrom: { basis: 'employer', organisationId: bakery, personId: randomUUID() } });
    expect(await requestsOf(baker)).not.toContain(path);
    expect(await codeOf(baker.get(path))).toBe('404 validation-unknown');
  });

  it('takes no judgement of an assessor who was dismissed, and shows them nothing in the queue', async () => {
    const path = await asked();
    expect(await queueOf(dismissedAssessor)).toEqual([]);
    expect(await codeOf(dismissedAssessor.get(path))).toBe('404 validation-unknown');
    const answer = dismissedAssessor.post(`${path}/assessments`, facts.assessmentBodies(achievement)[0]);
    expect(await codeOf(answer)).toBe('403 assessor-not-appointed');
  });

  it('shows the file to assessors of the school who are appointed for a field of the achievement, only', async () => {
    const path = await asked();
    const [baking, nothing] = [await service.person(undefined, school), await service.person(undefined, school)];
    for (const one of [baking, nothing]) service.grant(one.personId, school, 'assessor');
    service.feeds.tell(appointed(school, baking.personId, 'baking'));
    const other = { ...facts.anAchievement(school), fields: ['baking'] as [string] };
    service.feeds.tell(published(other));
    const body = facts.aRequestBody(other, bakery);
    await ok(learner.post('/v1/validations', body));
    const theirs = `/v1/validations/${body.validationId}`;
    await eventually(async () => (await queueOf(baking)).includes(theirs));
    await eventually(async () => (await nothing.get('/v1/assessor-queue')).status === 200);
    await ok(baking.get(theirs), 200);
    await ok(assessor.get(path), 200);
    for (const answer of [baking.get(path), assessor.get(theirs), nothing.get(path), nothing.get(theirs)]) {
      expect(await codeOf(answer)).toBe('404 validation-unknown');
    }
  });

  it('takes three different people', async () => {
    const path = await asked();
    const [first] = facts.assessmentBodies(achievement);
    const two = await service.person(baker.personId, school);
    service.grant(baker.personId, school, 'assessor');
    service.feeds.tell(appointed(school, baker.personId, 'food-technology'));
    await eventually(async () => (await queueOf(two)).includes(path));
    await ok(baker.post(`${path}/statements`, facts.aStatementBody(achievement)));
    expect(await queueOf(two)).not.toContain(path);
    expect(await codeOf(two.post(`${path}/assessments`, first))).toBe('403 three-different-people');
    const themselves = await service.person(learner.personId, bakery);
    service.grant(learner.personId, bakery, 'employer');
    await eventually(async () => (await themselves.get('/v1/statement-requests')).status === 200);
    const body = facts.aRequestBody(achievement, bakery);
    await ok(learner.post('/v1/validations', body));
    expect(await requestsOf(themselves)).not.toContain(`/v1/validations/${body.validationId}`);
    const own = themselves.post(`/v1/validations/${body.validationId}/statements`, facts.aStatementBody(achievement));
    expect(await codeOf(own)).toBe('403 own-learning');
  });
});

describe('what waits', () => {
  it('is read in pages, also when what a page ended with is done with meanwhile', async () => {
    const from = { statementFrom: { basis: 'client', organisationId: otherBakery } };
    const paths = [await asked(from), await asked(from), await asked(from)];
    const page = async (after = ''): Promise<{ requests: { validationId: string }[]; next: string | null }> =>
      (await (await ok(otherBaker.get(`/v1/statement-requests?limit=1${after}`), 200)).json()) as never;
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { requests, next: following } = await page(next === '' ? '' : `&after=${encodeURIComponent(next)}`);
      for (const { validationId } of requests) {
        seen.push(`/v1/validations/${validationId}`);
        await ok(otherBaker.post(`/v1/validations/${validationId}/statements`, facts.aStatementBody(achievement)));
      }
      next = following;
    }
    expect(seen.slice(-3)).toEqual(paths);
    expect(await requestsOf(otherBaker)).toEqual([]);
  });
});

describe('repeats and faults', () => {
  it('has one effect for one key', async () => {
    const path = await asked();
    const body = facts.aStatementBody(achievement);
    const key = { 'idempotency-key': randomUUID() };
    const both = await Promise.all([
      baker.post(`${path}/statements`, body, key),
      baker.post(`${path}/statements`, body, key),
    ]);
    expect(both.map((one) => `${one.status} ${one.headers.get('etag') ?? ''}`)).toEqual(['201 "2"', '201 "2"']);
    const other = baker.post(`${path}/statements`, facts.aStatementBody(achievement), key);
    expect(await codeOf(other)).toBe('409 idempotency-key-reused');
    expect(await codeOf(baker.post(`${path}/statements`, facts.aStatementBody(achievement)))).toBe(
      '409 statement-already-given',
    );
    expect(await codeOf(learner.post(`${path}/withdrawals`, {}, { 'if-match': '"1"' }))).toBe('412 changed-meanwhile');
  });

  it('repeats a request with the same id as the same wish, in whatever order its members stand', async () => {
    const body = facts.aRequestBody(achievement, bakery);
    await ok(learner.post('/v1/validations', body));
    await ok(learner.post('/v1/validations', Object.fromEntries(Object.entries(body).reverse())), 200);
    const other = { ...body, statementFrom: { basis: 'client', organisationId: bakery } };
    expect(await codeOf(learner.post('/v1/validations', other))).toBe('409 validation-exists');
  });

  it('names all faults together, in path and body', async () => {
    const body = { kind: 'link', evidenceId: 'x', sha256: 'AB', description: '', date: '2026-02-30', extra: 1 };
    const answer = await learner.post('/v1/validations/not-an-id/evidence', body);
    const { errors } = (await answer.json()) as { errors: { in: string; at: string; code: string }[] };
    expect(errors.map((one) => `${one.in} ${one.at} ${one.code}`).toSorted()).toEqual([
      'body /criteria missing',
      'body /date invalid-format',
      'body /description too-small',
      'body /evidenceId invalid-format',
      'body /extra unknown-member',
      'body /sha256 invalid-format',
      'body /url missing',
      'path validationId invalid-format',
    ]);
  });
});

describe('what leaves the service', () => {
  it('is what the contracts say, and holds nothing that anybody wrote', async () => {
    const token = await service.issuer.serviceToken('reader', 'feed:read');
    const feed = await fetch(`${service.running.url}/v1/feed`, { headers: { authorization: `Bearer ${token}` } });
    const text = await feed.text();
    const events = JSON.parse(text) as { type: ContractType; data: object }[];
    const types = new Set(events.map(({ type }) => type));
    expect([...types].filter(isContractType)).toHaveLength(7);
    for (const { type, data } of events) expect(validateClosed(type, data), type).toEqual([]);
    const rows = await service.running.held.pool.query<{ log: string }>('select data::text as log from log.events');
    const log = rows.rows.map((row) => row.log).join('\n');
    for (const words of [
      'Klein beginnen',
      'logboek',
      'Eerst vragen',
      'Bij onze oven',
      'Navolgbaar',
      'Zie het',
      'Dat deed',
    ]) {
      expect(text).not.toContain(words);
      expect(log).not.toContain(words);
    }
    // The search would find words that were there.
    expect(log).toContain('Reststromen verwaarden');
    expect(text).toContain(artefacts[0]?.sha256);
  });
});
