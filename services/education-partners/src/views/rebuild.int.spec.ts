import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { educationPartners } from '../education-partners.service.js';

let service: TestService<RunningService>;
let office: Caller;
const school = randomUUID();
const assessors = Array.from({ length: 8 }, () => randomUUID());

function tell(organisationId: string, what: 'registered' | 'changed', name: string): void {
  service.feeds.tell({
    type: `nl.estafette.organisations.organisation-${what}.v1`,
    subject: `organisation-${organisationId}`,
    data: { organisationId, kind: 'school', soleTrader: false, name },
  });
}

async function appoint(personId: string, field: string): Promise<string> {
  const appointmentId = randomUUID();
  const body = { appointmentId, personId, fields: [field] };
  const answer = await office.post(`/v1/education-partners/${school}/assessors`, body);
  expect(answer.status, await answer.text()).toBe(201);
  return appointmentId;
}

async function dismiss(appointmentId: string): Promise<void> {
  const path = `/v1/education-partners/${school}/assessors/${appointmentId}/dismissals`;
  expect((await office.post(path, {})).status).toBe(200);
}

async function settled(): Promise<void> {
  const { log, subscriptions } = service.running.held;
  expect(await subscriptions.passed(await log.head(), 10_000)).toBe(true);
}

beforeAll(async () => {
  service = await startTestService('education-partners', ['organisations'], (env) => boot(educationPartners, env));
  office = await service.person(undefined, school);
  tell(school, 'registered', 'Baking School');
  for (const person of assessors) service.grant(person, school, 'assessor');
  service.grant(office.personId, school, 'issuer-admin');
  await eventually(async () => (await office.get('/v1/assessors')).status === 200);
  expect((await office.post('/v1/education-partners', { level: 'mbo' })).status).toBe(201);
  for (const [index, person] of assessors.entries()) {
    const appointed = await appoint(person, 'baking');
    if (index % 3 === 0) await dismiss(appointed);
  }
  tell(randomUUID(), 'registered', 'A school that does not take part');
  tell(school, 'changed', 'Bread School');
  await eventually(async () => (await rowsOf(service.running.held.pool, educationPartnersView())).length === 2);
});
afterAll(() => service.close());

function educationPartnersView() {
  const view = educationPartners.views.find((one) => one.name === 'education-partners');
  if (!view) throw new Error('the service has no such view');
  return view;
}

describe.each(educationPartners.views.map((view) => [view.name, view] as const))('the view %s', (_name, view) => {
  it.each([1, 7, 10_000])('rebuilt in chunks of %i is what it was', async (chunk) => {
    const { log, pool } = service.running.held;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live.length).toBeGreaterThan(0);
    const { events } = await rebuild(log, view, { chunk });
    expect(events).toBeGreaterThan(20);
    expect(await rowsOf(pool, view)).toEqual(live);
  });

  it('rebuilt while it is written to misses nothing', async () => {
    const { log, pool } = service.running.held;
    const before = await rowsOf(pool, view);
    const rebuilding = rebuild(log, view, { chunk: 2 });
    const under = { way: true };
    const ended = rebuilding.finally(() => (under.way = false));
    let written = 0;
    do {
      await appoint(assessors[1] ?? '', `field-${randomUUID()}`);
      if (written === 0) tell(randomUUID(), 'registered', 'One more school');
      written += 1;
    } while (under.way || written < 3);
    await ended;
    await eventually(async () => {
      await settled();
      expect(await rowsOf(pool, view)).not.toEqual(before);
    });
    const live = await rowsOf(pool, view);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
