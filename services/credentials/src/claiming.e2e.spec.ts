import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { done, issuingSchool, judgedBy, tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf, returnBread } from './return-bread.example.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

interface Held {
  readonly learner: Caller;
  readonly credentialId: string;
  readonly path: string;
}

async function held(learner?: Caller, of = school): Promise<Held> {
  const holder = learner ?? (await service.person());
  const { definition, achievementId, organisationId } = of;
  const credentialId = tellGranted(
    service,
    grantOf(definition, { achievementId, organisationId, learnerId: holder.personId }),
  );
  await textOf(service, holder, credentialId);
  return { learner: holder, credentialId, path: `/v1/credentials/${credentialId}` };
}

async function read<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

interface Issued {
  readonly credentialId: string;
  readonly standing: string;
  readonly remindedAt: string | null;
  readonly note: string | null;
}

/** What the school finds in a list of what it issued, of these credentials. */
async function listed(query: string, ids: readonly string[], of = school): Promise<Issued[]> {
  const { credentials: all } = await read<{ credentials: Issued[] }>(
    of.office.get(`/v1/issued-credentials?limit=200${query}`),
  );
  return all.filter(({ credentialId }) => ids.includes(credentialId));
}

const idsOf = (found: readonly Issued[]): string[] => found.map(({ credentialId }) => credentialId);

interface Notice {
  readonly kind: string;
  readonly issuerName: string;
  readonly credentialIds: string[];
  readonly count: number;
}

const noticesOf = async (learner: Caller): Promise<Notice[]> =>
  (await read<{ notices: Notice[] }>(learner.get('/v1/notices'))).notices;

describe('a holder', () => {
  it('is told of a credential, sees it, and accepts it', async () => {
    const { learner, credentialId, path } = await held();
    expect(await noticesOf(learner)).toMatchObject([
      { kind: 'issued', issuerName: 'School for Food', credentialIds: [credentialId], count: 1 },
    ]);
    const mine = async () =>
      (await read<{ credentials: { accepted: unknown }[] }>(learner.get('/v1/credentials'))).credentials;
    expect(await mine()).toMatchObject([{ accepted: null }]);
    expect(idsOf(await listed('&state=unclaimed', [credentialId]))).toEqual([credentialId]);
    await done(learner.post(`${path}/acceptances`, {}));
    expect(await mine()).toMatchObject([{ accepted: true }]);
    expect(await listed('&state=unclaimed', [credentialId])).toEqual([]);
    expect((await learner.post(`${path}/declinations`, {})).status).toBe(409);
  });

  it('declines one: it does not hold any more, and the school reads why', async () => {
    const { learner, credentialId, path } = await held();
    const text = await textOf(service, learner, credentialId);
    await done(learner.post(`${path}/declinations`, { note: 'My name was mixed up.' }));
    expect((await judgedBy(service, text)).verdict).toBe('not-valid-any-more');
    expect(await listed('&state=declined', [credentialId])).toMatchObject([
      { standing: 'declined', note: 'My name was mixed up.' },
    ]);
    expect((await learner.post(`${path}/acceptances`, {})).status).toBe(409);
    expect((await school.office.post(`${path}/revocations`, { reason: 'other' })).status).toBe(409);
  });

  it('who shares it has accepted it', async () => {
    const { learner, credentialId } = await held();
    await done(learner.post('/v1/shares', { shareId: randomUUID(), credentialId }));
    expect(await listed('&state=unclaimed', [credentialId])).toEqual([]);
  });

  it('is told once of an operation that issued several of theirs anew', async () => {
    const other = await issuingSchool(service);
    const first = await held(undefined, other);
    const second = await held(first.learner, other);
    await done(other.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    const told = await eventually(async () => {
      const updated = (await noticesOf(first.learner)).filter(({ kind }) => kind === 'updated');
      return updated[0]?.count === 2 && updated;
    });
    expect(told).toHaveLength(1);
    expect(told[0]?.credentialIds.toSorted()).toEqual([first.credentialId, second.credentialId].toSorted());
  });
});

describe('a school', () => {
  it('reminds who did not claim, once a day, and withdraws what nobody claims', async () => {
    const { learner, credentialId, path } = await held();
    await done(school.office.post(`${path}/reminders`, {}));
    await done(school.office.post(`${path}/reminders`, {}));
    expect((await noticesOf(learner)).map(({ kind }) => kind)).toEqual(['reminded', 'issued']);
    const [found] = await listed('&state=unclaimed', [credentialId]);
    expect(found?.remindedAt).not.toBeNull();
    await done(school.office.post(`${path}/revocations`, { reason: 'not-claimed' }));
    expect(await listed('&state=unclaimed', [credentialId])).toEqual([]);
    expect(await listed('&state=revoked', [credentialId])).toMatchObject([{ credentialId, standing: 'revoked' }]);
  });

  it('reads what ends soon, and nothing of another school', async () => {
    const other = await issuingSchool(service);
    const achievementId = randomUUID();
    const definition = { ...returnBread(), validForMonths: 2 };
    await done(other.office.post('/v1/achievements', { achievementId, ...definition }));
    await done(other.office.post(`/v1/achievements/${achievementId}/publications`, {}));
    const soon = await held(undefined, { ...other, achievementId, definition });
    const lasting = await held(undefined, other);
    const ids = [soon.credentialId, lasting.credentialId];
    expect(idsOf(await listed('&state=expiring', ids, other))).toEqual([soon.credentialId]);
    expect(await listed('&state=expiring&withinDays=10', ids, other)).toEqual([]);
    expect(idsOf(await listed('', ids, other)).toSorted()).toEqual(ids.toSorted());
    expect(idsOf(await listed(`&achievementId=${achievementId}`, ids, other))).toEqual([soon.credentialId]);
    expect(await listed('', ids)).toEqual([]);
  });
});
