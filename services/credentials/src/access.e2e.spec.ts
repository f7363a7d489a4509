import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { accessSpec, eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, expect } from 'vitest';
import { credentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { grantOf, registeredAs, returnBread } from './return-bread.example.js';

const [own, foreign] = [randomUUID(), randomUUID()];
let service: TestService<RunningService>;
let office: Caller;

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  [office] = await Promise.all([issuer(own), issuer(foreign)]);
});
afterAll(() => service.close());

/** Gives the office of a school that is registered as an issuer. */
async function issuer(organisationId: string): Promise<Caller> {
  service.feeds.tell(registeredAs(organisationId));
  const admin = await service.person(randomUUID(), organisationId);
  service.grant(admin.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await admin.post('/v1/issuers', {})).status === 201);
  return admin;
}

async function done(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect(response.status, await response.text()).toBe(201);
}

/** A draft of the own school. */
async function draft(definition = returnBread()): Promise<{ achievementId: string }> {
  const achievementId = randomUUID();
  await done(office.post('/v1/achievements', { achievementId, ...definition }));
  return { achievementId };
}

async function published(definition = returnBread()): Promise<{ achievementId: string }> {
  const path = await draft(definition);
  await done(office.post(`/v1/achievements/${path.achievementId}/publications`, {}));
  return path;
}

/** A credential of the own school. */
async function issuedTo(learnerId: string): Promise<{ credentialId: string }> {
  const definition = returnBread();
  const data = grantOf(definition, { ...(await published(definition)), organisationId: own, learnerId });
  service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data });
  const credentialId = credentialIdOf(data.validationId);
  await eventually(async () => (await office.get(`/v1/credentials/${credentialId}`)).status === 200);
  return { credentialId };
}

async function suspended(): Promise<{ credentialId: string }> {
  const path = await issuedTo(randomUUID());
  await done(office.post(`/v1/credentials/${path.credentialId}/suspensions`, { reason: 'under-review' }));
  return path;
}

/** An achievement of the own school in two versions. */
async function publishedTwice(): Promise<{ achievementId: string }> {
  const definition = returnBread();
  const { achievementId } = await published(definition);
  const answer = await office.put(`/v1/achievements/${achievementId}`, { ...definition, name: 'Put right' });
  expect(answer.status).toBe(200);
  await done(office.post(`/v1/achievements/${achievementId}/publications`, {}));
  return { achievementId };
}

async function reissued(): Promise<{ reissueId: string }> {
  const reissueId = randomUUID();
  const of = await publishedTwice();
  await done(office.post('/v1/reissues', { reissueId, ...of, fromVersion: 1, toVersion: 2 }));
  return { reissueId };
}

/** A share of somebody's own credential. */
async function sharedBy(personId: string): Promise<{ shareId: string }> {
  const shareId = randomUUID();
  const holder = await service.person(personId, 'self');
  await done(holder.post('/v1/shares', { shareId, ...(await issuedTo(personId)) }));
  return { shareId };
}

/** A new key of the own school. */
async function ownKey(): Promise<string> {
  const keyId = `key-${randomUUID()}`;
  await done(office.post('/v1/issuers/keys', { keyId }));
  return keyId;
}

accessSpec({
  routes: routesOf(credentials),
  roles: ROLES,
  service: () => service,
  own,
  foreign,
  rows: {
    // Each registers the school that they act for; both are registered already.
    'POST /v1/issuers': { call: () => ({ body: {} }), own: 200, foreign: 200 },
    'POST /v1/achievements': {
      call: () => ({ body: { achievementId: randomUUID(), ...returnBread() } }),
      own: 201,
      foreign: 201,
    },
    'GET /v1/achievement-drafts': { own: 200, foreign: 200 },
    'GET /v1/achievement-drafts/:achievementId': {
      call: async () => ({ path: await draft() }),
      own: 200,
      foreign: 404,
    },
    // A draft is for its school alone; what is published everybody sees.
    'PUT /v1/achievements/:achievementId': {
      call: async () => ({ path: await draft(), body: returnBread() }),
      own: 200,
      foreign: 404,
    },
    'POST /v1/achievements/:achievementId/publications': {
      call: async () => ({ path: await draft() }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/achievements/:achievementId/retirements': {
      call: async () => ({ path: await published() }),
      own: 201,
      foreign: 403,
    },
    'POST /v1/issuers/keys': { call: () => ({ body: { keyId: `key-${randomUUID()}` } }), own: 201, foreign: 201 },
    // Only keys of one's own organisation can be named at all.
    'POST /v1/issuers/keys/:keyId/revocations': {
      call: async () => ({
        path: { keyId: await ownKey() },
        body: { replacementKeyId: `key-${randomUUID()}` },
      }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/suspensions': {
      call: async () => ({ path: await issuedTo(randomUUID()), body: { reason: 'under-review' } }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/reinstatements': {
      call: async () => ({ path: await suspended(), body: { reason: 'review-closed' } }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/revocations': {
      call: async () => ({ path: await issuedTo(randomUUID()), body: { reason: 'issued-in-error' } }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/credentials/:credentialId/history': {
      call: async ({ as, personId }) => ({ path: await issuedTo(as === 'self' ? personId : randomUUID()) }),
      own: 200,
      foreign: 404,
      self: 200,
    },
    'POST /v1/reissues': {
      call: async () => ({
        body: { reissueId: randomUUID(), ...(await publishedTwice()), fromVersion: 1, toVersion: 2 },
      }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/reissues': { own: 200, foreign: 200 },
    'GET /v1/reissues/:reissueId': { call: async () => ({ path: await reissued() }), own: 200, foreign: 404 },
    // A credential is its holder's to share, and nobody else's.
    'POST /v1/shares': {
      call: async ({ as, personId }) => ({
        body: {
          shareId: randomUUID(),
          ...(as === 'self' ? await issuedTo(personId) : { credentialId: randomUUID() }),
        },
      }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/shares': { own: 403, foreign: 403, self: 200 },
    'GET /v1/shares/:shareId': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await sharedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'POST /v1/shares/:shareId/closures': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await sharedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/credentials': { own: 403, foreign: 403, self: 200 },
    // Holders see their own; whoever acts for the school sees what it issued.
    'GET /v1/credentials/:credentialId': {
      call: async ({ as, personId }) => ({ path: await issuedTo(as === 'self' ? personId : randomUUID()) }),
      own: 200,
      foreign: 404,
      self: 200,
    },
  },
});
