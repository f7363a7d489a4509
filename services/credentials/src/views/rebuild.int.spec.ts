import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT } from '@estafette/verifier';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallet } from '../copy/wallet.example.js';
import { credentials } from '../credentials.service.js';
import { badgeText } from '../elsewhere.set-up.js';
import { done, issuingSchool, tellGranted, textOf, type IssuingSchool } from '../issuing-school.set-up.js';
import { svg } from '../image/images.example.js';
import { grantOf, registeredAs, returnBread } from '../return-bread.example.js';
import { generateSigningKey } from '../signing/index.js';
import { vcApiOf } from '../vc-api/vc-api.set-up.js';
import { bound, send, type Asked } from '../presenting-wallet.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let learner: Caller;
let credentialId: string;
let granted = 0;

function grant(learnerId: string = randomUUID()): string {
  const { definition, achievementId, organisationId } = school;
  granted += 1;
  return tellGranted(service, grantOf(definition, { achievementId, organisationId, learnerId }));
}

/** One achievement through its whole life, a mistake in it put right; a draft of another. */
async function achievements(): Promise<void> {
  const id = randomUUID();
  const path = `/v1/achievements/${id}`;
  const mine = returnBread();
  await done(school.office.post('/v1/achievements', { achievementId: id, ...mine }));
  await done(school.office.post(`${path}/publications`, {}));
  await done(school.office.put(path, { ...mine, name: 'Anew' }));
  await done(school.office.post(`${path}/publications`, {}));
  const mistake = { reissueId: randomUUID(), achievementId: id, fromVersion: 1, toVersion: 2 };
  await done(school.office.post('/v1/reissues', mistake));
  await done(school.office.post(`${path}/retirements`, {}));
  await done(school.office.post('/v1/achievements', { achievementId: randomUUID(), ...returnBread() }));
}

async function otherIssuer(): Promise<void> {
  const organisationId = randomUUID();
  service.feeds.tell(registeredAs(organisationId, 'school', 'Another school'));
  const clerk = await service.person(undefined, organisationId);
  service.grant(clerk.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await clerk.post('/v1/issuers', {})).status === 201);
}

/** An image that an achievement could have. */
async function image(): Promise<void> {
  const drawing = svg(`<text>${randomUUID()}</text>`);
  await done(school.office.post('/v1/images', drawing, { 'content-type': 'image/svg+xml' }));
}

/** A link to a credential, looked at and closed. */
async function share(): Promise<void> {
  const shareId = randomUUID();
  await done(learner.post('/v1/shares', { shareId, credentialId }));
  const { link } = (await (await learner.get(`/v1/shares/${shareId}`)).json()) as { link: string };
  await done(fetch(link.replace(/^http:\/\/[^/]+/, service.running.url)));
  await done(learner.post(`/v1/shares/${shareId}/closures`, {}));
}

/** A link to several, one of them from elsewhere, looked at. */
async function passport(): Promise<void> {
  const brought = await learner.post('/v1/imported-credentials', { credential: await badgeText() });
  const importedCredentialId = brought.headers.get('location')?.split('/').at(-1);
  const shareId = randomUUID();
  const body = {
    shareId,
    title: 'Bread',
    path: ['judgement'],
    credentials: [{ credentialId }, { importedCredentialId }],
  };
  await done(learner.post('/v1/shares', body));
  const { link } = (await (await learner.get(`/v1/shares/${shareId}`)).json()) as { link: string };
  await done(fetch(link.replace(/^http:\/\/[^/]+/, service.running.url)));
}

/** A copy of a credential, for a wallet. */
async function copy(): Promise<void> {
  const another = grant(learner.personId);
  await textOf(service, learner, another);
  const { c_nonce: nonce } = (await (await learner.post('/v1/nonces', {})).json()) as { c_nonce: string };
  const body = { copyId: randomUUID(), format: 'ldp_vc', proof: await (await wallet()).prove(nonce) };
  await done(learner.post(`/v1/credentials/${another}/copies`, body));
}

/** A file of awards, worked off. */
async function bulkAward(): Promise<void> {
  const { achievementId, definition, office } = school;
  const names = definition.criteria.flatMap(({ required, name }) => (required ? [name] : []));
  const file = `${['learner_id', 'assessed_by', ...names].join(',')}\n${randomUUID()},${randomUUID()},2,2`;
  const bulkAwardId = randomUUID();
  const path = `/v1/achievements/${achievementId}/bulk-awards/${bulkAwardId}`;
  await done(office.post(path, file, { 'content-type': 'text/csv' }));
  granted += 1;
}

/** Credentials from elsewhere: one in two versions and judged again, one removed. */
async function imports(): Promise<void> {
  const path = '/v1/imported-credentials';
  const [key, id] = [generateSigningKey(), `urn:uuid:${randomUUID()}`];
  const bring = async (text: string): Promise<string> => {
    const answer = await learner.post(path, { credential: text });
    expect([200, 201]).toContain(answer.status);
    return answer.headers.get('location') ?? '';
  };
  await bring(await badgeText({ id, validFrom: '2026-11-01T00:00:00Z' }, key));
  const kept = await bring(await badgeText({ id, validFrom: '2026-11-02T00:00:00Z' }, key));
  await done(learner.post(`${kept}/judgements`, { identity: 'sam@example.org' }));
  await done(learner.post(`${await bring(await badgeText())}/removals`, {}));
}

/** An offer to a wallet, missed once and redeemed. */
async function offer(): Promise<void> {
  const offerId = randomUUID();
  await done(learner.post('/v1/credential-offers', { offerId, credentialId }));
  const { link, transactionCode } = (await (await learner.get(`/v1/credential-offers/${offerId}`)).json()) as {
    link: string;
    transactionCode: string;
  };
  const { grants } = JSON.parse(new URL(link).searchParams.get('credential_offer') ?? '') as { grants: object };
  const [grantType = '', { 'pre-authorized_code': code = '' } = {}] =
    (Object.entries(grants)[0] as [string, Record<string, string>] | undefined) ?? [];
  const redeem = (tx: string): Promise<Response> =>
    fetch(`${service.running.url}/organisations/${school.organisationId}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: grantType, 'pre-authorized_code': code, tx_code: tx }),
    });
  expect((await redeem('no code')).status).toBe(400);
  await done(redeem(transactionCode));
}

/** Requests of the school to a wallet: one is answered with a copy, one is declined. */
async function present(): Promise<void> {
  const another = grant(learner.personId);
  await textOf(service, learner, another);
  const by = await wallet();
  const { c_nonce: nonce } = (await (await learner.post('/v1/nonces', {})).json()) as { c_nonce: string };
  const body = { copyId: randomUUID(), format: 'vc+sd-jwt', proof: await by.prove(nonce) };
  await done(learner.post(`/v1/credentials/${another}/copies`, body));
  const copy = await (await learner.get(`/v1/credentials/${another}/copies/${body.copyId}`)).text();
  const { responseUri, nonce: challenge, clientId, state } = await asked();
  const presentation = await bound(copy, by, { nonce: challenge, clientId });
  await done(send({ responseUri, state }, { 'vc-sd-jwt': [presentation] }));
  const other = await asked();
  const declining = new URLSearchParams({ state: other.state, error: 'access_denied' });
  await done(fetch(other.responseUri, { method: 'POST', body: declining }));
}

/** What a wallet reads in a request of the school. */
async function asked(): Promise<Pick<Asked, 'responseUri' | 'clientId' | 'nonce' | 'state'>> {
  const requestId = randomUUID();
  await done(school.office.post('/v1/presentation-requests', { requestId, formats: ['vc+sd-jwt'] }));
  const { link } = (await (await school.office.get(`/v1/presentation-requests/${requestId}`)).json()) as {
    link: string;
  };
  const inService = (url: string): string => url.replace(/^http:\/\/[^/]+/, service.running.url);
  const requestUri = new URL(link).searchParams.get('request_uri') ?? '';
  const read = decodeJwt(await (await fetch(inService(requestUri))).text()) as Record<string, string>;
  const { response_uri: responseUri = '', client_id: clientId = '', nonce = '', state = '' } = read;
  return { responseUri: inService(responseUri), clientId, nonce, state };
}

/** Credentials that do not hold any more, or hold again; a key rotated, and one withdrawn. */
async function changes(): Promise<void> {
  const { rows } = await service.running.held.pool.query<{ id: string }>(
    // Not the one that is shared and offered later: what does not hold is not.
    'select credential_id as id from app.my_credentials_v3 where credential_id <> $1 order by 1 limit 3',
    [credentialId],
  );
  const [first, second, third] = rows.map(({ id }) => `/v1/credentials/${id}`);
  await done(school.office.post(`${first ?? ''}/suspensions`, { reason: 'under-review', note: 'A film of another.' }));
  await done(school.office.post(`${second ?? ''}/suspensions`, { reason: 'under-review' }));
  await done(school.office.post(`${second ?? ''}/reinstatements`, { reason: 'review-closed' }));
  await done(school.office.post(`${third ?? ''}/revocations`, { reason: 'issued-in-error' }));
  await done(school.office.post('/v1/issuers/keys', { keyId: 'key-2' }));
  await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-3' }));
  await eventually(async () => {
    const { reissues } = (await (await school.office.get('/v1/reissues')).json()) as {
      reissues: { finishedAt: unknown }[];
    };
    return reissues.length > 2 && reissues.every(({ finishedAt }) => finishedAt !== null);
  });
}

/** What the installation issued for others, some of which holds no more. */
async function ofInstance(): Promise<void> {
  const api = await vcApiOf(service);
  const purposes = ['revocation', 'suspension'];
  const credentialStatus = purposes.map((statusPurpose) => ({ type: 'BitstringStatusListEntry', statusPurpose }));
  for (const one of credentialStatus) {
    const id = `urn:uuid:${randomUUID()}`;
    const course = {
      '@context': [CREDENTIALS_CONTEXT],
      id,
      type: ['VerifiableCredential'],
      credentialSubject: { id: 'did:example:learner' },
    };
    expect((await api.issue(course, { credentialStatus })).status).toBe(201);
    expect((await api.setStatus({ credentialId: id, credentialStatus: one, status: true })).status).toBe(200);
  }
}

/** All that was told is issued, and all views have seen it. */
async function settled(): Promise<void> {
  const { log, subscriptions, pool } = service.running.held;
  await eventually(
    async () => {
      const { rows } = await pool.query<{ issued: number }>(
        `select count(*)::integer as issued from log.events where type = 'CredentialIssued'`,
      );
      return rows[0]?.issued === granted;
    },
    { timeoutMs: 20_000 },
  );
  expect(await subscriptions.passed(await log.head(), 10_000)).toBe(true);
}

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
  await achievements();
  await otherIssuer();
  for (let index = 0; index < 12; index++) grant();
  learner = await service.person();
  credentialId = grant(learner.personId);
  await settled();
  for (let index = 0; index < 3; index++) await share();
  for (let index = 0; index < 2; index++) await passport();
  for (let index = 0; index < 3; index++) await imports();
  for (let index = 0; index < 3; index++) await copy();
  for (let index = 0; index < 3; index++) await bulkAward();
  for (let index = 0; index < 3; index++) await offer();
  for (let index = 0; index < 3; index++) await present();
  for (let index = 0; index < 3; index++) await image();
  await achievements();
  await changes();
  await ofInstance();
});
afterAll(() => service.close());

describe.each(credentials.views.map((view) => [view.name, view] as const))('the view %s', (_name, view) => {
  it.each([1, 7, 10_000])('rebuilt in chunks of %i is what it was', async (chunk) => {
    const { log, pool } = service.running.held;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live.length).toBeGreaterThan(1);
    const { events } = await rebuild(log, view, { chunk });
    expect(events).toBeGreaterThan(20);
    expect(await rowsOf(pool, view)).toEqual(live);
  });

  it('rebuilt while it is written to misses nothing', async () => {
    const { log, pool } = service.running.held;
    await settled();
    const before = await rowsOf(pool, view);
    const is = { rebuilt: false };
    const rebuilding = rebuild(log, view, { chunk: 2 }).finally(() => {
      is.rebuilt = true;
    });
    for (let written = 0; !is.rebuilt || written < 3; written += 1) {
      grant();
      await imports();
      await achievements();
      await otherIssuer();
      await share();
      await passport();
      await copy();
      await bulkAward();
      await offer();
      await present();
      await image();
    }
    await rebuilding;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live.length).toBeGreaterThan(before.length);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
