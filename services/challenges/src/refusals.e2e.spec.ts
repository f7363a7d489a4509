import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, routesOf } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from './challenges.service.js';
import * as a from './fixtures/bodies.js';
import type { Cast } from './fixtures/cast.js';
import { castOf, hasHeard, told } from './fixtures/cast.js';
import { done, situationsOf, stepsOf, storyOf } from './fixtures/steps.js';

let service: TestService<RunningService>;
let cast: Cast;
let step: ReturnType<typeof stepsOf>;
let at: Awaited<ReturnType<typeof played>>;
let lengths: readonly number[];

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  cast = await castOf(service);
  step = stepsOf(cast);
  await eventually(() => hasHeard(service, cast.messages));
  at = await played();
  lengths = await storyLengths();
});
afterAll(() => service.close());

/** Challenges that stand where a refusal can be met. Nothing that is refused changes them, so all cases share them. */
async function played() {
  const situation = situationsOf(cast);
  const [posted, accepted, declined] = [await situation.posted(), await situation.accepted(), await situation.posted()];
  await done(step.decline(declined));
  const planned = { challengeId: accepted, ...(await situation.plannedOn(accepted)) };
  const concluded = await situation.questioned();
  await done(step.conclude(concluded.challengeId, a.aConclusion({ outcome: 'stopped' })));
  const [running, note] = [await situation.started(), a.aNote()];
  await done(step.note(running.challengeId, running.legId, note));
  const next = await situation.plannedOn(running.challengeId, cast.lisa);
  const cancelled = await situation.formed();
  await done(step.cancel(cancelled.challengeId, cancelled.legId));
  const noted = { ...running, note, nextLegId: next.legId };
  const handedOver = await situation.handedOver();
  const reviewed = await situation.second();
  await done(step.review(reviewed.challengeId, reviewed.legId));
  const taken = await situation.handedOver();
  await done(step.acceptBaton(taken.challengeId, taken.batonId, taken.digest));
  const own = await situation.handedOver();
  const third = await situation.plannedOn(own.challengeId, cast.noor);
  await done(step.acceptBaton(own.challengeId, own.batonId, own.digest));
  await done(step.cancel(own.challengeId, own.nextLegId));
  const left = { challengeId: own.challengeId, legId: third.legId };
  const [formed, questioned] = [await situation.formed(), await situation.questioned()];
  return {
    posted,
    accepted,
    declined,
    planned,
    formed,
    cancelled,
    noted,
    handedOver,
    taken,
    left,
    questioned,
    reviewed,
    concluded,
  };
}

const storyLengths = () => {
  const ids = Object.values(at).map((one) => (typeof one === 'string' ? one : one.challengeId));
  return Promise.all(ids.map(async (id) => (await storyOf(cast.coordinator, id)).length));
};

async function codeOf(answer: Response): Promise<string> {
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}

const id = randomUUID;
const digest = 'f'.repeat(64);

type Case = readonly [code: string, call: () => Promise<Response>];
/** By route: what is refused there. */
const refused: Record<string, readonly Case[]> = {
  'POST /v1/challenges': [
    ['challenge-exists', () => step.post(a.aChallenge({ challengeId: at.posted, title: 'Other' }))],
    ['organisation-not-known-yet', () => postedByAnOrganisationThatNobodyToldOf()],
  ],
  'POST /v1/challenges/:challengeId/acceptances': [
    ['challenge-not-open', () => step.accept(at.declined)],
    ['hub-not-known-yet', () => step.accept(at.posted, cast.coordinator, id())],
  ],
  'POST /v1/challenges/:challengeId/declines': [['challenge-not-open', () => step.decline(at.accepted)]],
  'POST /v1/challenges/:challengeId/legs': [
    ['organisation-not-known-yet', () => step.plan(at.accepted, a.aLeg(id()))],
    ['challenge-not-running', () => step.plan(at.posted)],
    ['leg-exists', () => step.plan(at.accepted, a.aLeg(cast.college, { legId: at.planned.legId, frame: 'work' }))],
    ['period-backwards', () => plan({ period: { start: '2026-10-02', end: '2026-10-01' } })],
    ['goals-one-sided', () => plan({ goals: { ...a.goals, company: [] } })],
    ['goal-learning-to-learn-missing', () => plan({ goals: { ...a.goals, company: a.goals.students } })],
    ['legs-out-of-order', () => plan({ period: { start: '2026-08-31', end: '2026-10-01' } })],
  ],
  'PUT /v1/challenges/:challengeId/legs/:legId/team': [
    ['challenge-not-running', () => formTeam(at.concluded, cast.mila)],
    ['leg-cancelled', () => formTeam(at.cancelled, cast.mila)],
    ['leg-already-started', () => formTeam(at.noted, cast.mila)],
    ['member-twice', () => formTeam(at.formed, cast.mila, cast.mila)],
    ['team-without-learners', () => coachAlone()],
    ['team-took-the-baton', () => formTeam({ ...at.taken, legId: at.taken.nextLegId }, cast.noor)],
  ],
  'POST /v1/challenges/:challengeId/legs/:legId/starts': [
    ['challenge-not-running', () => step.start(at.concluded.challengeId, at.concluded.nextLegId)],
    ['leg-cancelled', () => step.start(at.cancelled.challengeId, at.cancelled.legId)],
    ['team-missing', () => step.start(at.accepted, at.planned.legId)],
    ['baton-not-handed-over', () => step.start(at.noted.challengeId, at.noted.nextLegId)],
    ['baton-not-accepted', () => step.start(at.handedOver.challengeId, at.handedOver.nextLegId)],
    ['team-took-the-baton', () => step.start(at.left.challengeId, at.left.legId)],
  ],
  'POST /v1/challenges/:challengeId/legs/:legId/cancellations': [
    ['challenge-not-running', () => step.cancel(at.concluded.challengeId, at.concluded.nextLegId)],
    ['leg-cancelled', () => step.cancel(at.cancelled.challengeId, at.cancelled.legId, { words: 'Another reason.' })],
    ['leg-already-started', () => step.cancel(at.noted.challengeId, at.noted.legId)],
  ],
  'POST /v1/challenges/:challengeId/legs/:legId/notes': [
    ['challenge-not-running', () => step.note(at.concluded.challengeId, at.concluded.legId)],
    ['leg-not-started', () => step.note(at.formed.challengeId, at.formed.legId)],
    ['leg-ended', () => step.note(at.handedOver.challengeId, at.handedOver.legId)],
    ['note-exists', () => step.note(at.noted.challengeId, at.noted.legId, { ...at.noted.note, text: 'Other.' })],
  ],
  'POST /v1/challenges/:challengeId/legs/:legId/reviews': [
    ['leg-already-reviewed', () => step.review(at.reviewed.challengeId, at.reviewed.legId)],
    ['baton-not-handed-over', () => step.review(at.noted.challengeId, at.noted.legId)],
  ],
  'POST /v1/challenges/:challengeId/conclusions': [
    ['challenge-not-running', () => step.conclude(at.posted)],
    ['legs-still-open', () => step.conclude(at.handedOver.challengeId)],
    ['nothing-handed-over', () => step.conclude(at.accepted, a.aConclusion({ outcome: 'partly' }))],
  ],
  'POST /v1/challenges/:challengeId/batons': [
    ['challenge-not-running', () => handOver({ ...at.concluded, legId: at.concluded.nextLegId }, {}, cast.lisa)],
    ['leg-not-started', () => handOver(at.formed)],
    ['baton-already-handed-over', () => handOver(at.handedOver)],
    ['baton-exists', () => handOver(secondLeg(), { batonId: at.reviewed.batonId }, cast.lisa)],
    ['artefact-twice', () => handOver(at.noted, { artefacts: Array(2).fill(a.anArtefact()) })],
  ],
  'POST /v1/challenges/:challengeId/batons/:batonId/acceptances': [
    ['challenge-not-running', () => step.acceptBaton(...batonIn(at.concluded), at.concluded.digest)],
    ['baton-digest-differs', () => step.acceptBaton(...batonIn(at.handedOver), digest)],
    ['baton-question-open', () => step.acceptBaton(...batonIn(at.questioned), at.questioned.digest)],
  ],
  'POST /v1/challenges/:challengeId/batons/:batonId/questions': [
    ['challenge-not-running', () => step.question(...batonIn(at.concluded))],
    ['question-exists', () => step.question(...batonIn(at.questioned), questionAgain())],
    ['baton-already-accepted', () => step.question(...batonIn(at.reviewed))],
  ],
  'POST /v1/challenges/:challengeId/batons/:batonId/questions/:questionId/answers': [
    ['challenge-not-running', () => step.answer(...batonIn(at.concluded), at.concluded.questionId)],
    ['question-answered', () => step.answer(...batonIn(at.reviewed), at.reviewed.questionId, { answer: 'Ten.' })],
  ],
};

const plan = (more: object) => step.plan(at.accepted, a.aLeg(cast.college, more));
const batonIn = ({ challengeId, batonId }: { challengeId: string; batonId: string }) => [challengeId, batonId] as const;
const questionAgain = () => a.aQuestion({ questionId: at.questioned.questionId, question: 'Another one?' });
const secondLeg = () => ({ ...at.reviewed, legId: at.reviewed.nextLegId });

interface InLeg {
  readonly challengeId: string;
  readonly legId: string;
}
const handOver = ({ challengeId, legId }: InLeg, more: object = {}, by = cast.noor) =>
  step.handOver(challengeId, a.aBaton(legId, more), by);
const formTeam = ({ challengeId, legId }: InLeg, ...people: Parameters<typeof a.students>[1][]) =>
  step.formTeam(challengeId, legId, a.students(cast.college, ...people));

function coachAlone(): Promise<Response> {
  const member = { personId: cast.coach.personId, as: 'coach', organisationId: cast.college };
  return step.formTeam(at.formed.challengeId, at.formed.legId, [member]);
}

async function postedByAnOrganisationThatNobodyToldOf(): Promise<Response> {
  const organisationId = id();
  const employer = await service.person(id(), organisationId);
  const message = service.feeds.tell(told.granted(employer.personId, organisationId, 'employer'));
  await eventually(() => hasHeard(service, [message]));
  return step.post(a.aChallenge(), employer);
}

/** What is refused to somebody who may see it (403), and what is not there for them (404). */
const denied: readonly (readonly [expected: string, what: string, call: () => Promise<Response>])[] = [
  ['403 not-of-this-hub', 'accepting into another hub', () => step.accept(at.posted, cast.outsideManager)],
  ['403 not-coordinator-of-hub', 'coordinating a guest', () => step.accept(at.posted, cast.guestCoordinator)],
  [
    '403 not-of-this-hub',
    'planning from elsewhere',
    () => step.plan(at.accepted, a.aLeg(cast.college), cast.outsideManager),
  ],
  [
    '403 not-in-team',
    'noting for others',
    () => step.note(at.noted.challengeId, at.noted.legId, a.aNote(), cast.coach),
  ],
  ['403 not-in-team', "handing over others' work", () => handOver(at.noted, {}, cast.lisa)],
  [
    '403 not-in-team',
    'answering for others',
    () => step.answer(...batonIn(at.questioned), at.questioned.questionId, a.anAnswer(), cast.lisa),
  ],
  [
    '403 own-baton',
    'accepting their own',
    () => step.acceptBaton(...batonIn(at.handedOver), at.handedOver.digest, cast.noor),
  ],
  ['403 own-baton', 'questioning their own', () => step.question(...batonIn(at.handedOver), a.aQuestion(), cast.noor)],
  [
    '403 not-the-next-team',
    'accepting out of turn',
    () => step.acceptBaton(...batonIn(at.handedOver), at.handedOver.digest, cast.baker),
  ],
  ['404 challenge-unknown', 'what is not there', () => step.accept(id())],
  ['404 challenge-unknown', "concluding another's", () => step.conclude(at.accepted, a.aConclusion(), cast.stranger)],
  ['403 not-the-posting-organisation', "concluding a guest's", () => concludedByTheSchool()],
  ['403 not-the-posting-organisation', "reviewing a guest's", () => reviewedByTheSchool()],
  ['404 leg-unknown', 'a leg that is not there', () => step.start(at.accepted, id())],
  ['404 baton-unknown', 'a baton that is not there', () => step.acceptBaton(at.accepted, id(), digest, cast.baker)],
  ['404 question-unknown', 'a question that is not there', () => step.answer(...batonIn(at.handedOver), id())],
];

async function employerOfTheSchool() {
  const employer = await service.person(id(), cast.college);
  const message = service.feeds.tell(told.granted(employer.personId, cast.college, 'employer'));
  await eventually(() => hasHeard(service, [message]));
  return employer;
}
const concludedByTheSchool = async () => step.conclude(at.accepted, a.aConclusion(), await employerOfTheSchool());
const reviewedByTheSchool = async () =>
  step.review(at.handedOver.challengeId, at.handedOver.legId, a.aReview(), await employerOfTheSchool());

describe.each(Object.entries(refused))('%s', (_route, cases) => {
  it.each(cases)('is refused with %s, and changes nothing', async (code, call) => {
    const answer = await call();
    expect(answer.headers.get('retry-after')).toBe(code.endsWith('-not-known-yet') ? '1' : null);
    expect(await codeOf(answer)).toBe(`409 ${code}`);
  });
});

describe('what somebody may not', () => {
  it.each(denied)('%s: %s', async (expected, _what, call) => {
    expect(await codeOf(await call())).toBe(expected);
  });
});

describe('all of it', () => {
  it('is every refusal that a route declares', () => {
    const ofEveryService = new Set(routesOf({ controllers: [] }).map(({ spec }) => spec));
    const own = routesOf(challenges).filter(({ spec }) => !ofEveryService.has(spec));
    const declared = own.flatMap(({ method, path, refuses }) => refuses.map((code) => `${method} ${path} ${code}`));
    const met = Object.entries(refused).flatMap(([route, cases]) => cases.map(([code]) => `${route} ${code}`));
    expect(met.toSorted()).toEqual(declared.toSorted());
  });

  it('left every challenge as it was', async () => {
    expect(await storyLengths()).toEqual(lengths);
  });
});
