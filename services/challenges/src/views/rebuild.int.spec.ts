import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually, itRebuildsToLive, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challenges } from '../challenges.service.js';
import * as a from '../fixtures/bodies.js';
import type { Cast } from '../fixtures/cast.js';
import { castOf, hasHeard, told } from '../fixtures/cast.js';
import { digestIn, done, situationsOf, stepsOf } from '../fixtures/steps.js';

let service: TestService<RunningService>;
let cast: Cast;

beforeAll(async () => {
  service = await startTestService('challenges', ['organisations'], (env) => boot(challenges, env));
  cast = await castOf(service);
  await eventually(() => hasHeard(service, cast.messages));
  await write();
  await write();
});
afterAll(() => service.close());

/** Every command, one challenge left at each stand, a sole trader's among them, and hubs that others join meanwhile. */
async function write(): Promise<void> {
  const step = stepsOf(cast);
  const situation = situationsOf(cast);
  await done(step.post(a.aChallenge(), cast.trader));
  await done(step.decline(await situation.posted()));
  await situation.questioned();
  const { challengeId, legId } = await situation.started();
  await done(step.note(challengeId, legId));
  const hub = told.hub(randomUUID(), cast.elsewhere);
  for (const fact of [hub, told.joined(cast.otherHubId, cast.bakery)]) service.feeds.tell(fact);
  await whole();
}

/** A relay from its first leg to its end, with a team that changes before it starts. */
async function whole(): Promise<void> {
  const step = stepsOf(cast);
  const situation = situationsOf(cast);
  const { challengeId, legId, nextLegId } = await situation.second();
  const market = a.aLeg(cast.hogeschool, { aspect: 'market' });
  await done(step.plan(challengeId, market));
  for (const member of [cast.daan, cast.mila]) {
    await done(step.formTeam(challengeId, market.legId, a.students(cast.hogeschool, member), cast.businessCoach));
  }
  const { batonId } = await situation.handOver(challengeId, nextLegId, cast.lisa);
  await done(step.acceptBaton(challengeId, batonId, await digestIn(cast.baker, challengeId), cast.baker));
  for (const one of [legId, nextLegId]) await done(step.review(challengeId, one));
  await done(step.conclude(challengeId));
}

async function settled(): Promise<void> {
  const { log, subscriptions } = service.running.held;
  expect(await subscriptions.passed(await log.head(), 10_000)).toBe(true);
}

describe.each(challenges.views.map((view) => [view.name, view] as const))('the view %s', (name, view) => {
  itRebuildsToLive(name, async () => {
    const { log, pool } = service.running.held;
    await settled();
    return { rows: () => rowsOf(pool, view), rebuild: (chunk) => rebuild(log, view, { chunk }) };
  });

  it('rebuilt while it is written to misses nothing', async () => {
    const { log, pool } = service.running.held;
    await settled();
    const before = await rowsOf(pool, view);
    const progress = { ended: false };
    const rebuilding = rebuild(log, view, { chunk: 2 }).finally(() => (progress.ended = true));
    for (let written = 0; !progress.ended || written < 2; written += 1) await Promise.all([write(), write()]);
    await rebuilding;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live).not.toEqual(before);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
