import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CSV, finishedAward, fullFileFor, headerOf, sendFile, TODAY, type FullRow } from './bulk-awards.set-up.js';
import { awardedCredentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import { allViews, done, issuingSchool, judgedBy, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { told } from './sharing-holder.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const DAY_BEFORE = new Date(Date.parse(TODAY) - 86_400_000).toISOString().slice(0, 10);
const LONG_BEFORE = '2026-01-02';

const people = (count: number): Promise<Caller[]> => Promise.all(Array.from({ length: count }, () => service.person()));
const credentialOf = ({ personId }: Caller, day = TODAY): string =>
  awardedCredentialIdOf(school.achievementId, personId, day);
const pathOf = (one: Caller, day = TODAY): string => `/v1/credentials/${credentialOf(one, day)}`;
const verdict = async (one: Caller, day = TODAY): Promise<string> =>
  (await judgedBy(service, await textOf(service, one, credentialOf(one, day)))).verdict;

async function awarded(...rows: readonly FullRow[]): Promise<string> {
  const bulkAwardId = randomUUID();
  await done(sendFile(fullFileFor(rows, school), bulkAwardId, school));
  await finishedAward(bulkAwardId, school);
  await allViews(service);
  return bulkAwardId;
}

interface Tried {
  readonly status: number;
  readonly revoked: readonly { readonly credentialId: string }[];
  readonly faults: readonly { readonly line: number; readonly column: string; readonly code: string }[];
}

async function tried(file: string, first: string, leftOut = 'kept'): Promise<Tried> {
  const path = `/v1/bulk-awards/${first}/correction-dry-runs?leftOut=${leftOut}`;
  const answer = await school.office.post(path, file, CSV);
  return { ...((await answer.json()) as Tried), status: answer.status };
}

const correct = (file: string, first: string, id: string = randomUUID(), leftOut = 'kept'): Promise<Response> =>
  school.office.post(`/v1/bulk-awards/${first}/corrections/${id}?leftOut=${leftOut}`, file, CSV);

/** What is wrong with its rows, told alike where it is tried out and where it is meant, which then changes nothing. */
async function faultsOf(rows: readonly FullRow[], first: string, leftOut = 'kept'): Promise<unknown[]> {
  const file = fullFileFor(rows, school);
  const { faults, revoked } = await tried(file, first, leftOut);
  const refused = await correct(file, first, randomUUID(), leftOut);
  expect([refused.status, revoked]).toEqual([400, []]);
  expect(await refused.json()).toMatchObject({ code: 'file-not-right', faults });
  return faults.map(({ line, column, code }) => [line, column, code]);
}

describe('a correction as of another day', () => {
  it('is no way round what was revoked, declined or suspended', async () => {
    const [right = school.office, revoked = right, declined = right, suspended = right] = await people(4);
    const all = [right, revoked, declined, suspended];
    const first = await awarded(...all.map((learner) => ({ learner })));
    await done(school.office.post(`${pathOf(revoked)}/revocations`, { reason: 'issued-in-error' }));
    await done(declined.post(`${pathOf(declined)}/declinations`, {}));
    await done(school.office.post(`${pathOf(suspended)}/suspensions`, { reason: 'under-review' }));
    await allViews(service);
    const rows = all.map((learner) => ({ learner, day: DAY_BEFORE }));
    const faults = [
      [3, 'awarded_on', 'credential-revoked'],
      [4, 'awarded_on', 'credential-declined'],
      [5, 'awarded_on', 'credential-suspended'],
    ];
    expect(await faultsOf(rows, first)).toEqual(faults);
    expect(await faultsOf(rows, first, 'revoked')).toEqual(faults);
    // Nor is naming the day as of which it was decided, too.
    expect(await faultsOf([...rows.slice(2, 3), { learner: declined }], first)).toEqual([
      [2, ...(faults[1] ?? []).slice(1)],
    ]);
    expect(await Promise.all(all.map((one) => verdict(one)))).toEqual([
      'valid',
      ...[revoked, declined, suspended].map(() => 'not-valid-any-more'),
    ]);
    const id = randomUUID();
    await done(correct(fullFileFor(rows.slice(0, 1), school), first, id));
    expect(await finishedAward(id, school)).toMatchObject({ issued: 1, revoked: 1, refused: [] });
    await allViews(service);
    expect([await verdict(right), await verdict(right, DAY_BEFORE)]).toEqual(['not-valid-any-more', 'valid']);
  });

  it('leaves to whoever reviews it what is suspended, also where all that is left out is to be revoked', async () => {
    const [learner = school.office, other = learner] = await people(2);
    const first = await awarded({ learner }, { learner: other });
    await done(school.office.post(`${pathOf(learner)}/suspensions`, { reason: 'under-review' }));
    await allViews(service);
    const id = randomUUID();
    await done(correct(headerOf(school.definition), first, id, 'revoked'));
    expect(await finishedAward(id, school)).toMatchObject({ revoked: 1 });
    await allViews(service);
    const again = await tried(fullFileFor([{ learner, level: 'on your own' }, { learner: other }], school), id);
    expect(again).toMatchObject({ issued: [3], refused: [{ line: 2, code: 'credential-suspended' }] });
  });

  it('takes nothing away for a row that is refused', async () => {
    const [learner = school.office] = await people(1);
    const first = await awarded({ learner }, { learner, day: DAY_BEFORE });
    await done(learner.post(`${pathOf(learner, DAY_BEFORE)}/declinations`, {}));
    await allViews(service);
    const file = fullFileFor([{ learner, day: DAY_BEFORE }], school);
    const refused = [{ line: 2, code: 'credential-declined' }];
    expect(await tried(file, first)).toMatchObject({ revoked: [], refused, faults: [] });
    const id = randomUUID();
    await done(correct(file, first, id));
    expect(await finishedAward(id, school)).toMatchObject({ issued: 0, revoked: 0, refused });
    await allViews(service);
    expect(await verdict(learner)).toBe('valid');
  });

  it('says which day it replaces where there are several', async () => {
    const [learner = school.office] = await people(1);
    const first = await awarded({ learner }, { learner, day: DAY_BEFORE });
    const rows = [{ learner, day: LONG_BEFORE }];
    expect(await faultsOf(rows, first)).toEqual([[2, 'awarded_on', 'day-unclear']]);
    const named = fullFileFor([...rows, { learner }], school);
    const moved = [{ credentialId: credentialOf(learner, DAY_BEFORE), learnerId: learner.personId }];
    expect(await tried(named, first)).toMatchObject({ issued: [2], unchanged: 1, revoked: moved, faults: [] });
    expect((await tried(fullFileFor(rows, school), first, 'revoked')).revoked).toHaveLength(2);
  });

  it('is taken in again as it was, whatever was decided since', async () => {
    const [learner = school.office] = await people(1);
    const first = await awarded({ learner });
    const [file, id] = [fullFileFor([{ learner, day: DAY_BEFORE }], school), randomUUID()];
    await done(correct(file, first, id));
    await finishedAward(id, school);
    await done(school.office.post(`${pathOf(learner, DAY_BEFORE)}/revocations`, { reason: 'other' }));
    await allViews(service);
    await done(correct(file, first, id));
    expect(await finishedAward(id, school)).toMatchObject({ issued: 1, revoked: 1, refused: [] });
  });
});

describe('a correction of which nothing came through', () => {
  it.each(['', '\n', '\uFEFF', 'sep=;\n'])('is refused: %j', async (nothing) => {
    const [learner = school.office] = await people(1);
    const first = await awarded({ learner });
    const { faults } = await tried(nothing, first, 'revoked');
    expect(faults.map(({ code }) => code)).toContain('column-missing');
    expect((await correct(nothing, first, randomUUID(), 'revoked')).status).toBe(400);
    expect(await verdict(learner)).toBe('valid');
  });
});

it('a correction of what was corrected before is refused where it is tried out, too', async () => {
  const [learner = school.office] = await people(1);
  const first = await awarded({ learner });
  const id = randomUUID();
  await done(correct(headerOf(school.definition), first, id));
  await finishedAward(id, school);
  const path = `/v1/bulk-awards/${first}/correction-dry-runs`;
  expect(await told(await school.office.post(path, headerOf(school.definition), CSV))).toBe('409 bulk-award-corrected');
});
