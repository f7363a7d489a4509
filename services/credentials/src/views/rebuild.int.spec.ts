import { randomUUID } from 'node:crypto';
import { rebuild, rowsOf } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialIdOf } from '../credential/credential.stream.js';
import { credentials } from '../credentials.service.js';
import { VALIDATION_GRANTED } from '../flows/on-validation.consumer.js';
import { grantOf, registeredAs, returnBread } from '../return-bread.example.js';

let service: TestService<RunningService>;
let office: Caller;
let learner: Caller;
let credentialId: string;
let granted = 0;
const school = randomUUID();
const definition = returnBread();
const achievementId = randomUUID();

function grant(learnerId: string = randomUUID()): string {
  const data = grantOf(definition, { achievementId, organisationId: school, learnerId });
  service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data });
  granted += 1;
  return credentialIdOf(data.validationId);
}

const done = async (answer: Promise<Response>): Promise<void> => {
  const { status } = await answer;
  expect([200, 201]).toContain(status);
};

/** One achievement through its whole life, a mistake in it put right; a draft of another. */
async function achievements(): Promise<void> {
  const id = randomUUID();
  const path = `/v1/achievements/${id}`;
  const mine = returnBread();
  await done(office.post('/v1/achievements', { achievementId: id, ...mine }));
  await done(office.post(`${path}/publications`, {}));
  await done(office.put(path, { ...mine, name: 'Anew' }));
  await done(office.post(`${path}/publications`, {}));
  const mistake = { reissueId: randomUUID(), achievementId: id, fromVersion: 1, toVersion: 2 };
  await done(office.post('/v1/reissues', mistake));
  await done(office.post(`${path}/retirements`, {}));
  await done(office.post('/v1/achievements', { achievementId: randomUUID(), ...returnBread() }));
}

async function otherIssuer(): Promise<void> {
  const organisationId = randomUUID();
  service.feeds.tell(registeredAs(organisationId, 'school', 'Another school'));
  const clerk = await service.person(undefined, organisationId);
  service.grant(clerk.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await clerk.post('/v1/issuers', {})).status === 201);
}

/** A link to a credential, looked at and closed. */
async function share(): Promise<void> {
  const shareId = randomUUID();
  await done(learner.post('/v1/shares', { shareId, credentialId }));
  const { link } = (await (await learner.get(`/v1/shares/${shareId}`)).json()) as { link: string };
  await done(fetch(link.replace(/^http:\/\/[^/]+/, service.running.url)));
  await done(learner.post(`/v1/shares/${shareId}/closures`, {}));
}

/** Credentials that do not hold any more, or hold again; a key rotated, and one withdrawn. */
async function changes(): Promise<void> {
  const { rows } = await service.running.held.pool.query<{ id: string }>(
    'select credential_id as id from app.my_credentials_v2 order by 1 limit 3',
  );
  const [first, second, third] = rows.map(({ id }) => `/v1/credentials/${id}`);
  await done(office.post(`${first ?? ''}/suspensions`, { reason: 'under-review', note: 'A film of another.' }));
  await done(office.post(`${second ?? ''}/suspensions`, { reason: 'under-review' }));
  await done(office.post(`${second ?? ''}/reinstatements`, { reason: 'review-closed' }));
  await done(office.post(`${third ?? ''}/revocations`, { reason: 'issued-in-error' }));
  await done(office.post('/v1/issuers/keys', { keyId: 'key-2' }));
  await done(office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-3' }));
  await eventually(async () => {
    const { reissues } = (await (await office.get('/v1/reissues')).json()) as { reissues: { finishedAt: unknown }[] };
    return reissues.length > 2 && reissues.every(({ finishedAt }) => finishedAt !== null);
  });
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
  service.feeds.tell(registeredAs(school));
  office = await service.person(undefined, school);
  service.grant(office.personId, school, 'issuer-admin');
  await eventually(async () => (await office.post('/v1/issuers', {})).status === 201);
  await done(office.post('/v1/achievements', { achievementId, ...definition }));
  await done(office.post(`/v1/achievements/${achievementId}/publications`, {}));
  await achievements();
  await otherIssuer();
  for (let index = 0; index < 12; index++) grant();
  learner = await service.person();
  credentialId = grant(learner.personId);
  await settled();
  for (let index = 0; index < 3; index++) await share();
  await achievements();
  await changes();
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
      await achievements();
      await otherIssuer();
      await share();
    }
    await rebuilding;
    await settled();
    const live = await rowsOf(pool, view);
    expect(live.length).toBeGreaterThan(before.length);
    await rebuild(log, view);
    expect(await rowsOf(pool, view)).toEqual(live);
  });
});
