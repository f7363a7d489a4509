import { randomUUID } from 'node:crypto';
import { DomainError } from '@estafette/decider';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planOf } from './bulk-award/award-plans.js';
import { bulkAwardPart } from './bulk-award/index.js';
import {
  ASSESSOR,
  CSV,
  fileFor,
  finishedAward,
  fullFileFor,
  headerOf,
  onceSigned,
  sendFile,
  TODAY,
  type FullRow,
} from './bulk-awards.set-up.js';
import { awardedCredentialIdOf } from './credential/credential.stream.js';
import { Issuing } from './credential/issuing.js';
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
const people = (count: number): Promise<Caller[]> => Promise.all(Array.from({ length: count }, () => service.person()));
const idsOf = (all: readonly Caller[]): string[] => all.map(({ personId }) => personId);
const credentialOf = ({ personId }: Caller, day = TODAY): string =>
  awardedCredentialIdOf(school.achievementId, personId, day);

const rowsOf = (...rows: readonly FullRow[]): string => fullFileFor(rows, school);

const correct = (file: string, first: string, correction: string, leftOut = '', of = school): Promise<Response> =>
  of.office.post(`/v1/bulk-awards/${first}/corrections/${correction}${leftOut && `?leftOut=${leftOut}`}`, file, CSV);
const tried = async (file: string, first: string, leftOut = ''): Promise<object> => {
  const path = `/v1/bulk-awards/${first}/correction-dry-runs${leftOut && `?leftOut=${leftOut}`}`;
  const answer = await school.office.post(path, file, CSV);
  expect(answer.status).toBe(200);
  return (await answer.json()) as object;
};
async function awarded(file: string): Promise<string> {
  const bulkAwardId = randomUUID();
  await done(sendFile(file, bulkAwardId, school));
  await finishedAward(bulkAwardId, school);
  await allViews(service);
  return bulkAwardId;
}
async function corrected(file: string, first: string, leftOut = ''): Promise<{ id: string; outcome: object }> {
  const id = randomUUID();
  await done(correct(file, first, id, leftOut));
  const outcome = await finishedAward(id, school);
  await allViews(service);
  return { id, outcome };
}
const held = async (learner: Caller, day = TODAY): Promise<SignedCredential> =>
  JSON.parse(await textOf(service, learner, credentialOf(learner, day))) as SignedCredential;
const verdict = async (credential: unknown): Promise<string> => (await judgedBy(service, credential)).verdict;
const reasons = async (learner: Caller, day = TODAY): Promise<object[]> => {
  const answer = await learner.get(`/v1/credentials/${credentialOf(learner, day)}/history`);
  return ((await answer.json()) as { history: { what: string; reason: string | null }[] }).history.map(
    ({ what, reason }) => ({ what, reason }),
  );
};

describe('a file that was wrong', () => {
  it('is put right by the whole one as it should have been, which is tried out before', async () => {
    const [level = school.office, same = level, out = level, day = level, more = level] = await people(5);
    const period = ['2026-09-01', '2026-10-30'] as const;
    const film = 'https://school.example/film';
    const first = await awarded(
      rowsOf({ learner: level }, { learner: same, evidence: film, period }, { learner: out }, { learner: day }),
    );
    const before = await Promise.all([level, same, out, day].map((one) => held(one)));
    const right = rowsOf(
      { learner: level, level: 'on your own', evidence: film, period },
      { learner: same, evidence: film, period },
      { learner: day, day: DAY_BEFORE },
      { learner: more },
    );
    const withdrawn = [out, day].map((one) => ({ credentialId: credentialOf(one), learnerId: one.personId }));
    const plan = { achievementVersion: 1, issued: [4, 5], reissued: [2], unchanged: 1, refused: [], faults: [] };
    expect(await tried(right, first)).toEqual({ ...plan, revoked: withdrawn.slice(1) });
    const byId = (all: readonly { credentialId: string }[]): object[] =>
      all.toSorted((one, other) => (one.credentialId < other.credentialId ? -1 : 1));
    expect(await tried(right, first, 'revoked')).toEqual({
      ...plan,
      revoked: byId(withdrawn),
    });
    expect(await Promise.all([level, same, out, day].map((one) => held(one)))).toEqual(before);

    const { id, outcome } = await corrected(right, first, 'revoked');
    const counts = { total: 4, issued: 2, reissued: 1, unchanged: 1, revoked: 2, refused: [] };
    expect(outcome).toMatchObject({ ...counts, corrects: first, correctedBy: null });
    expect(await (await school.office.get(`/v1/bulk-awards/${first}`)).json()).toMatchObject({ correctedBy: id });
    const now = await held(level);
    expect(now).toMatchObject({
      id: before[0]?.id,
      credentialSubject: { activityStartDate: '2026-09-01T00:00:00Z', activityEndDate: '2026-10-30T00:00:00Z' },
    });
    const explains = school.definition.criteria.find(({ name }) => name === 'Explains it');
    const reached = explains?.levels.find(({ name }) => name === 'on your own')?.levelId;
    expect(now.credentialSubject).toMatchObject({
      result: expect.arrayContaining([expect.objectContaining({ achievedLevel: `urn:uuid:${reached}` })]) as object,
    });
    // What a file tells is told the same whether it was right at once or put right: but whose, when, and by which hidden path.
    const afresh = await people(1);
    await awarded(rowsOf({ learner: afresh[0] ?? level, level: 'on your own', evidence: film, period }));
    const fresh = await held(afresh[0] ?? level);
    const { evidence: _its, ...said } = fresh.credentialSubject as unknown as Record<string, unknown>;
    expect({ ...now.credentialSubject }).toEqual({ ...said, identifier: now.credentialSubject.identifier });
    expect(now.evidence?.[0]).toEqual(fresh.evidence?.[0]);
    expect(now.evidence?.slice(1)).toEqual(before[0]?.evidence);
    const signed = [now, await held(same), await held(day, DAY_BEFORE), await held(more)];
    expect(await Promise.all(signed.map(verdict))).toEqual(['valid', 'valid', 'valid', 'valid']);
    expect(signed[1]).toEqual(before[1]);
    const old = [before[0], before[2], before[3]];
    expect(await Promise.all(old.map(verdict))).toEqual(old.map(() => 'not-valid-any-more'));
    const issued = { what: 'issued', reason: null };
    expect(await reasons(level)).toEqual([issued, { what: 'reissued', reason: 'corrected' }]);
    expect(await reasons(same)).toEqual([issued]);
    expect(await reasons(out)).toEqual([issued, { what: 'revoked', reason: 'issued-in-error' }]);
  });

  it('leaves those alone whom the right one leaves out, unless they are to be revoked; then nobody is left', async () => {
    const learners = await people(3);
    const first = await awarded(fileFor(idsOf(learners), school));
    const { id: second, outcome } = await corrected(fileFor(idsOf(learners.slice(1)), school), first);
    expect(outcome).toMatchObject({ total: 2, unchanged: 2, revoked: 0 });
    // The first of them is only known by the file before.
    const nobody = headerOf(school.definition);
    expect((await corrected(nobody, second)).outcome).toMatchObject({ total: 0, revoked: 0 });
    const third = randomUUID();
    expect(await told(await correct(nobody, second, third, 'revoked'))).toBe('409 bulk-award-corrected');
    const { correctedBy } = (await (await school.office.get(`/v1/bulk-awards/${second}`)).json()) as {
      correctedBy: string;
    };
    expect((await corrected(nobody, correctedBy, 'revoked')).outcome).toMatchObject({ total: 0, revoked: 3 });
    const verdicts = await Promise.all(learners.map(async (one) => verdict(await held(one))));
    expect(verdicts).toEqual(learners.map(() => 'not-valid-any-more'));
  });

  it('that awarded somebody as of two days, and is put right for one of them, leaves the other alone', async () => {
    const [learner = school.office, moved = learner] = await people(2);
    const days = (one: Caller): FullRow[] => [{ learner: one }, { learner: one, day: DAY_BEFORE }];
    const first = await awarded(rowsOf(...days(learner), ...days(moved)));
    const [, before] = days(moved);
    const right = rowsOf(
      { learner, level: 'on your own' },
      { learner: moved, level: 'on your own', day: before?.day ?? '' },
      { learner: moved, day: '2026-01-02' },
    );
    const revoked = [{ credentialId: credentialOf(moved), learnerId: moved.personId }];
    expect(await tried(right, first)).toMatchObject({ issued: [4], reissued: [2, 3], revoked });
    expect((await corrected(right, first)).outcome).toMatchObject({ issued: 1, reissued: 2, revoked: 1 });
    expect(await verdict(await held(learner, DAY_BEFORE))).toBe('valid');
    expect(await verdict(await held(moved))).toBe('not-valid-any-more');
  });

  it('is put right once, however often that is asked', async () => {
    const learners = await people(2);
    const first = await awarded(fileFor(idsOf(learners), school));
    const right = rowsOf(...learners.map((learner) => ({ learner, level: 'on your own' })));
    const [id, other] = [randomUUID(), randomUUID()];
    await Promise.all([1, 2, 3].map(() => done(correct(right, first, id))));
    expect(await finishedAward(id, school)).toMatchObject({ reissued: 2, unchanged: 0 });
    await allViews(service);
    await done(correct(right, first, id));
    expect(await told(await correct(right, first, other))).toBe('409 bulk-award-corrected');
    expect(await told(await correct(right, first, id, 'revoked'))).toBe('409 bulk-award-exists');
    expect(await told(await correct(right, first, first))).toBe('409 bulk-award-exists');
    for (const learner of learners) expect(await reasons(learner)).toHaveLength(2);
  });

  it('changes nothing of what ended since, is under review, or another file awarded', async () => {
    const [revoked = school.office, declined = revoked, suspended = revoked, other = revoked] = await people(4);
    await awarded(fileFor([other.personId], school));
    const all = [revoked, declined, suspended, other];
    const first = await awarded(fileFor(idsOf(all), school));
    const path = (one: Caller): string => `/v1/credentials/${credentialOf(one)}`;
    await done(school.office.post(`${path(revoked)}/revocations`, { reason: 'other' }));
    await done(declined.post(`${path(declined)}/declinations`, {}));
    await done(school.office.post(`${path(suspended)}/suspensions`, { reason: 'under-review' }));
    await allViews(service);
    const right = rowsOf(...all.map((learner) => ({ learner, level: 'on your own' })));
    const refused = [
      { line: 2, code: 'credential-revoked' },
      { line: 3, code: 'credential-declined' },
      { line: 4, code: 'credential-suspended' },
      { line: 5, code: 'awarded-before' },
    ];
    expect(await tried(right, first)).toMatchObject({ issued: [], reissued: [], refused });
    expect((await corrected(right, first, 'revoked')).outcome).toMatchObject({
      issued: 0,
      reissued: 0,
      revoked: 0,
      refused,
    });
    expect(await verdict(await held(other))).toBe('valid');
  });

  it('is about the same awards where it is put right on a later day, and neither of the files names one', async () => {
    const learners = await people(2);
    const first = randomUUID();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${DAY_BEFORE}T12:00:00Z`) });
    await done(sendFile(fileFor(idsOf(learners), school), first, school)).finally(() => vi.useRealTimers());
    await finishedAward(first, school);
    await allViews(service);
    const nothing = { issued: [], reissued: [], revoked: [], refused: [] };
    expect(await tried(fileFor(idsOf(learners), school), first)).toMatchObject({ ...nothing, unchanged: 2 });
    const right = rowsOf(...learners.map((learner) => ({ learner, level: 'on your own' })));
    const { id, outcome } = await corrected(right, first);
    expect(outcome).toMatchObject({ issued: 0, reissued: 2, revoked: 0 });
    expect(await tried(right, id)).toMatchObject({ ...nothing, unchanged: 2 });
  });

  it('leaves alone what is told the same with its columns in another order', async () => {
    const learners = await people(2);
    const rows = rowsOf(...learners.map((learner) => ({ learner, level: 'on your own' })));
    const first = await awarded(rows);
    const turned = rows.split('\n').map((row) => row.split(',').toReversed().join(','));
    const nothing = { issued: [], reissued: [], revoked: [], refused: [], faults: [] };
    expect(await tried(turned.join('\n'), first)).toMatchObject({ ...nothing, unchanged: 2 });
    expect((await corrected(turned.join('\n'), first)).outcome).toMatchObject({ reissued: 0, unchanged: 2 });
  });

  it('takes back what a wrong one before it took away: by a day, or by leaving somebody out', async () => {
    const [day = school.office, out = day, revoked = day] = await people(3);
    const first = await awarded(fileFor(idsOf([day, out, revoked]), school));
    const wrong = await corrected(rowsOf({ learner: day, day: DAY_BEFORE }, { learner: revoked }), first, 'revoked');
    expect(wrong.outcome).toMatchObject({ issued: 1, revoked: 2, unchanged: 1 });
    await done(school.office.post(`/v1/credentials/${credentialOf(revoked)}/revocations`, { reason: 'other' }));
    await allViews(service);
    const right = fileFor(idsOf([day, out, revoked]), school);
    const refused = [{ line: 4, code: 'credential-revoked' }];
    const withdrawn = [{ credentialId: credentialOf(day, DAY_BEFORE), learnerId: day.personId }];
    expect(await tried(right, wrong.id)).toMatchObject({ issued: [2, 3], revoked: withdrawn, refused });
    const { id, outcome } = await corrected(right, wrong.id);
    expect(outcome).toMatchObject({ issued: 2, revoked: 1, unchanged: 0, refused });
    expect(await tried(right, id)).toMatchObject({ issued: [], unchanged: 2, revoked: [], refused });
    for (const learner of [day, out]) {
      const anew = awardedCredentialIdOf(school.achievementId, learner.personId, TODAY, 2);
      expect(await verdict(JSON.parse(await textOf(service, learner, anew)))).toBe('valid');
    }
  });

  it('stays right where a key is withdrawn at the same moment, whichever is written first', async () => {
    const own = await issuingSchool(service);
    const [learner = own.office] = await people(1);
    const credentialId = awardedCredentialIdOf(own.achievementId, learner.personId, TODAY);
    const first = randomUUID();
    await done(sendFile(fileFor([learner.personId], own), first, own));
    await finishedAward(first, own);
    await allViews(service);
    // What follows from the withdrawal has read the credential, and is slow to sign it.
    const [read, free] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const sign = onceSigned(async (signing) => {
      read.resolve(undefined);
      await free.promise;
      return signing();
    });
    await done(own.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    await read.promise;
    const id = randomUUID();
    await done(correct(rowsOf({ learner, level: 'on your own' }), first, id, '', own));
    expect(await finishedAward(id, own)).toMatchObject({ reissued: 1 });
    free.resolve(undefined);
    const path = `/v1/credentials/${credentialId}`;
    await eventually(async () => (await (await learner.get(`${path}/history`)).text()).includes('key-compromised'));
    sign.mockRestore();
    const now = JSON.parse(await textOf(service, learner, credentialId)) as SignedCredential;
    expect(now.credentialSubject.result).toHaveLength(3);
    expect(await verdict(now)).toBe('valid');
  });

  it('is put right once also where the service stops in the middle, and reads again what it had read before', async () => {
    const learners = await people(240);
    const first = await awarded(fileFor(idsOf(learners), school));
    const [right, left] = [learners.slice(0, 130), learners.slice(130)];
    const id = randomUUID();
    const file = rowsOf(...right.map((learner) => ({ learner, level: 'on your own' })));
    await done(correct(file, first, id, 'revoked'));
    const { pool } = service.running.held;
    const changes = async (type: string, of: readonly Caller[]): Promise<number[]> => {
      const { rows } = await pool.query<{ n: number }>(
        `select count(event.stream_id)::integer as n from unnest($2::text[]) as wanted (id)
           left join log.events as event on event.stream_id = wanted.id and event.type = $1 group by wanted.id`,
        [type, of.map((one) => `credential-${credentialOf(one)}`)],
      );
      return rows.map(({ n }) => n);
    };
    await eventually(async () => (await changes('CredentialReissued', right)).includes(1), { timeoutMs: 30_000 });
    await pool.query(`update app.cursors set transaction_id = '0', position = 0 where name = 'awarding'`);
    await service.running.close();
    Object.assign(service, { running: await boot(credentials, service.environment) });
    expect(await finishedAward(id, school)).toMatchObject({ reissued: 130, revoked: 110, unchanged: 0, refused: [] });
    const again = service.running.held.pool;
    const { rows } = await again.query<{ type: string; n: number; streams: number }>(
      `select type, count(*)::integer as n, count(distinct stream_id)::integer as streams from log.events
         where stream_id = any($1) and type <> 'CredentialIssued' group by type order by type`,
      [learners.map((one) => `credential-${credentialOf(one)}`)],
    );
    expect(rows).toEqual([
      { type: 'CredentialReissued', n: 130, streams: 130 },
      { type: 'CredentialRevoked', n: 110, streams: 110 },
    ]);
    expect(await reasons(left[0] ?? school.office)).toHaveLength(2);
  }, 180_000);

  it('counts a row that it put right before a crash as such, also where the office revoked that one since', async () => {
    const [learner = school.office] = await people(1);
    const first = await awarded(fileFor([learner.personId], school));
    const { id } = await corrected(rowsOf({ learner, level: 'on your own' }), first);
    await done(school.office.post(`/v1/credentials/${credentialOf(learner)}/revocations`, { reason: 'other' }));
    const { store } = service.running.held;
    const { state } = await store.load(bulkAwardPart, `${id}-1`);
    const [row] = state.given?.rows ?? [];
    if (!row) throw new Error('a row was given');
    const file = { achievementId: school.achievementId, corrects: [first] };
    const credentialId = credentialOf(learner);
    const again = await planOf(store, { ...file, bulkAwardId: id }, row);
    expect(again).toEqual({ does: 'nothing', credentialId, since: 'reissued' });
    const another = await planOf(store, { ...file, bulkAwardId: randomUUID() }, row);
    expect(another).toEqual({ does: 'refuse', code: 'credential-revoked' });
  });

  it('tells of a row whose credential is suspended while it is signed that it is suspended, whatever follows', async () => {
    const [learner = school.office] = await people(1);
    const first = await awarded(fileFor([learner.personId], school));
    const path = `/v1/credentials/${credentialOf(learner)}`;
    const sign = onceSigned(async (signing) => {
      await done(school.office.post(`${path}/suspensions`, { reason: 'under-review' }));
      return signing().finally(() => done(school.office.post(`${path}/reinstatements`, { reason: 'review-closed' })));
    });
    const { outcome } = await corrected(rowsOf({ learner, level: 'on your own' }), first);
    sign.mockRestore();
    expect(outcome).toMatchObject({ reissued: 0, refused: [{ line: 2, code: 'credential-suspended' }] });
    expect(await verdict(await held(learner))).toBe('valid');
  });

  it('waits until it is worked off, and is for the office of the school, about others than themselves', async () => {
    const free = Promise.withResolvers<undefined>();
    // Whoever is told that many are at it tries again.
    const slow = vi
      .spyOn(Issuing.prototype, 'issue')
      .mockImplementation(() => free.promise.then(() => Promise.reject(new DomainError('stream-busy', ''))));
    const [learner = school.office] = await people(1);
    const first = randomUUID();
    const file = fileFor([learner.personId], school);
    await done(sendFile(file, first, school));
    expect(await told(await correct(file, first, randomUUID()))).toBe('409 bulk-award-unfinished');
    slow.mockRestore();
    free.resolve(undefined);
    await finishedAward(first, school);
    await allViews(service);
    expect(await told(await correct(file, first, randomUUID(), '', await issuingSchool(service)))).toBe(
      '404 bulk-award-unknown',
    );
    const own = await correct(fileFor([school.office.personId], school), first, randomUUID());
    expect(await own.json()).toMatchObject({ status: 400, faults: [{ line: 2, code: 'own-learning' }] });
    const clerk = await service.person(undefined, school.organisationId);
    service.grant(clerk.personId, school.organisationId, 'issuer-admin');
    const second = randomUUID();
    await done(
      eventually(async () => {
        const answer = await sendFile(fileFor([school.office.personId], school), second, { ...school, office: clerk });
        return answer.status === 201 && answer;
      }),
    );
    await finishedAward(second, school);
    await allViews(service);
    expect(await told(await correct(headerOf(school.definition), second, randomUUID(), 'revoked'))).toBe(
      '409 own-learning',
    );
    const faulty = await correct('learner_id', second, randomUUID(), 'revoked');
    expect(await faulty.json()).toMatchObject({ status: 400, code: 'file-not-right' });
    const wrong = await correct(`${file}\nnobody,${ASSESSOR},2,with help`, first, randomUUID(), 'all');
    expect(wrong.status).toBe(400);
    expect(await tried(`${file}\nnobody,${ASSESSOR},2,with help`, first)).toMatchObject({
      ...{ issued: [], reissued: [], unchanged: 0, revoked: [] },
      faults: [
        { line: 3, code: 'person-malformed' },
        { line: 3, code: 'level-too-low' },
      ],
    });
  });
});
