import { createHash, randomUUID } from 'node:crypto';
import type { DomainEvent } from '@estafette/decider';
import type { StreamType } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot, routesOf } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from './challenges.service.js';
import * as a from './fixtures/bodies.js';
import type { Cast } from './fixtures/cast.js';
import { castOf, hasHeard, told } from './fixtures/cast.js';
import { digestIn, done, situationsOf, stepsOf, storyOf } from './fixtures/steps.js';

let service: TestService<RunningService>;
let cast: Cast;
let step: ReturnType<typeof stepsOf>;
let situation: ReturnType<typeof situationsOf>;

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  cast = await castOf(service);
  step = stepsOf(cast);
  situation = situationsOf(cast);
  await eventually(() => hasHeard(service, cast.messages));
});
afterAll(() => service.close());

/** A challenge's events as they are, texts in plain. */
type Told = DomainEvent<string, { readonly salt?: string; readonly digest?: string }>;
const everyEvent: StreamType<readonly Told[], never, Told> = {
  name: 'challenge',
  events: {},
  decider: { initialState: [], decide: () => [], evolve: (before, event) => [...before, event] },
};

interface Row {
  readonly challengeId: string;
  readonly title: string;
  readonly status: string;
  readonly hubId: string | null;
  readonly waitsFor: string;
  readonly waitsOnLeg: string | null;
}

async function boardOf(by: Caller, query = '', limit = 200): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after = ''; ;) {
    const page = await done(by.get(`/v1/challenges?limit=${limit}${query}${after}`));
    const { challenges: some, next } = (await page.json()) as { challenges: Row[]; next: string | null };
    rows.push(...some);
    if (next === null) return rows;
    after = `&after=${next}`;
  }
}
const onBoard = async (by: Caller, id: string) => (await boardOf(by)).find((row) => row.challengeId === id);

/** Status, code and where it has its faults. */
async function no(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}

describe('a relay of three legs', () => {
  it('goes from a posted challenge to its conclusion, each leg from the accepted baton of the one before', async () => {
    const body = a.aChallenge();
    const { challengeId } = body;
    const posted = await step.post(body);
    expect([posted.status, posted.headers.get('location'), posted.headers.get('etag')]).toEqual([
      201,
      `/v1/challenges/${challengeId}`,
      '"1"',
    ]);
    expect(await onBoard(cast.baker, challengeId)).toMatchObject({ status: 'posted', waitsFor: 'hub' });
    await done(step.accept(challengeId, cast.manager));
    expect(await onBoard(cast.baker, challengeId)).toMatchObject({ hubId: cast.hubId, waitsFor: 'planner' });

    const legs = [
      a.aLeg(cast.college),
      a.aLeg(cast.hogeschool, { frame: 'module', period: { start: '2026-10-05', end: '2026-12-01' } }),
      a.aLeg(cast.college, { frame: 'internship', period: { start: '2027-01-05', end: '2027-03-01' } }),
    ];
    for (const leg of legs) await done(step.plan(challengeId, leg));
    const [one, two, three] = legs.map((leg) => leg.legId) as [string, string, string];
    const professional = { personId: cast.bakersHand.personId, as: 'professional', organisationId: cast.bakery };
    await done(step.formTeam(challengeId, one, [...a.students(cast.college, cast.noor, cast.daan), professional]));
    await done(step.formTeam(challengeId, two, a.students(cast.hogeschool, cast.lisa), cast.businessCoach));
    await done(step.formTeam(challengeId, three, a.students(cast.college, cast.mila), cast.coordinator));

    await done(step.start(challengeId, one));
    const note = a.aNote();
    await done(step.note(challengeId, one, note, cast.bakersHand));
    const first = await situation.handOver(challengeId, one);
    expect(await onBoard(cast.lisa, challengeId)).toMatchObject({ waitsFor: 'next-team', waitsOnLeg: one });
    const question = a.aQuestion();
    await done(step.question(challengeId, first.batonId, question));
    expect(await onBoard(cast.lisa, challengeId)).toMatchObject({ waitsFor: 'handing-team', waitsOnLeg: one });
    await done(step.answer(challengeId, first.batonId, question.questionId, a.anAnswer(), cast.daan));
    const digest = await digestIn(cast.lisa, challengeId);
    const accepted = await done(step.acceptBaton(challengeId, first.batonId, digest));
    expect(accepted.headers.get('location')).toBe(`/v1/challenges/${challengeId}/batons/${first.batonId}`);
    await done(step.start(challengeId, two, cast.lisa));

    const second = await situation.handOver(challengeId, two, cast.lisa);
    await done(step.acceptBaton(challengeId, second.batonId, await digestIn(cast.mila, challengeId), cast.mila));
    await done(step.start(challengeId, three, cast.coordinator));
    const last = await situation.handOver(challengeId, three, cast.mila);
    expect(await onBoard(cast.baker, challengeId)).toMatchObject({ waitsFor: 'employer', waitsOnLeg: three });
    await done(step.acceptBaton(challengeId, last.batonId, await digestIn(cast.baker, challengeId), cast.baker));
    for (const legId of [one, two, three]) await done(step.review(challengeId, legId));
    await done(step.conclude(challengeId));
    expect(await onBoard(cast.baker, challengeId)).toMatchObject({ status: 'concluded', waitsFor: 'nobody' });

    const story = await storyOf(cast.mila, challengeId);
    expect(story.map(({ what, legId }) => [what, legId])).toEqual([
      ['challenge-posted', null],
      ['challenge-accepted', null],
      ['leg-planned', one],
      ['leg-planned', two],
      ['leg-planned', three],
      ['team-formed', one],
      ['team-formed', two],
      ['team-formed', three],
      ['leg-started', one],
      ['progress-noted', one],
      ['baton-handed-over', one],
      ['baton-questioned', one],
      ['baton-question-answered', one],
      ['baton-accepted', one],
      ['leg-started', two],
      ['baton-handed-over', two],
      ['baton-accepted', two],
      ['leg-started', three],
      ['baton-handed-over', three],
      ['baton-accepted', three],
      ['leg-reviewed', one],
      ['leg-reviewed', two],
      ['leg-reviewed', three],
      ['challenge-concluded', null],
    ]);
    expect(story[0]).toMatchObject({ by: cast.baker.personId, for: cast.bakery, said: { terms: body.terms } });
    expect(story[9]).toMatchObject({ by: cast.bakersHand.personId, said: note });
    const { batonId, legId: _leg, ...content } = first;
    expect(story[10]?.said).toEqual({ batonId, content, digest });
    expect(story[14]?.said).toEqual({ from: { kind: 'baton', batonId, digest } });
    expect(story[17]?.said).toMatchObject({ from: { kind: 'baton', batonId: second.batonId } });
    expect(story[19]?.said).toMatchObject({ acceptedByLeg: null, organisationId: cast.bakery });
  });

  it('binds a baton by a digest over its canonical JSON, artefacts and salt included', async () => {
    const { challengeId, legId } = await situation.started();
    const { batonId, legId: _leg, ...content } = await situation.handOver(challengeId, legId);
    const { state: events } = await service.running.held.store.load(everyEvent, challengeId);
    const { salt = '', digest = '' } = events.at(-1)?.data ?? {};
    expect(salt).toMatch(/^[0-9a-f]{64}$/);
    // Written out by hand, members in the order of their names (RFC 8785): not by the code that is under test.
    const [artefact] = content.artefacts;
    const text =
      `{"batonId":"${batonId}","challengeId":"${challengeId}","content":{"advice":"${content.advice}","artefacts":[` +
      `{"artefactId":"${artefact?.artefactId ?? ''}","sha256":"${artefact?.sha256 ?? ''}","title":"${artefact?.title ?? ''}",` +
      `"url":"${artefact?.url ?? ''}"}],"findings":"${content.findings}","openQuestions":"${content.openQuestions}",` +
      `"summary":"${content.summary}"},"legId":"${legId}","salt":"${salt}"}`;
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
    expect(digest).toBe(await digestIn(cast.noor, challengeId));
  });

  it('lets legs of different aspects run side by side', async () => {
    const { challengeId } = await situation.started();
    const market = a.aLeg(cast.hogeschool, { aspect: 'market' });
    await done(step.plan(challengeId, market));
    await done(step.formTeam(challengeId, market.legId, a.students(cast.hogeschool, cast.lisa), cast.businessCoach));
    await done(step.start(challengeId, market.legId, cast.lisa));
    const story = await storyOf(cast.lisa, challengeId);
    expect(story.at(-1)).toMatchObject({ what: 'leg-started', said: { from: { kind: 'challenge' } } });
  });
});

describe('who sees a challenge', () => {
  it('is whoever takes part, the hub, and those who find a place for challenges', async () => {
    const { challengeId } = await situation.handedOver();
    const may = [cast.baker, cast.bakersHand, cast.coordinator, cast.coach, cast.noor, cast.lisa, cast.outsideManager];
    for (const by of may) expect(await onBoard(by, challengeId)).toMatchObject({ challengeId, title: 'Return bread' });
    for (const by of [cast.stranger, cast.trader, cast.mila]) {
      expect(await onBoard(by, challengeId)).toBeUndefined();
      expect(await no(by.get(`/v1/challenges/${challengeId}`))).toBe('404 challenge-unknown');
    }
    const posted = await situation.posted();
    expect(await no(cast.coach.get(`/v1/challenges/${posted}`))).toBe('404 challenge-unknown');
  });

  it('is an organisation that joins the hub later, which may arrange legs from then on', async () => {
    const newcomer = randomUUID();
    const by = await service.person(randomUUID(), newcomer);
    const known = [told.organisation(newcomer), told.granted(by.personId, newcomer, 'relationship-manager')];
    const coach = await service.person(randomUUID(), newcomer);
    const facts = [...known, told.granted(coach.personId, newcomer, 'coach')].map((one) => service.feeds.tell(one));
    await eventually(() => hasHeard(service, facts));
    const challengeId = await situation.accepted();
    const leg = a.aLeg(cast.college);
    expect(await onBoard(coach, challengeId)).toBeUndefined();
    expect(await no(step.plan(challengeId, leg, by))).toBe('403 not-of-this-hub');
    const joined = service.feeds.tell(told.joined(cast.hubId, newcomer));
    await eventually(() => hasHeard(service, [joined]));
    await done(step.plan(challengeId, leg, by));
    await eventually(async () => (await onBoard(coach, challengeId))?.hubId === cast.hubId);
    expect((await storyOf(coach, challengeId)).at(-1)).toMatchObject({ what: 'leg-planned', for: newcomer });
  });

  it('is found on the board by status and by hub, page by page', async () => {
    const [challengeId, posted] = [await situation.accepted(), await situation.posted()];
    const ids = async (query: string, limit?: number) =>
      (await boardOf(cast.coordinator, query, limit)).map((row) => row.challengeId);
    expect(await ids('&status=posted')).toContain(posted);
    expect(await ids('&status=posted')).not.toContain(challengeId);
    expect(await ids(`&hubId=${cast.hubId.toUpperCase()}`)).toContain(challengeId);
    expect(await ids(`&hubId=${cast.hubId}`)).not.toContain(posted);
    expect(await ids(`&hubId=${cast.otherHubId}`)).toEqual([]);
    const all = await ids('');
    expect(await ids('', 2)).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is on the next page too when the row that ended the page before has moved on', async () => {
    const page = async (query: string) => {
      const answer = await done(cast.coordinator.get(`/v1/challenges?limit=1&status=posted${query}`));
      return (await answer.json()) as { challenges: Row[]; next: string | null };
    };
    await situation.posted();
    const first = await page('');
    const [moved] = first.challenges;
    const second = (await page(`&after=${first.next ?? ''}`)).challenges;
    expect(second).toHaveLength(1);
    await done(step.accept(moved?.challengeId ?? ''));
    expect((await page(`&after=${first.next ?? ''}`)).challenges).toEqual(second);
  });
});

describe('what is read', () => {
  it.each(['/v1/challenges', '/v1/challenges/:challengeId'])(
    'from %s is what the route says it answers',
    async (path) => {
      const { challengeId } = await situation.second();
      await done(step.post(a.aChallenge(), cast.trader));
      const spec = routesOf(challenges).find((route) => route.method === 'GET' && route.path === path)?.spec;
      const body: unknown = await (await done(cast.coordinator.get(path.replace(':challengeId', challengeId)))).json();
      expect(spec?.answer?.parse(body)).toEqual(body);
    },
  );
});

describe('repeats', () => {
  const key = () => ({ 'idempotency-key': randomUUID() });

  it('of the same wish have no second effect', async () => {
    const body = a.aChallenge();
    const path = `/v1/challenges/${body.challengeId}`;
    expect([(await step.post(body)).status, (await step.post(body)).status]).toEqual([201, 200]);
    const reversed = Object.fromEntries(Object.entries(body).reverse());
    const again = await step.post({ ...reversed, challengeId: body.challengeId.toUpperCase() });
    expect([again.status, again.headers.get('etag'), again.headers.get('location')]).toEqual([200, '"1"', path]);
  });

  it('of a baton have no second effect, though its salt is made anew each time', async () => {
    const { challengeId, legId } = await situation.started();
    const baton = a.aBaton(legId);
    const first = await done(step.handOver(challengeId, baton));
    const digest = await digestIn(cast.noor, challengeId);
    const second = await done(step.handOver(challengeId, baton, cast.noor));
    expect([first.status, second.status, second.headers.get('etag')]).toEqual([201, 200, first.headers.get('etag')]);
    expect(await digestIn(cast.noor, challengeId)).toBe(digest);
    expect((await storyOf(cast.noor, challengeId)).filter(({ what }) => what === 'baton-handed-over')).toHaveLength(1);
  });

  it('under one Idempotency-Key give the first answer, and its reuse for something else is refused', async () => {
    const { challengeId, legId } = await situation.started();
    const path = `/v1/challenges/${challengeId}/legs/${legId}/notes`;
    const [body, once] = [a.aNote(), key()];
    const answers = await Promise.all(Array.from({ length: 6 }, () => cast.noor.post(path, body, once)));
    await done(step.note(challengeId, legId));
    answers.push(await cast.noor.post(path, body, once));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('etag') ?? ''}`))).toEqual(
      new Set(['201 "6"']),
    );
    expect(await no(cast.noor.post(path, { ...body, text: 'Something else.' }, once))).toBe(
      '409 idempotency-key-reused',
    );
    expect((await storyOf(cast.noor, challengeId)).filter(({ what }) => what === 'progress-noted')).toHaveLength(2);
  });

  it('on what has changed meanwhile are refused where If-Match says what was seen', async () => {
    const challengeId = await situation.posted();
    const path = `/v1/challenges/${challengeId}`;
    const accept = (etag: string) =>
      cast.coordinator.post(`${path}/acceptances`, { hubId: cast.hubId }, { 'if-match': etag });
    expect(await no(accept('"7"'))).toBe('412 changed-meanwhile');
    expect((await done(accept('"1"'))).headers.get('etag')).toBe('"2"');
    const leg = a.aLeg(cast.college);
    expect(await no(cast.coordinator.post(`${path}/legs`, leg, { 'if-match': '"1"' }))).toBe('412 changed-meanwhile');
    await done(cast.coordinator.post(`${path}/legs`, leg, { 'if-match': '"2"' }));
  });
});

describe('faults', () => {
  it('are named all together, in path, header and body', async () => {
    const { title: _title, ...rest } = a.aChallenge();
    const terms = { ...rest.terms, hoursPerWeek: '2', resultFor: 'us' };
    const posted = await cast.baker.post('/v1/challenges', { ...rest, challengeId: 'x', terms, extra: 1 });
    expect(posted.headers.get('content-type')).toContain('application/problem+json');
    expect(await faultsOf(posted)).toEqual([
      'body /challengeId invalid-format',
      'body /extra unknown-member',
      'body /terms/hoursPerWeek invalid-type',
      'body /terms/resultFor invalid-value',
      'body /title missing',
    ]);
    const baton = { ...a.aBaton('x'), summary: ' ', artefacts: [a.anArtefact({ url: 'ftp://x', sha256: 'AB' })] };
    const path = '/v1/challenges/none/batons';
    expect(await faultsOf(await cast.noor.post(path, baton, { 'if-match': 'seven' }))).toEqual([
      'body /artefacts/0/sha256 invalid-format',
      'body /artefacts/0/url invalid-format',
      'body /legId invalid-format',
      'body /summary too-small',
      'header if-match invalid-format',
      'path challengeId invalid-format',
    ]);
    expect(await faultsOf(await cast.baker.get('/v1/challenges?status=open&limit=0&after=x'))).toHaveLength(3);
  });

  async function faultsOf(answer: Response): Promise<string[]> {
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { in: string; at: string; code: string }[] };
    return errors.map((one) => `${one.in} ${one.at} ${one.code}`).toSorted();
  }
});
