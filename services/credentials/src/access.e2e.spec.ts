import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot, ROLES, routesOf } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { accessSpec, eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll } from 'vitest';
import { awarded, awardFile, courseOf, issuerOf, REVOCATION, Things } from './access.set-up.js';
import { credentials } from './credentials.service.js';
import { badgeText } from './elsewhere.set-up.js';
import { svg } from './image/images.example.js';
import { returnBread } from './return-bread.example.js';

const [own, foreign] = [randomUUID(), randomUUID()];
let service: TestService<RunningService>;
let office: Caller;
let things: Things;

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  [office] = await Promise.all([issuerOf(service, own), issuerOf(service, foreign)]);
  const region = randomUUID();
  const regionAdmin = await service.person(randomUUID(), region);
  service.grant(regionAdmin.personId, region, 'region-admin');
  await eventually(async () => (await regionAdmin.post('/v1/instance/keys', { keyId: 'key-2' })).status === 201);
  things = new Things(service, own, office, regionAdmin);
});
afterAll(() => service.close());

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
    // Each uploads for the school that they act for.
    'POST /v1/images': {
      call: () => ({ type: 'image/svg+xml', body: svg(`<text>${randomUUID()}</text>`) }),
      own: 201,
      foreign: 201,
    },
    'GET /v1/images': { own: 200, foreign: 200 },
    'GET /v1/achievement-drafts': { own: 200, foreign: 200 },
    'GET /v1/achievement-drafts/:achievementId': {
      call: async () => ({ path: await things.draft() }),
      own: 200,
      foreign: 404,
    },
    // A draft is for its school alone; what is published everybody sees.
    'PUT /v1/achievements/:achievementId': {
      call: async () => ({ path: await things.draft(), body: returnBread() }),
      own: 200,
      foreign: 404,
    },
    'POST /v1/achievements/:achievementId/publications': {
      call: async () => ({ path: await things.draft() }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/achievements/:achievementId/retirements': {
      call: async () => ({ path: await things.published() }),
      own: 201,
      foreign: 403,
    },
    'POST /v1/issuers/keys': { call: () => ({ body: { keyId: `key-${randomUUID()}` } }), own: 201, foreign: 201 },
    // Only keys of one's own organisation can be named at all.
    'POST /v1/issuers/keys/:keyId/revocations': {
      call: async () => ({
        path: { keyId: await things.ownKey() },
        body: { replacementKeyId: `key-${randomUUID()}` },
      }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/suspensions': {
      call: async () => ({ path: await things.issuedTo(randomUUID()), body: { reason: 'under-review' } }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/reinstatements': {
      call: async () => ({ path: await things.suspended(), body: { reason: 'review-closed' } }),
      own: 201,
      foreign: 404,
    },
    'POST /v1/credentials/:credentialId/revocations': {
      call: async () => ({ path: await things.issuedTo(randomUUID()), body: { reason: 'issued-in-error' } }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/credentials/:credentialId/history': {
      call: async ({ as, personId }) => ({ path: await things.issuedTo(as === 'self' ? personId : randomUUID()) }),
      own: 200,
      foreign: 404,
      self: 200,
    },
    // Whether they want it is for holders to say; to remind them, for their school.
    'POST /v1/credentials/:credentialId/acceptances': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.issuedTo(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 201,
    },
    // This spec has no mail addresses: the rules were passed where that is told.
    'POST /v1/credentials/:credentialId/mail-identities': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.issuedTo(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 409,
    },
    'POST /v1/credentials/:credentialId/declinations': {
      call: async ({ as, personId }) => ({
        ...(as === 'self' ? { path: await things.issuedTo(personId) } : {}),
        body: {},
      }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'POST /v1/credentials/:credentialId/reminders': {
      call: async () => ({ path: await things.issuedTo(randomUUID()) }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/issued-credentials': { own: 200, foreign: 200 },
    'POST /v1/achievements/:achievementId/award-dry-runs': {
      call: async () => ({ path: await things.published(awarded), ...awardFile() }),
      own: 200,
      foreign: 404,
    },
    'POST /v1/achievements/:achievementId/bulk-awards/:bulkAwardId': {
      call: async () => ({ path: { ...(await things.published(awarded)), bulkAwardId: randomUUID() }, ...awardFile() }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/bulk-awards': { own: 200, foreign: 200 },
    'GET /v1/bulk-awards/:bulkAwardId': {
      call: async () => ({ path: await things.bulkAwarded() }),
      own: 200,
      foreign: 404,
    },
    'POST /v1/bulk-awards/:bulkAwardId/correction-dry-runs': {
      call: async () => {
        const { bulkAwardId } = await things.bulkAwardFinished();
        return { path: { bulkAwardId }, ...awardFile() };
      },
      own: 200,
      foreign: 404,
    },
    'POST /v1/bulk-awards/:bulkAwardId/corrections/:correctionId': {
      call: async () => ({ path: await things.bulkAwardFinished(), ...awardFile() }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/notices': { own: 403, foreign: 403, self: 200 },
    'POST /v1/reissues': {
      call: async () => ({
        body: { reissueId: randomUUID(), ...(await things.publishedTwice()), fromVersion: 1, toVersion: 2 },
      }),
      own: 201,
      foreign: 404,
    },
    'GET /v1/reissues': { own: 200, foreign: 200 },
    'GET /v1/reissues/:reissueId': { call: async () => ({ path: await things.reissued() }), own: 200, foreign: 404 },
    // A credential is its holder's to share, and nobody else's.
    'POST /v1/shares': {
      call: async ({ as, personId }) => ({
        body: {
          shareId: randomUUID(),
          ...(as === 'self' ? await things.issuedTo(personId) : { credentialId: randomUUID() }),
        },
      }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/shares': { own: 403, foreign: 403, self: 200 },
    'GET /v1/shares/:shareId': {
      call: async ({ as, personId }) =>
        as === 'self' ? { path: { shareId: (await things.sharedBy(personId)).shareId } } : {},
      own: 403,
      foreign: 403,
      self: 200,
    },
    'POST /v1/shares/:shareId/closures': {
      call: async ({ as, personId }) =>
        as === 'self' ? { path: { shareId: (await things.sharedBy(personId)).shareId } } : {},
      own: 403,
      foreign: 403,
      self: 201,
    },
    // What a holder takes along, on paper or to LinkedIn, is nobody else's to ask for.
    'GET /v1/credentials/:credentialId/pdf': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.issuedTo(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'GET /v1/credentials/:credentialId/linkedin': {
      call: async ({ as, personId }) => {
        if (as !== 'self') return {};
        const { shareId, credentialId } = await things.sharedBy(personId);
        return { path: { credentialId }, query: { shareId } };
      },
      own: 403,
      foreign: 403,
      self: 200,
    },
    // A copy is bound to a key of its holder, and is nobody else's.
    'POST /v1/credentials/:credentialId/copies': {
      call: async ({ as, personId }) => ({
        ...(as === 'self' ? { path: await things.issuedTo(personId) } : {}),
        body: { copyId: randomUUID(), format: 'jwt', proof: await things.proof() },
      }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/credentials/:credentialId/copies': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.issuedTo(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'GET /v1/credentials/:credentialId/copies/:copyId': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.copiedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    // What somebody brought from elsewhere is theirs alone.
    'POST /v1/imported-credentials': {
      call: async () => ({ body: { credential: await badgeText() } }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/imported-credentials': { own: 403, foreign: 403, self: 200 },
    'GET /v1/imported-credentials/:importedCredentialId': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.importedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'GET /v1/imported-credentials/:importedCredentialId/text': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.importedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'POST /v1/imported-credentials/:importedCredentialId/judgements': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.importedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'POST /v1/imported-credentials/:importedCredentialId/removals': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.importedBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 201,
    },
    // What is public of a foreign achievement is, but who earned it there is not.
    'POST /v1/achievements/:achievementId/direct-awards': {
      call: async () => ({ path: await things.published(), body: { recipients: [] } }),
      own: 200,
      foreign: 403,
    },
    'POST /v1/credentials/:credentialId/european-digital-credentials': {
      call: async ({ as, personId }) => ({
        path: await things.issuedTo(as === 'self' ? personId : randomUUID()),
        body: { legalIdentifier: '12345678' },
      }),
      own: 200,
      foreign: 404,
      self: 200,
    },
    // The region's admin runs the installation, for whatever organisation they act.
    'POST /v1/instance/keys': { call: () => ({ body: { keyId: `key-${randomUUID()}` } }), own: 201, foreign: 201 },
    'POST /v1/instance/keys/:keyId/revocations': {
      call: async () => ({
        path: { keyId: await things.instanceKey() },
        body: { replacementKeyId: `key-${randomUUID()}` },
      }),
      own: 201,
      foreign: { 'region-admin': 201 },
    },
    'POST /vc-api/credentials/issue': { call: () => ({ body: { credential: courseOf() } }), own: 0, foreign: 0 },
    'POST /vc-api/credentials/status': {
      call: async () => ({ body: { credentialId: await things.issuedByInstance(), credentialStatus: REVOCATION } }),
      own: 0,
      foreign: 0,
    },
    // A record is of one's own credentials.
    'POST /v1/clrs': {
      call: async ({ as, personId }) => {
        if (as === 'self') await things.issuedTo(personId);
        return { body: {} };
      },
      own: 403,
      foreign: 403,
      self: 200,
    },
    'POST /v1/credential-offers': {
      call: async ({ as, personId }) => ({
        body: {
          offerId: randomUUID(),
          ...(as === 'self' ? await things.issuedTo(personId) : { credentialId: randomUUID() }),
        },
      }),
      own: 403,
      foreign: 403,
      self: 201,
    },
    'GET /v1/credential-offers/:offerId': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.offeredBy(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    // Each asks in the name of their own organisation.
    'POST /v1/presentation-requests': { call: () => ({ body: { requestId: randomUUID() } }), own: 201, foreign: 201 },
    'GET /v1/presentation-requests/:requestId': {
      call: async ({ as, personId, organisationId }) => ({
        path: await things.requestedBy(as === 'own' ? await service.person(personId, organisationId) : office),
      }),
      own: 200,
      foreign: 404,
    },
    'GET /v1/credentials/:credentialId/path': {
      call: async ({ as, personId }) => (as === 'self' ? { path: await things.issuedTo(personId) } : {}),
      own: 403,
      foreign: 403,
      self: 200,
    },
    'GET /v1/credentials': { own: 403, foreign: 403, self: 200 },
    // In an image it is carried by its holder, and nobody else.
    'GET /v1/credentials/:credentialId/image': {
      call: async ({ as, personId }) => ({
        path: as === 'self' ? await things.issuedTo(personId) : {},
        query: { format: 'svg' },
      }),
      own: 403,
      foreign: 403,
      self: 200,
    },
    // Holders see their own; whoever acts for the school sees what it issued.
    'GET /v1/credentials/:credentialId': {
      call: async ({ as, personId }) => ({ path: await things.issuedTo(as === 'self' ? personId : randomUUID()) }),
      own: 200,
      foreign: 404,
      self: 200,
    },
  },
});
