import { randomUUID } from 'node:crypto';
import type { AchievementPublished } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aReviewedLeg, anAchievement } from './fixtures/facts.js';
import { offeredRecordId } from './learning-record/offered-record-id.js';
import { validation } from './validation.service.js';

const UPSTREAMS = ['organisations', 'education-partners', 'credentials', 'challenges'];
const school = randomUUID();
const bakery = randomUUID();
const achievement: AchievementPublished = anAchievement(school);
const artefacts = [{ artefactId: randomUUID(), sha256: 'cd'.repeat(32) }];

let service: TestService<RunningService>;
let people: Record<'learner' | 'baker' | 'assessor', Caller>;

beforeAll(async () => {
  service = await startTestService('validation', UPSTREAMS, (env) => boot(validation, env));
  people = { learner: await service.person(), baker: await service.person(), assessor: await service.person() };
  const { learner, baker, assessor } = people;
  service.grant(baker.personId, bakery, 'employer');
  service.grant(assessor.personId, school, 'assessor');
  service.feeds.tell({
    type: 'nl.estafette.credentials.achievement-published.v1',
    subject: `achievement-${achievement.achievementId}`,
    data: achievement,
  });
  service.feeds.tell({
    type: 'nl.estafette.education-partners.assessor-appointed.v1',
    subject: `partner-${school}`,
    data: {
      appointmentId: randomUUID(),
      organisationId: school,
      personId: assessor.personId,
      fields: ['food-technology'],
    },
  });
  const leg = aReviewedLeg([{ personId: learner.personId, as: 'student', organisationId: school }], { artefacts });
  service.feeds.tell({
    type: 'nl.estafette.challenges.leg-reviewed.v1',
    subject: `challenge-${leg.challengeId}`,
    data: leg,
  });
  await eventually(async () => {
    const { records } = (await (await learner.get('/v1/my-learning')).json()) as { records: object[] };
    return (
      records.length === 1 &&
      (await assessor.get('/v1/assessor-queue')).status === 200 &&
      (await baker.get('/v1/statement-requests')).status === 200
    );
  });
});
afterAll(() => service.close());

async function done(answer: Promise<Response>, status = 201): Promise<Response> {
  const response = await answer;
  expect(response.status, await response.clone().text()).toBe(status);
  return response;
}

describe('the main way', () => {
  it('leads from an offered record to a grant', async () => {
    const { learner, baker, assessor } = people;
    const { records } = (await (await done(learner.get('/v1/my-learning'), 200)).json()) as {
      records: { learningRecordId: string; legId: string }[];
    };
    const learningRecordId = records[0]?.learningRecordId ?? '';
    expect(learningRecordId).toBe(offeredRecordId(records[0]?.legId ?? '', learner.personId));
    await done(learner.post(`/v1/learning-records/${learningRecordId}/completions`, { what: 'Klein beginnen werkt.' }));
    const validationId = randomUUID();
    const evidenceId = randomUUID();
    const required = achievement.criteria.filter((criterion) => criterion.required);
    await done(
      learner.post('/v1/validations', {
        validationId,
        achievementId: achievement.achievementId,
        achievementVersion: 1,
        claims: required.map(({ criterionId }) => ({
          criterionId,
          words: 'Dat deed ik in ronde één.',
          evidence: [evidenceId],
          records: [learningRecordId],
        })),
        evidence: [
          {
            evidenceId,
            kind: 'platform',
            artefactId: artefacts[0]?.artefactId,
            sha256: artefacts[0]?.sha256,
            description: 'Het logboek van de proeven',
            date: '2026-11-06',
          },
        ],
        statementFrom: { basis: 'employer', organisationId: bakery },
      }),
    );
    await done(
      baker.post(`/v1/validations/${validationId}/statements`, {
        statementId: randomUUID(),
        criteria: required.map(({ criterionId }) => ({ criterionId, seen: 'yes', words: 'Zelf gezien.' })),
      }),
    );
    for (const { criterionId, requiredLevelId } of required) {
      await done(
        assessor.post(`/v1/validations/${validationId}/assessments`, {
          criterionId,
          levelId: requiredLevelId,
          words: 'Navolgbaar.',
        }),
      );
    }
    const file = await (await done(learner.get(`/v1/validations/${validationId}`), 200)).json();
    expect(file).toMatchObject({ status: 'granted', revision: 5, records: [{ what: 'Klein beginnen werkt.' }] });
  });
});
