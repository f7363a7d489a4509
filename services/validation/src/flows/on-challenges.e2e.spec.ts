import { randomUUID } from 'node:crypto';
import type { LegReviewed } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aReviewedLeg } from '../fixtures/facts.js';
import { reviewed } from '../fixtures/told.js';
import { learningRecord } from '../learning-record/learning-record.stream.js';
import { offeredRecordId } from '../learning-record/offered-record-id.js';
import { validation } from '../validation.service.js';

const UPSTREAMS = ['organisations', 'education-partners', 'credentials', 'challenges'];
const school = randomUUID();
let service: TestService<RunningService>;
let student: Caller, professional: Caller, coach: Caller;

beforeAll(async () => {
  service = await startTestService('validation', UPSTREAMS, (env) => boot(validation, env));
  [student, professional, coach] = await Promise.all([service.person(), service.person(), service.person()]);
});
afterAll(() => service.close());

const team = (): LegReviewed['members'] => [
  { personId: student.personId, as: 'student', organisationId: school },
  { personId: professional.personId, as: 'professional', organisationId: null },
  { personId: professional.personId, as: 'student', organisationId: school },
  { personId: coach.personId, as: 'coach', organisationId: school },
];

interface Offer {
  learningRecordId: string;
  legId: string;
  status: string;
  title: string | null;
}

async function recordsOf(who: Caller): Promise<Offer[]> {
  const answer = await who.get('/v1/my-learning');
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { records: Offer[] }).records;
}

const offersOf = async (who: Caller, legId: string) => (await recordsOf(who)).filter((one) => one.legId === legId);

/** Tells it all, and waits until it had its effect: then a later message of each challenge has had its own. */
async function told(...messages: readonly ReturnType<typeof reviewed>[]): Promise<void> {
  for (const message of messages) service.feeds.tell(message);
  const member = { personId: student.personId, as: 'student' as const, organisationId: school };
  const challenges = new Set(messages.map((message) => message.data.challengeId));
  const last = [...challenges].map((challengeId) => aReviewedLeg([member], { challengeId }));
  for (const leg of last) service.feeds.tell(reviewed(leg));
  await eventually(async () => {
    const there = new Set((await recordsOf(student)).map((one) => one.legId));
    return last.every((leg) => there.has(leg.legId));
  });
}

async function parked(): Promise<number> {
  const { rows } = await service.running.held.pool.query<{ count: string }>('select count(*) from app.parked_messages');
  return Number(rows[0]?.count);
}

/** As what each of them took part, as it was kept with their offer. */
async function tookPartAs(legId: string, ...people: readonly Caller[]): Promise<unknown[]> {
  const { store } = service.running.held;
  const loaded = people.map(({ personId }) => store.load(learningRecord, offeredRecordId(legId, personId)));
  return (await Promise.all(loaded)).map(({ state }) => state.leg?.as);
}

describe('when a leg was reviewed', () => {
  it('each student and professional is offered one record, filled in; a coach none', async () => {
    const leg = aReviewedLeg(team());
    await told(reviewed(leg));
    expect(await offersOf(student, leg.legId)).toMatchObject([
      {
        learningRecordId: offeredRecordId(leg.legId, student.personId),
        status: 'offered',
        title: 'Retourbrood',
        frame: 'internship',
        period: leg.period,
        artefacts: leg.artefacts,
        reviewed: true,
        what: null,
      },
    ]);
    expect(await offersOf(professional, leg.legId)).toHaveLength(1);
    expect(await recordsOf(coach)).toEqual([]);
    // The other one stands in the team as both.
    expect(await tookPartAs(leg.legId, student, professional)).toEqual(['student', undefined]);
  });

  it('a second review of the leg offers nothing again, also after the record was dismissed', async () => {
    const leg = aReviewedLeg(team());
    await told(reviewed(leg));
    const path = `/v1/learning-records/${offeredRecordId(leg.legId, student.personId)}/dismissals`;
    expect((await student.post(path, {})).status).toBe(201);
    await told(reviewed({ ...leg, reviewId: randomUUID(), title: 'Another title' }));
    expect(await offersOf(student, leg.legId)).toMatchObject([{ status: 'dismissed', title: 'Retourbrood' }]);
    expect(await offersOf(professional, leg.legId)).toMatchObject([{ status: 'offered', title: 'Retourbrood' }]);
  });

  it('members and values that are not known yet change nothing', async () => {
    const leg = aReviewedLeg([...team(), { personId: coach.personId, as: 'guest' as 'coach', organisationId: null }], {
      title: null,
      frame: 'exchange' as 'work',
    });
    const period = { ...leg.period, weeks: 8 };
    await told(reviewed({ ...leg, period, mood: 'good', reviewer: { role: 'owner' } } as LegReviewed));
    expect(await offersOf(student, leg.legId)).toMatchObject([
      { title: null, frame: 'exchange', period: { start: leg.period.start, end: leg.period.end } },
    ]);
    expect(await recordsOf(coach)).toEqual([]);
    expect(await parked()).toBe(0);
  });

  it('a leg with nobody who learned offers nothing and holds nothing up', async () => {
    const leg = aReviewedLeg([{ personId: coach.personId, as: 'coach', organisationId: school }]);
    await told(reviewed(leg));
    expect(await recordsOf(coach)).toEqual([]);
    expect(await parked()).toBe(0);
  });
});
