import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from '../challenges.service.js';
import * as a from '../fixtures/bodies.js';
import type { Cast } from '../fixtures/cast.js';
import { castOf, hasHeard, told } from '../fixtures/cast.js';
import { done, situationsOf, stepsOf } from '../fixtures/steps.js';

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

type Fact = ReturnType<(typeof told)['hub']>;
const tell = (fact: Fact & { readonly id?: string }) => service.feeds.tell(fact);

async function codeOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  return response.ok
    ? String(response.status)
    : `${response.status} ${((await response.json()) as { code: string }).code}`;
}

/** Somebody with this role, once the service knows it. */
async function knownAs(role: string, organisationId: string): Promise<Caller & { membershipId: string }> {
  const caller = await service.person(randomUUID(), organisationId);
  const membershipId = randomUUID();
  const message = tell(told.granted(caller.personId, organisationId, role, membershipId));
  await eventually(() => hasHeard(service, [message]));
  return { ...caller, membershipId };
}

async function parked(): Promise<number> {
  const { rowCount } = await service.running.held.pool.query('select from app.parked_messages');
  return rowCount ?? 0;
}

describe('what is not known here yet', () => {
  it('is waited for a moment', async () => {
    const [challengeId, hubId] = [await situation.posted(), randomUUID()];
    const accepting = step.accept(challengeId, cast.coordinator, hubId);
    tell(told.hub(hubId, cast.centre));
    expect((await accepting).status).toBe(201);
  });

  it('is refused after that, and taken once it is there', async () => {
    const [hubId, newcomer, challengeId] = [randomUUID(), randomUUID(), await situation.posted()];
    const employer = await knownAs('employer', newcomer);
    const body = a.aChallenge();
    const early = await Promise.all([
      codeOf(step.accept(challengeId, cast.coordinator, hubId)),
      codeOf(step.post(body, employer)),
      codeOf(step.plan(challengeId, a.aLeg(newcomer))),
    ]);
    expect(early).toEqual([
      '409 hub-not-known-yet',
      '409 organisation-not-known-yet',
      '409 organisation-not-known-yet',
    ]);
    tell(told.hub(hubId, cast.centre));
    tell(told.organisation(newcomer));
    expect(await codeOf(step.accept(challengeId, cast.coordinator, hubId))).toBe('201');
    expect(await codeOf(step.post(body, employer))).toBe('201');
    expect(await codeOf(step.plan(challengeId, a.aLeg(newcomer)))).toBe('201');
  });

  it('is a hub too of which only a member was told', async () => {
    const [challengeId, hubId] = [await situation.posted(), randomUUID()];
    const joined = tell(told.joined(hubId, cast.college));
    await eventually(() => hasHeard(service, [joined]));
    expect(await codeOf(step.accept(challengeId, cast.manager, hubId))).toBe('409 hub-not-known-yet');
    const accepting = step.accept(challengeId, cast.manager, hubId);
    tell(told.hub(hubId, cast.centre));
    expect(await codeOf(accepting)).toBe('201');
  });
});

describe('what is told ten times, and out of order', () => {
  it('has one effect', async () => {
    const hubs = Array.from({ length: 4 }, () => randomUUID());
    const schools = Array.from({ length: 4 }, () => randomUUID());
    const managers = await Promise.all(schools.map((school) => service.person(randomUUID(), school)));
    const facts = [
      ...schools.map((school) => told.organisation(school)),
      ...hubs.flatMap((hub) => [told.hub(hub, cast.centre), ...schools.map((school) => told.joined(hub, school))]),
      ...managers.map((by, index) => told.granted(by.personId, schools[index] ?? '', 'relationship-manager')),
    ].map((fact) => ({ ...fact, id: `${randomUUID()}.${fact.type.split('.')[3] ?? ''}.v1` }));
    const tenTimes = facts.flatMap((fact) => Array.from({ length: 10 }, () => fact));
    const options = { numRuns: 1, seed: 7 };
    const [shuffled = []] = fc.sample(fc.shuffledSubarray(tenTimes, { minLength: tenTimes.length }), options);
    expect(shuffled).toHaveLength(tenTimes.length);
    for (const fact of shuffled) tell(fact);
    const ids = facts.map(({ id }) => id);
    await eventually(() => hasHeard(service, ids));

    const { pool } = service.running.held;
    const taken = await pool.query(`select from log.events where metadata->'cause'->>'id' = any($1)`, [ids]);
    expect(taken.rowCount).toBe(ids.length);
    for (const [index, hubId] of hubs.entries()) {
      const challengeId = await situation.posted();
      await done(step.accept(challengeId, managers[index] ?? cast.manager, hubId));
      for (const by of managers) await done(step.plan(challengeId, a.aLeg(cast.college), by));
      const { rows } = await pool.query<{ data: { hubMembers: string[] } }>(
        `select data from log.events where stream_id = $1 and type = 'ChallengeAccepted'`,
        [`challenge-${challengeId}`],
      );
      expect(rows[0]?.data.hubMembers.toSorted()).toEqual(schools.toSorted());
    }
    expect(await parked()).toBe(0);
  });
});

describe('a message that breaks its contract', () => {
  it('is parked with what comes after it of the same hub; other hubs go on, and it heals once it is thrown away', async () => {
    const [poisoned, other, operator] = [randomUUID(), randomUUID(), await knownAs('region-admin', cast.elsewhere)];
    tell({
      ...told.hub(poisoned, cast.centre),
      data: { hubId: poisoned, kind: 'lab', name: 'Grain loft' },
    });
    tell(told.hub(poisoned, cast.centre));
    const heard = tell(told.hub(other, cast.centre));
    await eventually(() => hasHeard(service, [heard]));
    await eventually(async () => (await parked()) === 2);
    const [stuck, free] = [await situation.posted(), await situation.posted()];
    expect(await codeOf(step.accept(free, cast.coordinator, other))).toBe('201');
    expect(await codeOf(step.accept(stuck, cast.coordinator, poisoned))).toBe('409 hub-not-known-yet');

    const listed = await done(operator.get('/v1/parked-keys'));
    const { keys } = (await listed.json()) as { keys: { key: string; messages: number; head: { id: string } }[] };
    expect(keys).toMatchObject([{ key: `organisations/hub-${poisoned}`, messages: 2 }]);
    const reason = 'It names no organisation.';
    await done(operator.post('/v1/parked-keys/discards', { keyOrId: keys[0]?.head.id, reason }));
    // What stood behind it has its turn by itself.
    expect(await parked()).toBe(0);
    expect(await codeOf(step.accept(stuck, cast.coordinator, poisoned))).toBe('201');
  });
});

describe('a membership that was revoked', () => {
  it('is refused as soon as that has been followed, also for a repeat of what was done before', async () => {
    const employer = await knownAs('employer', cast.bakery);
    const [body, key] = [a.aChallenge(), { 'idempotency-key': randomUUID() }];
    const path = `/v1/challenges/${body.challengeId}`;
    expect(await codeOf(employer.post('/v1/challenges', body, key))).toBe('201');
    const message = tell(told.revoked(employer.personId, cast.bakery, 'employer', employer.membershipId));
    await eventually(() => hasHeard(service, [message]));
    expect(await codeOf(employer.post('/v1/challenges', body, key))).toBe('403 not-a-member');
    expect(await codeOf(employer.post('/v1/challenges', a.aChallenge()))).toBe('403 not-a-member');
    expect(await codeOf(step.conclude(body.challengeId, a.aConclusion(), employer))).toBe('403 not-a-member');
    expect(await codeOf(employer.get(path))).toBe('403 not-a-member');
    expect(await codeOf(employer.get(path, { 'estafette-acting-for': 'self' }))).toBe('404 challenge-unknown');
    expect(await codeOf(cast.baker.get(path))).toBe('200');
  });
});
