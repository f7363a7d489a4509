import { randomUUID } from 'node:crypto';
import { DomainError } from '@estafette/decider';
import { START, type Recorded } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { awarding } from './bulk-award/awarding.js';
import { bulkAwardPart } from './bulk-award/bulk-award.stream.js';
import {
  ASSESSOR,
  CSV,
  fileFor as fileOf,
  finishedAward,
  shownAward,
  sendFile,
  someone,
  TODAY,
  type ShownAward,
} from './bulk-awards.set-up.js';
import { awardedCredentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import {
  allViews,
  didDocumentOf,
  done,
  issuingSchool,
  judgedBy,
  textOf,
  type IssuingSchool,
} from './issuing-school.set-up.js';
import { KeysInTheLog } from './keeping/keys-in-the-log.js';
import { told } from './sharing-holder.set-up.js';
import { SigningError } from './signing/index.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const fileFor = (learners: readonly string[], of = school): string => fileOf(learners, of);
const send = (file: string, bulkAwardId: string, of = school): Promise<Response> => sendFile(file, bulkAwardId, of);
const finished = (bulkAwardId: string, of = school): Promise<ShownAward> => finishedAward(bulkAwardId, of);

async function issuedTo(learners: readonly string[], { achievementId } = school): Promise<number[]> {
  const ids = learners.map((learner) => `credential-${awardedCredentialIdOf(achievementId, learner, TODAY)}`);
  const { rows } = await service.running.held.pool.query<{ n: number }>(
    `select count(*) filter (where type = 'CredentialIssued')::integer as n
       from unnest($1::text[]) as wanted (id) left join log.events on stream_id = wanted.id group by wanted.id`,
    [ids],
  );
  return rows.map(({ n }) => n);
}

describe('a file of awards', () => {
  it('is tried out: what is wrong with it is told, and nothing is issued', async () => {
    const learners = someone(3);
    const path = `/v1/achievements/${school.achievementId}/award-dry-runs`;
    const answer = await school.office.post(path, `${fileFor(learners)}\nnobody,${ASSESSOR},2,with help`, CSV);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      achievementVersion: 1,
      rows: 3,
      awardedBefore: [],
      faults: [
        { line: 5, column: 'learner_id', code: 'person-malformed' },
        { line: 5, code: 'level-too-low' },
      ],
    });
    expect(await issuedTo(learners)).toEqual([0, 0, 0]);
  });

  it('is told of all that the real one would be refused for, in rows with other faults too', async () => {
    const [erased, self] = [randomUUID(), school.office.personId];
    await service.running.held.vault.destroy(erased);
    const file = `${fileFor([randomUUID(), self, erased])}\n${self.toUpperCase()},nobody,2,2`;
    const faults = [
      { line: 3, column: 'learner_id', code: 'own-learning' },
      { line: 4, column: 'learner_id', code: 'person-erased' },
      { line: 5, column: 'assessed_by', code: 'person-malformed' },
      { line: 5, column: 'learner_id', code: 'learner-twice' },
      { line: 5, column: 'learner_id', code: 'own-learning' },
    ];
    const dry = await school.office.post(`/v1/achievements/${school.achievementId}/award-dry-runs`, file, CSV);
    expect(await dry.json()).toMatchObject({ rows: 1, faults });
    const real = await send(file, randomUUID());
    expect(real.status).toBe(400);
    expect(await real.json()).toMatchObject({ code: 'file-not-right', faults });
  });

  it('is not taken in, nor tried out, where the key of the school is not at hand', async () => {
    const other = await issuingSchool(service);
    const signing = vi
      .spyOn(KeysInTheLog.prototype, 'signer')
      .mockRejectedValue(new DomainError('key-not-at-hand', ''));
    const path = `/v1/achievements/${other.achievementId}/award-dry-runs`;
    const answers = [
      await other.office.post(path, fileFor(someone(1), other), CSV),
      await send(fileFor(someone(1), other), randomUUID(), other),
    ];
    signing.mockRestore();
    expect(await Promise.all(answers.map(told))).toEqual(['409 key-not-at-hand', '409 key-not-at-hand']);
  });

  it('with something wrong in it awards nobody', async () => {
    const [learners, bulkAwardId] = [someone(2), randomUUID()];
    const answer = await send(`${fileFor(learners)}\nnobody,${ASSESSOR},2,2`, bulkAwardId);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'file-not-right',
      faults: [{ line: 4, code: 'person-malformed' }],
    });
    expect((await school.office.get(`/v1/bulk-awards/${bulkAwardId}`)).status).toBe(404);
    expect(await issuedTo(learners)).toEqual([0, 0]);
  });

  it('leads to a credential for each, which says that the school alone assessed it, and verifies', async () => {
    const learner: Caller = await service.person();
    const bulkAwardId = randomUUID();
    await done(send(fileFor([learner.personId, ...someone(4)]), bulkAwardId));
    expect(await finished(bulkAwardId)).toMatchObject({ total: 5, issued: 5, refused: [] });
    const text = await textOf(service, learner, awardedCredentialIdOf(school.achievementId, learner.personId, TODAY));
    const credential = JSON.parse(text) as {
      validFrom: string;
      issuer: { id: string };
      evidence: { name: string; description: string }[];
      endorsement?: unknown;
    };
    expect(credential.validFrom).toBe(`${TODAY}T00:00:00Z`);
    expect(credential.evidence.map(({ name }) => name)).toEqual([
      'Award by the school',
      'A link of the path that led here',
    ]);
    expect(credential.evidence[0]?.description).toContain('Nobody at a workplace was asked');
    expect(credential).not.toHaveProperty('endorsement');
    const documents = { [credential.issuer.id]: await didDocumentOf(service, school.organisationId) };
    expect((await verifiesElsewhere(credential, new Date(), documents)).verified).toBe(true);
  });

  it('sent twice, or by two at once, awards nobody twice', async () => {
    const learners = someone(30);
    const [one, other] = [randomUUID(), randomUUID()];
    await Promise.all([one, one, other].map((id) => done(send(fileFor(learners), id))));
    const both = await Promise.all([finished(one), finished(other)]);
    expect(both.map(({ issued }) => issued).reduce((sum, count) => sum + count)).toBe(30);
    expect(both.flatMap(({ refused }) => refused.map(({ code }) => code))).toEqual(
      Array.from({ length: 30 }, () => 'awarded-before'),
    );
    expect(await issuedTo(learners)).toEqual(learners.map(() => 1));
    const dry = await school.office.post(
      `/v1/achievements/${school.achievementId}/award-dry-runs`,
      fileFor([...learners.slice(0, 2), randomUUID()]),
      CSV,
    );
    expect(await dry.json()).toMatchObject({ rows: 1, awardedBefore: [2, 3] });
    expect((await send(fileFor(someone(1)), one)).status).toBe(409);
  });

  it('awards again what was revoked or declined, as of the same day too, and then nobody twice', async () => {
    const [revoked, declined, held] = [await service.person(), await service.person(), await service.person()];
    const learners = [revoked, declined, held].map(({ personId }) => personId);
    const idOf = ({ personId }: Caller, nth = 1): string =>
      awardedCredentialIdOf(school.achievementId, personId, TODAY, nth);
    const [first, ...later] = [randomUUID(), randomUUID(), randomUUID()];
    await done(send(fileFor(learners), first));
    await finished(first);
    await done(school.office.post(`/v1/credentials/${idOf(revoked)}/revocations`, { reason: 'issued-in-error' }));
    await done(declined.post(`/v1/credentials/${idOf(declined)}/declinations`, {}));
    await allViews(service);
    const path = `/v1/achievements/${school.achievementId}/award-dry-runs`;
    const dry = await school.office.post(path, fileFor(learners), CSV);
    expect(await dry.json()).toMatchObject({ rows: 2, awardedBefore: [4] });
    await Promise.all(later.map((id) => done(send(fileFor(learners), id))));
    const both = await Promise.all(later.map((id) => finished(id)));
    expect(both.map(({ issued }) => issued).toSorted()).toEqual([0, 2]);
    const { rows } = await service.running.held.pool.query<{ n: number }>(
      `select count(*)::integer as n from log.events where type = 'CredentialIssued' and data->>'learnerId' = any($1)`,
      [learners],
    );
    expect(rows).toEqual([{ n: 5 }]);
    for (const one of [revoked, declined]) {
      expect((await judgedBy(service, await textOf(service, one, idOf(one, 2)))).verdict).toBe('valid');
      expect((await judgedBy(service, await textOf(service, one, idOf(one)))).verdict).toBe('not-valid-any-more');
    }
  });

  it('goes on after a restart in the middle, reading again what it had read before, and issues each once', async () => {
    const [learners, bulkAwardId] = [someone(400), randomUUID()];
    await done(send(fileFor(learners), bulkAwardId));
    await eventually(async () => (await issuedTo(learners)).includes(1), { timeoutMs: 30_000 });
    // As after a crash before its cursor moved: all comes again.
    await service.running.held.pool.query(
      `update app.cursors set transaction_id = '0', position = 0 where name = 'awarding'`,
    );
    await service.running.close();
    const running = await boot(credentials, service.environment);
    Object.assign(service, { running });
    expect(await finished(bulkAwardId)).toMatchObject({ total: 400, issued: 400, refused: [] });
    expect(await issuedTo(learners)).toEqual(learners.map(() => 1));
  });

  it('may name ten thousand, and awards each of them once, also where the service stops in the middle', async () => {
    const [learners, bulkAwardId] = [someone(10_000), randomUUID()];
    const file = fileFor(learners);
    expect(
      await (await school.office.post(`/v1/achievements/${school.achievementId}/award-dry-runs`, file, CSV)).json(),
    ).toMatchObject({ rows: 10_000, faults: [] });
    await done(send(file, bulkAwardId));
    const PATIENT = { timeoutMs: 240_000 };
    await eventually(async () => (await shownAward(bulkAwardId, school)).issued >= 1_000, PATIENT);
    await service.running.close();
    Object.assign(service, { running: await boot(credentials, service.environment) });
    await eventually(async () => (await shownAward(bulkAwardId, school)).finishedAt !== null, PATIENT);
    expect(await finished(bulkAwardId)).toMatchObject({ total: 10_000, issued: 10_000, refused: [] });
    const counts = await issuedTo(learners);
    expect([counts.length, counts.filter((count) => count !== 1)]).toEqual([10_000, []]);
  }, 600_000);

  it('leaves nobody out whose award could not be written for the moment', async () => {
    const { store } = service.running.held;
    const learnerId = randomUUID();
    const row = { learnerId, assessedBy: ASSESSOR, awardedOn: TODAY, results: [], period: null, evidence: null };
    const of = { bulkAwardId: randomUUID(), organisationId: school.organisationId, part: 1 };
    const award = {
      ...of,
      achievementId: school.achievementId,
      achievementVersion: 1,
      rows: [{ line: 2, ...row }],
      corrects: [],
      withdrawn: [],
    };
    const refusing = (error: Error) => {
      const given = { state: { given: award, isDone: false }, revision: 1 };
      // As if it had been given, of which the service's own reader must not know.
      const reader = awarding({
        store: Object.assign(Object.create(store) as typeof store, {
          load: ((stream, id) =>
            (stream as unknown) === bulkAwardPart
              ? Promise.resolve(given)
              : store.load(stream, id)) as typeof store.load,
          handle: () => Promise.resolve({ revision: 2, appended: 1, repeated: null, cursor: null }),
        }),
        issuing: { issue: () => Promise.reject(error) },
        renewals: { renew: () => Promise.resolve('reissued' as const) },
      });
      const event = { type: 'BulkAwardPartGiven', data: award } as unknown as Recorded;
      return 'before' in reader ? reader.before([event], START) : undefined;
    };
    await expect(refusing(new DomainError('stream-busy', ''))).rejects.toThrow(DomainError);
    await expect(refusing(new DomainError('person-erased', ''))).resolves.toBeUndefined();
    // What cannot be signed never can be: others do not wait for it.
    await expect(refusing(new SigningError('identifier-malformed', ''))).resolves.toBeUndefined();
  });

  it('is for the office of the school, about others than themselves, and in CSV', async () => {
    const other = await issuingSchool(service);
    const foreign = { ...other, achievementId: school.achievementId };
    expect((await send(fileFor(someone(1)), randomUUID(), foreign)).status).toBe(404);
    const own = await send(fileFor([school.office.personId]), randomUUID());
    expect(await own.json()).toMatchObject({ status: 400, faults: [{ line: 2, code: 'own-learning' }] });
    const path = `/v1/achievements/${school.achievementId}/bulk-awards/${randomUUID()}`;
    expect((await school.office.post(path, { rows: [] })).status).toBe(400);
    await done(school.office.post(`/v1/achievements/${school.achievementId}/retirements`, {}));
    expect((await send(fileFor(someone(1)), randomUUID())).status).toBe(409);
  });
});
