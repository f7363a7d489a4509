import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { formalFaults, type SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../credentials.service.js';
import {
  allViews,
  done,
  issuingSchool,
  judgedBy,
  tellGranted,
  textOf,
  type IssuingSchool,
  type Judged,
} from '../issuing-school.set-up.js';
import { grantOf } from '../return-bread.example.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service, { region: 'Overijssel' });
});
afterAll(() => service.close());

interface Learner {
  readonly caller: Caller;
  readonly ids: readonly string[];
}

async function learnerWith(count: number): Promise<Learner> {
  const caller = await service.person(undefined, 'self');
  const { definition, achievementId, organisationId } = school;
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const grant = grantOf(definition, { achievementId, organisationId, learnerId: caller.personId });
    ids.push(tellGranted(service, grant));
  }
  for (const one of ids) await textOf(service, caller, one);
  return { caller, ids };
}

type LearnerRecord = SignedCredential<{
  readonly '@context': readonly string[];
  readonly id: string;
  readonly issuer: { readonly id: string; readonly name: string };
  readonly partial?: boolean;
  readonly credentialSubject: {
    readonly identifier: readonly object[];
    readonly verifiableCredential: readonly SignedCredential[];
  };
}>;

async function recordOf({ caller }: Learner, body: object = {}): Promise<LearnerRecord> {
  const answer = await caller.post('/v1/clrs', body);
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/vc/);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="learner-record.json"');
  return JSON.parse(text) as LearnerRecord;
}

async function refusalOf({ caller }: Learner, body: object = {}): Promise<string> {
  const answer = await caller.post('/v1/clrs', body);
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}

const judged = (credential: object): Promise<Judged> => judgedBy(service, credential);

/** The verdict on the record, then that on each credential in it. */
const verdicts = async (credential: object): Promise<string> => {
  const { verdict, members } = await judged(credential);
  return [verdict, ...members.map((one) => one.verdict)].join(' | ');
};

const changed = (record: LearnerRecord, change: (members: SignedCredential[]) => readonly object[]): object => ({
  ...record,
  credentialSubject: {
    ...record.credentialSubject,
    verifiableCredential: change([...record.credentialSubject.verifiableCredential]),
  },
});

async function elsewhere(record: object): Promise<boolean> {
  const document = (await (await fetch(`${service.running.url}/instance/did.json`)).json()) as { id: string };
  return (await verifiesElsewhere(record, new Date(), { [document.id]: document })).verified;
}

describe('the record of a learner', () => {
  it('holds all that holds, each with its own proof, and verifies here and elsewhere', async () => {
    const learner = await learnerWith(2);
    const record = await recordOf(learner);
    expect(record['@context']).toHaveLength(3);
    expect(record.issuer.id).toMatch(/:instance$/);
    expect(record.proof[0].verificationMethod).toBe(`${record.issuer.id}#key-1`);
    expect(record).not.toHaveProperty('partial');
    const { identifier, verifiableCredential: members } = record.credentialSubject;
    expect(JSON.stringify(identifier)).not.toContain(learner.caller.personId);
    const texts = await Promise.all(learner.ids.map((one) => textOf(service, learner.caller, one)));
    expect(members.map((one) => JSON.stringify(one)).sort()).toEqual(texts.sort());
    for (const { issuer, proof } of members) expect(proof[0].verificationMethod).toBe(`${issuer.id}#key-1`);
    // The key of the instance was made for it, in no command of the learner's.
    await allViews(service);
    expect(await verdicts(record)).toBe('valid | valid | valid');
    expect((await judged(record)).checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([
      { check: 'evidence', outcome: 'not-asked', code: 'not-asked', reason: expect.any(String) },
    ]);
    expect(formalFaults(record, 'record', 'strict')).toEqual([]);
    expect(await elsewhere(record)).toBe(true);
  });

  it('holds what was chosen, and says that there is more', async () => {
    const learner = await learnerWith(2);
    const [first = ''] = learner.ids;
    const record = await recordOf(learner, { credentialIds: [first], language: 'en' });
    expect(record).toMatchObject({ partial: true, name: 'Record of earned recognitions' });
    expect(record.credentialSubject.verifiableCredential.map(({ id }) => id)).toEqual([`urn:uuid:${first}`]);
    expect(await verdicts(record)).toBe('valid | valid');
    expect(await verdicts({ ...record, partial: false })).toMatch(/^not-genuine/);
    expect(await verdicts({ ...record, partial: undefined })).toMatch(/^not-genuine/);
  });

  it('may have its credentials in any order, since they are a set', async () => {
    const record = await recordOf(await learnerWith(3));
    const turned = changed(record, (members) => members.reverse());
    expect(turned).not.toEqual(record);
    expect(await verdicts(turned)).toBe('valid | valid | valid | valid');
    expect(await elsewhere(turned)).toBe(true);
  });

  it('goes on as it is when a credential in it is revoked, which is told of that one', async () => {
    const learner = await learnerWith(2);
    const record = await recordOf(learner);
    const [revoked = ''] = learner.ids;
    await done(school.office.post(`/v1/credentials/${revoked}/revocations`, { reason: 'issued-in-error' }));
    const { verdict, members } = await judged(record);
    expect(verdict).toBe('valid');
    const byId = new Map(
      record.credentialSubject.verifiableCredential.map(({ id }, index) => [
        id,
        members.find(({ path }) => path === `credentialSubject.verifiableCredential.${index}`),
      ]),
    );
    expect(byId.get(`urn:uuid:${revoked}`)).toMatchObject({ verdict: 'not-valid-any-more' });
    expect(byId.get(`urn:uuid:${learner.ids[1] ?? ''}`)).toMatchObject({ verdict: 'valid' });
    // A new record does not hold it.
    expect(await refusalOf(learner, { credentialIds: [revoked] })).toBe('409 credential-does-not-hold');
    const anew = await recordOf(learner);
    expect(anew.credentialSubject.verifiableCredential).toHaveLength(1);
    expect(anew).not.toHaveProperty('partial');
  });

  it('is not genuine with a word changed in a credential, which is not either, while the others are', async () => {
    const record = await recordOf(await learnerWith(2));
    const altered = changed(record, ([first, ...more]) => [{ ...first, name: 'Something greater' }, ...more]);
    expect(await verdicts(altered)).toBe('not-genuine | not-genuine | valid');
  });

  it('vouches for nothing: with its own proof broken, the credentials in it stand by themselves', async () => {
    const record = await recordOf(await learnerWith(2));
    expect(await verdicts({ ...record, name: 'A diploma' })).toBe('not-genuine | valid | valid');
    expect(await verdicts(changed(record, (members) => members.slice(1)))).toBe('not-genuine | valid');
    const added = (await recordOf(await learnerWith(1))).credentialSubject.verifiableCredential;
    expect(await verdicts(changed(record, (members) => [...members, ...added]))).toBe(
      'not-genuine | valid | valid | valid',
    );
  });

  it('is of their own credentials alone', async () => {
    const [one, other] = [await learnerWith(1), await learnerWith(1)];
    expect(await refusalOf(one, { credentialIds: other.ids })).toBe('404 credential-unknown');
    expect(await refusalOf(one, { credentialIds: [randomUUID()] })).toBe('404 credential-unknown');
    expect(await refusalOf(await learnerWith(0))).toBe('409 nothing-to-record');
    expect(await refusalOf(one, { credentialIds: [] })).toBe('400 request-not-valid');
    expect(await refusalOf(one, { credentialIds: [...one.ids, ...one.ids] })).toBe('400 request-not-valid');
  });

  it('is there no more once they were erased', async () => {
    const learner = await learnerWith(1);
    await recordOf(learner);
    await service.running.held.vault.destroy(learner.caller.personId);
    expect(await refusalOf(learner)).toBe('409 nothing-to-record');
    expect(await refusalOf(learner, { credentialIds: learner.ids })).toBe('404 credential-unknown');
  });

  it('of more than others can verify is refused, and says what to do', async () => {
    const learner = await learnerWith(30);
    expect(await refusalOf(learner)).toBe('409 record-too-large');
    const most = await recordOf(learner, { credentialIds: learner.ids.slice(0, 10) });
    expect(await verdicts(most)).toBe(Array(11).fill('valid').join(' | '));
  });
});
