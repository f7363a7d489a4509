import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot, firstAdmin } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisations } from '../organisations.service.js';

const adminId = randomUUID();
let service: TestService<RunningService>;
let admin: Caller;
let kvk = 20_000_000;

async function done(answer: Response): Promise<void> {
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

/** A sole trader and a school, a person with memberships that come and go, a hub that both belong to. */
async function write(): Promise<void> {
  const [organisationId, schoolId, personId, hubId, membershipId] = Array.from({ length: 5 }, () => randomUUID());
  const facts = { kind: 'school', name: 'School', kvkNumber: String((kvk += 1)), branchNumber: null, rio: '100B490' };
  const sole = { kind: 'sme', name: 'Zoë', kvkNumber: String((kvk += 1)), branchNumber: '000012345678' };
  await done(await admin.post('/v1/organisations', { organisationId: schoolId, ...facts }));
  const trade = { organisationId, ...sole, soleTrader: true, ownerPersonId: personId };
  await done(await admin.post('/v1/organisations', trade));
  await done(await admin.put(`/v1/organisations/${organisationId ?? ''}`, { ...sole, name: 'Zoë & co' }));
  await done(await admin.post('/v1/people', { personId, name: 'Zoë', email: `${personId ?? ''}@people.example` }));
  const memberships = `/v1/people/${personId ?? ''}/memberships`;
  await done(await admin.post(memberships, { membershipId, organisationId, role: 'employer' }));
  const manages = { membershipId: randomUUID(), organisationId: schoolId, role: 'relationship-manager' };
  await done(await admin.post(memberships, manages));
  const person = await service.person(personId);
  await done(await person.post('/v1/hubs', { hubId, kind: 'lab', name: 'Lab', town: 'Ede' }));
  await done(await admin.post(`/v1/hubs/${hubId ?? ''}/members`, { organisationId }));
  await done(await admin.post(`${memberships}/${membershipId ?? ''}/revocations`, {}));
}

beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
  });
  const region = firstAdmin({ FIRST_ADMIN: adminId, INSTALLATION: 'test' })?.membership.organisationId;
  admin = await service.person(adminId, region);
  await write();
  await write();
});
afterAll(() => service.close());

describe.each(organisations.views.map((view) => ({ name: view.name, view })))('$name', ({ view }) => {
  it.each([1, 7, 2_000])('rebuilt in chunks of %i is the live view, row for row', async (chunk) => {
    const { pool, log } = service.running.held;
    const live = await rowsOf(pool, view);
    expect(live.length).toBeGreaterThan(0);
    await rebuild(log, view, { chunk });
    expect(await rowsOf(pool, view)).toEqual(live);
  });

  it('rebuilt while others write is what a rebuild afterwards gives', async () => {
    const { pool, log, subscriptions } = service.running.held;
    const writing = Promise.all([write(), write()]);
    await rebuild(log, view, { chunk: 1 });
    await writing;
    expect(await subscriptions.passed(await log.head(), 30_000)).toBe(true);
    const live = await rowsOf(pool, view);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
