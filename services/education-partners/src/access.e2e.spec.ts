import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { accessSpec, eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect } from 'vitest';
import { educationPartners } from './education-partners.service.js';

const [own, foreign] = [randomUUID(), randomUUID()];
const assessorId = randomUUID();
let service: TestService<RunningService>;
let office: Caller;

beforeAll(async () => {
  service = await startTestService('education-partners', ['organisations'], (env) => boot(educationPartners, env));
  [office] = await Promise.all([takesPart(own), takesPart(foreign)]);
  service.grant(assessorId, own, 'assessor');
});
afterAll(() => service.close());

/** Gives the office of a school that is registered as an education partner. */
async function takesPart(organisationId: string): Promise<Caller> {
  const data = { organisationId, kind: 'school', soleTrader: false, name: 'Baking School' };
  const type = 'nl.estafette.organisations.organisation-registered.v1';
  service.feeds.tell({ type, subject: `organisation-${organisationId}`, data });
  const admin = await service.person(randomUUID(), organisationId);
  service.grant(admin.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await admin.post('/v1/education-partners', { level: 'mbo' })).status === 201);
  return admin;
}

const appointment = () => ({ appointmentId: randomUUID(), personId: assessorId, fields: [`field-${randomUUID()}`] });

/** An appointment that the own school made. */
async function appointed(): Promise<{ organisationId: string; appointmentId: string }> {
  const body = appointment();
  const answer = await office.post(`/v1/education-partners/${own}/assessors`, body);
  expect(answer.status, await answer.text()).toBe(201);
  return { organisationId: own, appointmentId: body.appointmentId };
}

accessSpec({
  routes: routesOf(educationPartners),
  roles: ROLES,
  service: () => service,
  own,
  foreign,
  rows: {
    'GET /v1/education-partners': { own: 200, foreign: 200, self: 200 },
    // Each registers the school that they act for; both are registered already.
    'POST /v1/education-partners': { call: () => ({ body: { level: 'mbo' } }), own: 200, foreign: 200 },
    'GET /v1/assessors': { own: 200, foreign: 200 },
    // That a school takes part is for everybody to see, whom it appoints is its own.
    'POST /v1/education-partners/:organisationId/assessors': {
      call: () => ({ path: { organisationId: own }, body: appointment() }),
      own: 201,
      foreign: 403,
    },
    'POST /v1/education-partners/:organisationId/assessors/:appointmentId/dismissals': {
      call: async () => ({ path: await appointed() }),
      own: 200,
      foreign: 403,
    },
  },
});
