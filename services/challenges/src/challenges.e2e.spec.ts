import { randomUUID } from 'node:crypto';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from './challenges.service.js';

let service: TestService<RunningService>;
const bakery = randomUUID();
let baker: Caller;

const aChallenge = () => ({
  challengeId: randomUUID(),
  title: 'Return bread',
  problem: 'A tenth of what we bake comes back.',
  wouldHelp: 'Somebody who counts and tries.',
  terms: { contact: 'An hour on Tuesdays', hoursPerWeek: 2, resultFor: 'region', confidential: null },
});

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  baker = await service.person();
  service.feeds.tell({
    type: 'nl.estafette.organisations.organisation-registered.v1',
    subject: `organisation-${bakery}`,
    data: { organisationId: bakery, kind: 'sme', soleTrader: false, name: 'Bakery' },
  });
  service.grant(baker.personId, bakery, 'employer');
  await eventually(async () => (await baker.get('/v1/challenges', { 'estafette-acting-for': bakery })).status === 200);
});
afterAll(() => service.close());

describe('posting a challenge', () => {
  it('is there to read as soon as it is answered', async () => {
    const body = aChallenge();
    const posted = await baker.post('/v1/challenges', body);
    expect(posted.status, await posted.text()).toBe(201);
    expect(posted.headers.get('location')).toBe(`/v1/challenges/${body.challengeId}`);
    expect(posted.headers.get('etag')).toBe('"1"');
    expect(posted.headers.get('api-version')).toBe('1.0.0');
    const story = await baker.get(`/v1/challenges/${body.challengeId}`, { 'estafette-acting-for': bakery });
    expect(story.status).toBe(200);
    const { steps } = (await story.json()) as { steps: { what: string; said: Record<string, unknown> }[] };
    expect(steps).toMatchObject([
      { what: 'challenge-posted', said: { title: 'Return bread', wouldHelp: body.wouldHelp } },
    ]);
  });

  it('names all faults together', async () => {
    const { title: _title, ...rest } = aChallenge();
    const answer = await baker.post('/v1/challenges', { ...rest, challengeId: 'x', extra: 1 });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const { errors } = (await answer.json()) as { errors: { at: string; code: string }[] };
    expect(errors.map(({ at, code }) => `${at} ${code}`).toSorted()).toEqual([
      '/challengeId invalid-format',
      '/extra unknown-member',
      '/title missing',
    ]);
  });
});
