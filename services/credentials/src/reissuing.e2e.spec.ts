import { randomUUID } from 'node:crypto';
import { part, START } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { credential } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import {
  done,
  issuingSchool,
  judgedBy,
  tellGranted,
  textOf,
  type IssuingSchool,
  type Judged,
} from './issuing-school.set-up.js';
import { operationIdOf } from './reissue/reissue.stream.js';
import { reissuing } from './reissue/reissuing.js';
import { grantOf, registeredAs } from './return-bread.example.js';
import { viewsOn } from './views/views.js';

const PATIENT = { timeoutMs: 30_000 };

let service: TestService<RunningService>;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
});
afterAll(() => service.close());

interface Held {
  readonly learner: Caller;
  readonly credentialId: string;
  readonly path: string;
}

/** Grants many to one learner, and tells them without waiting; seen at a workplace, if one is given. */
async function granted(
  { organisationId, achievementId, definition }: IssuingSchool,
  count: number,
  workplace?: string,
): Promise<Held[]> {
  const learner = await service.person();
  return Array.from({ length: count }, () => {
    const data = grantOf(definition, {
      achievementId,
      organisationId,
      learnerId: learner.personId,
      ...(workplace !== undefined && {
        statement: { statementId: randomUUID(), organisationId: workplace, basis: 'employer' as const },
      }),
    });
    const credentialId = tellGranted(service, data);
    return { learner, credentialId, path: `/v1/credentials/${credentialId}` };
  });
}

const textHeld = ({ learner, credentialId }: Held): Promise<string> => textOf(service, learner, credentialId);

const credentialIn = (text: string): SignedCredential => JSON.parse(text) as SignedCredential;

const judged = (text: string): Promise<Judged> => judgedBy(service, text);

/** Waits until a reissue is through. */
const finished = ({ office }: Pick<IssuingSchool, 'office'>, reissueId: string): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const answer = await office.get(`/v1/reissues/${reissueId}`);
    const told = (await answer.json()) as Record<string, unknown>;
    return answer.status === 200 && told['finishedAt'] !== null ? told : false;
  }, PATIENT);

const timesReissued = async ({ credentialId }: Held): Promise<number> => {
  const { rows } = await service.running.held.pool.query<{ n: number }>(
    `select count(*)::integer as n from log.events where type = 'CredentialReissued' and stream_id = $1`,
    [`credential-${credentialId}`],
  );
  return rows[0]?.n ?? 0;
};

/** As a replica writes it that signed a moment before its key was withdrawn, and was slow. */
async function writtenLate(school: IssuingSchool, { learner }: Held, text: string): Promise<Held> {
  const credentialId = randomUUID();
  const command = {
    type: 'IssueCredential' as const,
    ...{ credentialId, validationId: randomUUID(), bulkAwardId: null, path: null },
    ...{ achievementId: school.achievementId, achievementVersion: 1 },
    ...{ learnerId: learner.personId, organisationId: school.organisationId },
    ...{ credential: text, digest: 'f'.repeat(64), keyId: 'key-1', status: null, validUntil: null, endorsedBy: [] },
    issuedAt: new Date().toISOString(),
  };
  const metadata = { at: command.issuedAt, by: 'service:credentials', for: null };
  await service.running.held.store.handle(part(credential, credentialId, command), { metadata });
  return { learner, credentialId, path: `/v1/credentials/${credentialId}` };
}

describe('a key that was compromised', () => {
  it('has every credential under it issued anew, once, under the id that it had, and those that do not hold left', async () => {
    const school = await issuingSchool(service);
    const held = await granted(school, 120);
    const before = await Promise.all(held.map(textHeld));
    const [ended, halted, ...lasting] = held;
    if (!ended || !halted) throw new Error('there are many');
    await done(school.office.post(`${ended.path}/revocations`, { reason: 'other' }));
    await done(school.office.post(`${halted.path}/suspensions`, { reason: 'under-review' }));
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    const reissueId = operationIdOf('issuer-key', school.organisationId, 'key-1');
    expect(await finished(school, reissueId)).toMatchObject({ total: 120, reissued: 118, skipped: 2 });
    for (const [index, one] of lasting.entries()) {
      const [old, now] = [credentialIn(before[index + 2] ?? ''), credentialIn(await textHeld(one))];
      expect(now.id).toBe(old.id);
      expect(now.proof[0].verificationMethod).toMatch(/#key-2$/);
      expect(Date.parse(now.validFrom)).toBeGreaterThan(Date.parse(old.validFrom));
      expect(now.credentialSubject).toEqual(old.credentialSubject);
      expect(await timesReissued(one)).toBe(1);
    }
    const [oldText = '', newText] = [before[2], await textHeld(lasting[0] ?? ended)];
    expect((await judged(oldText)).verdict).toBe('not-genuine');
    expect((await judged(newText)).verdict).toBe('valid');
    // What was suspended is signed with the new key when it holds again.
    await done(school.office.post(`${halted.path}/reinstatements`, { reason: 'review-closed' }));
    expect((await judged(await textHeld(halted))).verdict).toBe('valid');
  }, 120_000);

  it('is told right also where a share of them was done twice, since it broke off in the middle', async () => {
    const school = await issuingSchool(service);
    const held = await granted(school, 5);
    await Promise.all(held.map(textHeld));
    const { store } = service.running.held;
    const handle = store.handle.bind(store);
    const reissueId = operationIdOf('issuer-key', school.organisationId, 'key-1');
    let written = 0;
    const watched = vi.spyOn(store, 'handle').mockImplementation((parts, options) => {
      if (options.once?.scope === `reissue ${reissueId}` && ++written === 4) throw new Error('killed');
      return handle(parts, options);
    });
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    expect(await finished(school, reissueId)).toMatchObject({ total: 5, reissued: 5, skipped: 0 });
    expect(await Promise.all(held.map(timesReissued))).toEqual([1, 1, 1, 1, 1]);
    watched.mockRestore();
  });

  it('leaves nothing unverifiable that was being issued meanwhile', async () => {
    const school = await issuingSchool(service);
    const held = await granted(school, 40);
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    await Promise.all(held.map(textHeld));
    await eventually(async () => {
      const verdicts = await Promise.all(held.map(async (one) => (await judged(await textHeld(one))).verdict));
      return verdicts.every((verdict) => verdict === 'valid');
    }, PATIENT);
  }, 120_000);

  it('has also what came into the log after it was withdrawn issued anew', async () => {
    const school = await issuingSchool(service);
    const [held] = await granted(school, 1);
    if (!held) throw new Error('one was granted');
    const text = await textHeld(held);
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    await finished(school, operationIdOf('issuer-key', school.organisationId, 'key-1'));
    const late = await writtenLate(school, held, text);
    await eventually(async () => (await timesReissued(late)) === 1, PATIENT);
    const methodOf = async (): Promise<string> => credentialIn(await textHeld(late)).proof[0].verificationMethod;
    await eventually(async () => (await methodOf()).endsWith('#key-2'), PATIENT);
  });

  it('is known also to a replica that goes on after another one read of its withdrawal', async () => {
    const school = await issuingSchool(service);
    const [held] = await granted(school, 1);
    if (!held) throw new Error('one was granted');
    const text = await textHeld(held);
    const { log, store, pool, subscriptions } = service.running.held;
    const renewed: string[] = [];
    const replica = reissuing({
      ...{ store, views: viewsOn(pool), passed: (cursor, ms) => subscriptions.passed(cursor, ms) },
      renewals: {
        renew: ({ credentialId }) => {
          renewed.push(credentialId);
          return Promise.resolve('reissued');
        },
      },
    });
    const read = async (credentialId: string): Promise<void> => {
      const events = await log.read(START, 100_000);
      const at = events.findIndex(({ streamId }) => streamId === `credential-${credentialId}`);
      if ('before' in replica) await replica.before(events.slice(at, at + 1), events[at - 1]?.cursor ?? START);
    };
    await read(held.credentialId);
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    const late = await writtenLate(school, held, text);
    await read(late.credentialId);
    expect(renewed).toEqual([late.credentialId]);
  });

  it('of a workplace has its endorsements signed anew, in credentials that the school signs anew', async () => {
    const school = await issuingSchool(service);
    const workplace = randomUUID();
    service.feeds.tell(registeredAs(workplace, 'sme', 'Bakery'));
    const owner = await service.person(undefined, workplace);
    service.grant(owner.personId, workplace, 'employer');
    const held = [...(await granted(school, 3, workplace)), ...(await granted(school, 1))];
    await Promise.all(held.map(textHeld));
    const revoke = () => owner.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' });
    await eventually(async () => (await revoke()).status === 201);
    const reissueId = operationIdOf('endorser-key', workplace, 'key-1');
    expect(await finished({ office: owner }, reissueId)).toMatchObject({ total: 3, reissued: 3 });
    expect(await Promise.all(held.map(timesReissued))).toEqual([1, 1, 1, 0]);
    for (const one of held.slice(0, 3)) {
      expect(await judged(await textHeld(one))).toMatchObject({ verdict: 'valid', members: [{ verdict: 'valid' }] });
    }
  }, 60_000);
});

describe('a mistake in an achievement', () => {
  it('is put right in all credentials under it as one operation, which their holders read once', async () => {
    const school = await issuingSchool(service);
    const held = await granted(school, 5);
    const before = await Promise.all(held.map(textHeld));
    const right = { ...school.definition, description: 'Put right.' };
    await done(school.office.put(`/v1/achievements/${school.achievementId}`, right));
    await done(school.office.post(`/v1/achievements/${school.achievementId}/publications`, {}));
    const reissueId = randomUUID();
    const asked = {
      reissueId,
      achievementId: school.achievementId,
      fromVersion: 1,
      toVersion: 2,
      note: 'A wrong text.',
    };
    await done(school.office.post('/v1/reissues', asked));
    await done(school.office.post('/v1/reissues', asked));
    expect(await finished(school, reissueId)).toMatchObject({ total: 5, reissued: 5, skipped: 0 });
    const after = await Promise.all(held.map(textHeld));
    for (const [index, text] of after.entries()) {
      const { achievement } = credentialIn(text).credentialSubject;
      expect([achievement.version, achievement.description]).toEqual(['2', expect.stringContaining('Put right.')]);
      expect((await judged(text)).verdict).toBe('valid');
      expect((await judged(before[index] ?? '')).verdict).toBe('not-valid-any-more');
    }
    const [first] = held;
    const history = (await (await first?.learner.get(`${first.path}/history`))?.json()) as { history: object[] };
    expect(history.history).toMatchObject([
      { what: 'issued' },
      { what: 'reissued', reason: 'corrected', note: 'A wrong text.' },
    ]);
  }, 60_000);

  it('is put right in all that follows from it: what is issued anew says what is issued afresh, but when and to whom', async () => {
    const school = await issuingSchool(service);
    const path = `/v1/achievements/${school.achievementId}`;
    const [held] = await granted(school, 1);
    if (!held) throw new Error('one was granted');
    const before = credentialIn(await textHeld(held));
    const { standardElements, criteria } = school.definition;
    const right = {
      ...school.definition,
      name: 'Working with bread that comes back',
      inLanguage: 'nl',
      validForMonths: 24,
      tags: [],
      standardElements: { ...standardElements, studyLoad: { unit: 'ects', value: 3 } },
      criteria: criteria.map((one) => ({ ...one, levels: one.levels.map((of) => ({ ...of, name: `${of.name}!` })) })),
    };
    const reissued = async (toVersion: number): Promise<SignedCredential> => {
      const reissueId = randomUUID();
      const asked = { reissueId, achievementId: school.achievementId, fromVersion: toVersion - 1, toVersion };
      await done(school.office.post('/v1/reissues', asked));
      await finished(school, reissueId);
      return credentialIn(await textHeld(held));
    };
    await done(school.office.put(path, right));
    await done(school.office.post(`${path}/publications`, {}));
    const again = await reissued(2);
    const learner = await service.person();
    const ids = { achievementId: school.achievementId, organisationId: school.organisationId };
    const grant = grantOf(school.definition, {
      ...{ ...ids, learnerId: learner.personId, achievementVersion: 2, grantedAt: before.validFrom },
    });
    const afresh = credentialIn(await textOf(service, learner, tellGranted(service, grant)));
    const { identifier } = before.credentialSubject;
    expect({ ...again, validFrom: '', credentialStatus: {}, proof: [] }).toEqual({
      ...{ ...afresh, id: before.id, evidence: before.evidence, validFrom: '', credentialStatus: {}, proof: [] },
      credentialSubject: { ...afresh.credentialSubject, identifier },
    });
    expect(again.name).toBe(right.name);
    expect(again).toMatchObject({ credentialSubject: { creditsEarned: 3 } });
    expect(Number(again.validUntil?.slice(0, 4))).toBe(Number(before.validFrom.slice(0, 4)) + 2);
    const without = { ...standardElements, studyLoad: { unit: 'hour', value: 84 } };
    await done(school.office.put(path, { ...right, validForMonths: null, standardElements: without }));
    await done(school.office.post(`${path}/publications`, {}));
    const endless = await reissued(3);
    expect(endless).not.toHaveProperty('validUntil');
    expect(endless.credentialSubject).not.toHaveProperty('creditsEarned');
    expect((await judged(JSON.stringify(endless))).verdict).toBe('valid');
  }, 60_000);

  it('by which what is out ended before today leads to what ended, and is well formed', async () => {
    const school = await issuingSchool(service);
    const learner = await service.person();
    const { achievementId, organisationId, definition } = school;
    const of = { achievementId, organisationId, learnerId: learner.personId };
    const credentialId = tellGranted(service, grantOf(definition, { ...of, grantedAt: '2024-02-01T12:00:00Z' }));
    const held = { learner, credentialId, path: `/v1/credentials/${credentialId}` };
    await textHeld(held);
    await done(school.office.put(`/v1/achievements/${achievementId}`, { ...definition, validForMonths: 6 }));
    await done(school.office.post(`/v1/achievements/${achievementId}/publications`, {}));
    const reissueId = randomUUID();
    await done(school.office.post('/v1/reissues', { reissueId, achievementId, fromVersion: 1, toVersion: 2 }));
    await finished(school, reissueId);
    const text = await textHeld(held);
    expect(credentialIn(text).validUntil).toBe(credentialIn(text).validFrom);
    expect((await judged(text)).verdict).toBe('not-valid-any-more');
  });

  it('is refused where it would make what people reached mean nothing, and to others', async () => {
    const school = await issuingSchool(service);
    const path = `/v1/achievements/${school.achievementId}`;
    const [first, ...rest] = school.definition.criteria;
    await done(school.office.put(path, { ...school.definition, criteria: rest }));
    await done(school.office.post(`${path}/publications`, {}));
    const codeOf = async (office: Caller, more: object = {}): Promise<string> => {
      const asked = {
        reissueId: randomUUID(),
        achievementId: school.achievementId,
        fromVersion: 1,
        toVersion: 2,
        ...more,
      };
      const answer = await office.post('/v1/reissues', asked);
      return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
    };
    expect(first).toBeDefined();
    expect(await codeOf(school.office)).toBe('409 versions-not-comparable');
    expect(await codeOf(school.office, { fromVersion: 2, toVersion: 1 })).toBe('409 version-not-later');
    expect(await codeOf(school.office, { toVersion: 7 })).toBe('404 achievement-unknown');
    expect(await codeOf((await issuingSchool(service)).office)).toBe('404 achievement-unknown');
  });
});
