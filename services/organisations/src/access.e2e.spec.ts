import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { accessSpec, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect } from 'vitest';
import { organisations } from './organisations.service.js';

const adminId = randomUUID();
const [own, foreign, third] = [randomUUID(), randomUUID(), randomUUID()];
/** Who holds which membership, for revoking it. */
const holders = new Map<string, string>();
let service: TestService<RunningService>;
let admin: Caller;
let kvk = 20_000_000;

const facts = () => ({ kind: 'sme', name: 'De Korenmaat', kvkNumber: String((kvk += 1)), branchNumber: null });
const ownFacts = facts();

async function done(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect(response.status, await response.text()).toBe(201);
}

beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
  });
  admin = await service.person(adminId);
  await done(admin.post('/v1/organisations', { organisationId: own, ...ownFacts }));
  await done(admin.post('/v1/organisations', { organisationId: foreign, ...facts() }));
  await done(admin.post('/v1/organisations', { organisationId: third, ...facts() }));
});
afterAll(() => service.close());

async function introduced(personId: string = randomUUID()): Promise<string> {
  const answer = await admin.post('/v1/people', { personId, name: 'Fatima', email: `${personId}@example.org` });
  expect([200, 201]).toContain(answer.status);
  return personId;
}

async function granted(personId: string, organisationId: string, role: string): Promise<string> {
  const membershipId = randomUUID();
  holders.set(membershipId, personId);
  await done(admin.post(`/v1/people/${personId}/memberships`, { membershipId, organisationId, role }));
  return membershipId;
}

const revocations = (membershipId: string) =>
  `/v1/people/${holders.get(membershipId) ?? ''}/memberships/${membershipId}/revocations`;

/** Somebody who learns in the own organisation. */
async function member(): Promise<{ personId: string; membershipId: string }> {
  const personId = await introduced();
  return { personId, membershipId: await granted(personId, own, 'learner') };
}

/** A hub that the own organisation founded. */
async function hub(): Promise<string> {
  const hubId = randomUUID();
  const founder = await service.person(await introduced(), own);
  await granted(founder.personId, own, 'hub-coordinator');
  await done(founder.post('/v1/hubs', aHub(hubId)));
  return hubId;
}
const aHub = (hubId: string) => ({ hubId, kind: 'hub', name: 'Brood en Keten', town: 'Ede' });

accessSpec({
  routes: routesOf(organisations),
  roles: ROLES,
  service: () => service,
  own,
  foreign,
  // This service knows memberships from its own log, as soon as they are written.
  memberships: {
    grant: async (personId, organisationId, role) => granted(await introduced(personId), organisationId, role),
    revoke: (membershipId) => done(admin.post(revocations(membershipId), {})),
  },
  rows: {
    'GET /v1/people/:personId/mail-hash': {
      call: async () => ({ path: { personId: await introduced() }, query: { salt: '0'.repeat(32) } }),
      own: 0,
      foreign: 0,
    },
    'GET /v1/organisations': { own: 200, foreign: 200, self: 200 },
    'GET /v1/organisations/:organisationId': {
      call: () => ({ path: { organisationId: own } }),
      own: 200,
      foreign: 200,
      self: 200,
    },
    'POST /v1/organisations': {
      call: () => ({ body: { organisationId: randomUUID(), ...facts() } }),
      own: 201,
      foreign: 201,
    },
    'PUT /v1/organisations/:organisationId': {
      call: () => ({ path: { organisationId: own }, body: { ...ownFacts, name: randomUUID() } }),
      own: 200,
      foreign: { 'region-admin': 200, others: 403 },
    },
    'GET /v1/hubs': { own: 200, foreign: 200, self: 200 },
    'GET /v1/hubs/:hubId': { call: async () => ({ path: { hubId: await hub() } }), own: 200, foreign: 200, self: 200 },
    'POST /v1/hubs': { call: () => ({ body: aHub(randomUUID()) }), own: 201, foreign: 201 },
    // The hub admits: nobody joins by themselves.
    'POST /v1/hubs/:hubId/members': {
      call: async () => ({ path: { hubId: await hub() }, body: { organisationId: third } }),
      own: 201,
      foreign: { 'region-admin': 201, others: 403 },
    },
    'POST /v1/people': {
      call: () => {
        const personId = randomUUID();
        return { body: { personId, name: 'Fatima', email: `${personId}@example.org` } };
      },
      own: 201,
      foreign: 201,
    },
    'GET /v1/people': {
      call: () => ({ query: { organisationId: own } }),
      own: 200,
      foreign: { 'region-admin': 200, others: 403 },
    },
    'GET /v1/people/:personId': {
      call: async () => ({ path: { personId: (await member()).personId } }),
      own: {
        'relationship-manager': 200,
        'hub-coordinator': 200,
        employer: 200,
        'issuer-admin': 200,
        'region-admin': 200,
        others: 404,
      },
      foreign: { 'region-admin': 200, others: 404 },
      self: 404,
    },
    'POST /v1/people/:personId/memberships': {
      call: async () => ({
        path: { personId: await introduced() },
        body: { membershipId: randomUUID(), organisationId: own, role: 'learner' },
      }),
      own: 201,
      foreign: { 'region-admin': 201, others: 403 },
    },
    'POST /v1/people/:personId/memberships/:membershipId/revocations': {
      call: async () => ({ path: await member() }),
      own: 201,
      foreign: { 'region-admin': 201, others: 404 },
    },
    'POST /v1/people/:personId/memberships/revocations': {
      call: async () => ({ path: { personId: (await member()).personId }, body: { organisationId: own } }),
      own: 200,
      foreign: { 'region-admin': 200, others: 403 },
    },
    'GET /v1/memberships': { own: 403, foreign: 403, self: 200 },
  },
});
