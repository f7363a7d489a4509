import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT, formalFaults, signDocument } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  badgeJwt,
  badgeText,
  identityOf,
  schoolElsewhere,
  startReachingElsewhere,
  type SchoolElsewhere,
} from '../elsewhere.set-up.js';
import { issuingSchool, judgedBy, textOf, type IssuingSchool } from '../issuing-school.set-up.js';
import { broughtBy, earnedAt } from '../sharing-holder.set-up.js';
import { generateSigningKey } from '../signing/index.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let elsewhere: SchoolElsewhere;

beforeAll(async () => {
  elsewhere = await schoolElsewhere();
  await elsewhere.list(true);
  service = await startReachingElsewhere();
  school = await issuingSchool(service);
});
afterAll(async () => {
  await service.close();
  await elsewhere.close();
});

const earn = async (learner: Caller): Promise<string> => (await earnedAt(school, service, {}, learner)).credentialId;

const bring = async (learner: Caller, text: string, more: object = {}): Promise<string> =>
  (await broughtBy(learner, text, more)).importedCredentialId;

interface Member {
  readonly id: string;
}

interface RecordTold {
  readonly partial?: boolean;
  readonly credentialSubject: { readonly verifiableCredential: readonly Member[] };
}

interface Answer {
  readonly record: RecordTold;
  readonly notCarried: readonly { readonly importedCredentialId: string; readonly why: string }[];
}

async function recordOf(learner: Caller, body: object): Promise<Answer> {
  const answer = await learner.post('/v1/clrs', body, { accept: 'application/json' });
  expect(answer.status, await answer.clone().text()).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return (await answer.json()) as Answer;
}

async function refusal(
  learner: Caller,
  body: object,
): Promise<{ code: string; detail: string; notCarried?: object[] }> {
  const answer = await learner.post('/v1/clrs', body);
  const problem = (await answer.json()) as { code: string; detail: string };
  return { ...problem, code: `${answer.status} ${problem.code}` };
}

const membersIn = ({ record }: Answer): string[] =>
  record.credentialSubject.verifiableCredential.map((one) => JSON.stringify(one));
const verdicts = async (record: object): Promise<string[]> => {
  const { verdict, members } = await judgedBy(service, record);
  return [verdict, ...members.map((one) => one.verdict)];
};

describe('what was brought from elsewhere', () => {
  it('goes into the record where that is asked for, as it was signed, each by its own proof', async () => {
    const learner = await service.person();
    const own = await earn(learner);
    const text = await badgeText();
    const imported = await bring(learner, text);
    const answer = await recordOf(learner, { importedCredentialIds: [imported] });
    expect(membersIn(answer)).toEqual([await textOf(service, learner, own), text]);
    expect(answer.notCarried).toEqual([]);
    expect(answer.record).not.toHaveProperty('partial');
    expect(await verdicts(answer.record)).toEqual(['valid', 'valid', 'valid-issuer-unknown']);
    expect(formalFaults(answer.record, 'record', 'strict')).toEqual([]);
    const alone = await recordOf(learner, { credentialIds: [], importedCredentialIds: [imported] });
    expect(membersIn(alone)).toEqual([text]);
    expect(alone.record.partial).toBe(true);
  });

  it('stays out where nobody asks for it, and the record says that there is more', async () => {
    const learner = await service.person();
    await earn(learner);
    await bring(learner, await badgeText());
    const file = await learner.post('/v1/clrs', {});
    expect(file.headers.get('content-type')).toMatch(/^application\/vc/);
    expect((await file.json()) as RecordTold).toMatchObject({ partial: true });
  });

  it('goes in as far as it holds and a record can carry it, and what stays out is told with the reason', async () => {
    const learner = await service.person();
    await earn(learner);
    const good = await bring(learner, await badgeText());
    const jwt = await bring(learner, await badgeJwt());
    const mail = { identity: 'sam@example.org' };
    const ofAnother = await bring(learner, await badgeText({ identifier: identityOf('kim@example.org') }), mail);
    const course = await bring(learner, await inLanguage());
    const revoked = await bring(learner, await elsewhere.badge());
    await elsewhere.list(false);
    const answer = await recordOf(learner, { importedCredentialIds: null });
    await elsewhere.list(true);
    expect(membersIn(answer)).toHaveLength(2);
    expect(answer.record.partial).toBe(true);
    const whys = new Map(answer.notCarried.map(({ importedCredentialId, why }) => [importedCredentialId, why]));
    expect([...whys.keys()].sort()).toEqual([jwt, ofAnother, course, revoked].sort());
    expect(whys.has(good)).toBe(false);
    expect(whys.get(jwt)).toMatch(/signed as a JWT/);
    expect(whys.get(ofAnother)).toMatch(/about somebody else/);
    expect(whys.get(course)).toMatch(/cannot stand in a record/);
    expect(whys.get(revoked)).toMatch(/does not hold.*issuer withdrew the credential/);
    expect(await verdicts(answer.record)).toEqual(['valid', 'valid', 'valid-issuer-unknown']);
    // Chosen, all of them must go in: else nothing is made, and each reason is told.
    const problem = await refusal(learner, { importedCredentialIds: [good, jwt, course] });
    expect(problem.code).toBe('409 credential-not-carried');
    expect(problem.notCarried).toHaveLength(2);
    expect(problem.detail).toMatch(/JWT.*cannot stand/s);
  });

  it('is theirs alone', async () => {
    const [learner, other] = [await service.person(), await service.person()];
    const [own, theirs, imported] = [await earn(learner), await earn(other), await bring(other, await badgeText())];
    const problem = await refusal(learner, { credentialIds: [own, theirs], importedCredentialIds: [imported] });
    expect(problem.code).toBe('404 credential-unknown');
    expect(problem.detail).toContain(`${theirs}, ${imported}`);
    expect((await refusal(learner, { credentialIds: [], importedCredentialIds: [] })).code).toBe(
      '400 request-not-valid',
    );
    expect((await refusal(await service.person(), { importedCredentialIds: null })).code).toBe('409 nothing-to-record');
  });
});

/** A credential that tells in which language its name is, for which records have no way. */
async function inLanguage(): Promise<string> {
  const key = generateSigningKey();
  const course = {
    '@context': [CREDENTIALS_CONTEXT],
    name: { '@value': 'Course', '@language': 'en' },
    id: 'urn:uuid:4c1c2b53-6b5e-4f6c-8d0b-3f5b5f0a6d11',
    type: ['VerifiableCredential'],
    issuer: key.did,
    validFrom: '2026-11-01T00:00:00Z',
    credentialSubject: { id: 'did:example:sam' },
  };
  return JSON.stringify(await signDocument(course, key, new Date('2026-11-21T14:40:00Z')));
}
