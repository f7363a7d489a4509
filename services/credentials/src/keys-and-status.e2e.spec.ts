import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { decodeStatusList, statusAt, type SignedCredential, type StatusListCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { done, issuingSchool, judgedBy, tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf } from './return-bread.example.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service, { region: 'Overijssel' });
});
afterAll(() => service.close());

interface Earned {
  readonly learner: Caller;
  readonly path: string;
  readonly text: string;
  readonly credential: SignedCredential;
}

async function earned({ definition, achievementId, organisationId } = school): Promise<Earned> {
  const learner = await service.person();
  const grant = grantOf(definition, { achievementId, organisationId, learnerId: learner.personId });
  const credentialId = tellGranted(service, grant);
  const path = `/v1/credentials/${credentialId}`;
  const text = await textOf(service, learner, credentialId);
  return { learner, path, text, credential: JSON.parse(text) as SignedCredential };
}

/** The verdict, and the codes of what did not pass. */
async function judged(credential: string): Promise<string> {
  const { verdict, checks } = await judgedBy(service, credential);
  return [verdict, ...checks.flatMap(({ outcome, code }) => (/failed|undecided/.test(outcome) ? [code] : []))].join(
    ' ',
  );
}

const getDid = ({ organisationId }: IssuingSchool): Promise<Response> =>
  fetch(`${service.running.url}/organisations/${organisationId}/did.json`);

/** The list that a credential refers to, from where this service stands in the test. */
const getList = ({ credentialStatus }: SignedCredential): Promise<Response> =>
  fetch((credentialStatus?.statusListCredential ?? '').replace(/^https?:\/\/[^/]+/, service.running.url));

async function elsewhere(credential: object, of: IssuingSchool): Promise<boolean> {
  const document = (await (await getDid(of)).json()) as { id: string };
  return (await verifiesElsewhere(credential, new Date(), { [document.id]: document })).verified;
}

async function isSet(credential: SignedCredential): Promise<boolean> {
  const list = (await (await getList(credential)).json()) as StatusListCredential;
  const bits = decodeStatusList(list.credentialSubject.encodedList);
  expect(bits.length * 8).toBeGreaterThanOrEqual(131_072);
  return statusAt(bits, Number(credential.credentialStatus?.statusListIndex)) === 1;
}

describe('who signs', () => {
  it('has a did:web of which the document lies where it says, readable from any page, with its keys', async () => {
    const answer = await getDid(school);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('content-type')).toContain('application/did+json');
    const did = `did:web:localhost%3A0:organisations:${school.organisationId}`;
    expect(await answer.json()).toEqual({
      '@context': [
        'https://www.w3.org/ns/did/v1',
        'https://w3id.org/security/multikey/v1',
        'https://w3id.org/security/jwk/v1',
      ],
      id: did,
      verificationMethod: [
        { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: expect.stringMatching(/^z6Mk/) },
      ],
      assertionMethod: [`${did}#key-1`],
    });
    const { credential } = await earned();
    expect(credential.issuer).toEqual({
      id: did,
      type: ['Profile'],
      name: 'School for Food',
      address: { type: ['Address'], addressCountryCode: 'NL', addressRegion: 'Overijssel' },
    });
    const nobody = await fetch(`${service.running.url}/organisations/${randomUUID()}/did.json`);
    expect(nobody.status).toBe(404);
  });

  it('signs with a new key after rotation, while what the one before signed goes on verifying', async () => {
    const rotating = await issuingSchool(service);
    const before = await earned(rotating);
    await done(rotating.office.post('/v1/issuers/keys', { keyId: 'key-2' }));
    const after = await earned(rotating);
    expect(before.credential.proof[0].verificationMethod).toMatch(/#key-1$/);
    expect(after.credential.proof[0].verificationMethod).toMatch(/#key-2$/);
    for (const { text, credential } of [before, after]) {
      expect(await judged(text)).toBe('valid');
      expect(await elsewhere(credential, rotating)).toBe(true);
    }
    const list = (await (await getList(before.credential)).json()) as SignedCredential;
    expect(list.proof[0].verificationMethod).toMatch(/#key-2$/);
  });

  it('has nothing that a compromised key signed pass for genuine, and signs on with the next', async () => {
    const broken = await issuingSchool(service);
    const before = await earned(broken);
    const revocation = '/v1/issuers/keys/key-1/revocations';
    await done(broken.office.post(revocation, { replacementKeyId: 'key-2' }));
    expect(await judged(before.text)).toBe('not-genuine key-revoked');
    expect(await elsewhere(before.credential, broken)).toBe(false);
    const { verificationMethod, assertionMethod } = (await (await getDid(broken)).json()) as {
      verificationMethod: { revoked?: string }[];
      assertionMethod: string[];
    };
    expect(verificationMethod.map(({ revoked }) => revoked)).toEqual([
      expect.stringMatching(/^2\d{3}-.*Z$/),
      undefined,
    ]);
    expect(assertionMethod).toEqual([expect.stringMatching(/#key-2$/)]);
    const after = await earned(broken);
    expect(await judged(after.text)).toBe('valid');
    expect((await broken.office.post('/v1/issuers/keys/key-7/revocations', { replacementKeyId: 'key-9' })).status).toBe(
      404,
    );
  });
});

describe('the status of a credential', () => {
  it('stands in a signed list that may be kept for as long as it says, and that anybody can read', async () => {
    const { credential } = await earned();
    const { credentialStatus } = credential;
    expect(credentialStatus).toEqual({
      id: `${credentialStatus?.statusListCredential ?? ''}#${credentialStatus?.statusListIndex ?? ''}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: expect.stringMatching(/^\d+$/),
      statusListCredential: `http://localhost:0/status-lists/${school.organisationId}/1`,
    });
    const answer = await getList(credential);
    const list = (await answer.json()) as StatusListCredential;
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cache-control')).toBe(`public, max-age=${list.credentialSubject.ttl / 1_000}`);
    expect(list).toMatchObject({ id: credentialStatus?.statusListCredential, issuer: credential.issuer.id });
    expect(await elsewhere(list, school)).toBe(true);
    expect(await isSet(credential)).toBe(false);
    const missing = await fetch(`${service.running.url}/status-lists/${school.organisationId}/2`);
    expect(missing.status).toBe(404);
  });

  it('is told to whoever asks, from the moment of the suspension', async () => {
    const { learner, path, text, credential } = await earned();
    await done(school.office.post(`${path}/suspensions`, { reason: 'under-review', note: 'The film shows another.' }));
    expect(await judged(text)).toBe('not-valid-any-more revoked');
    expect(await isSet(credential)).toBe(true);
    await done(school.office.post(`${path}/reinstatements`, { reason: 'review-closed' }));
    const again = JSON.parse(await (await learner.get(path)).text()) as SignedCredential;
    expect(again.id).toBe(credential.id);
    expect(Date.parse(again.validFrom)).toBeGreaterThan(Date.parse(credential.validFrom));
    expect(again.credentialStatus).not.toEqual(credential.credentialStatus);
    expect(again.credentialSubject).toEqual(credential.credentialSubject);
    expect(await judged(JSON.stringify(again))).toBe('valid');
    expect(await elsewhere(again, school)).toBe(true);
    expect(await judged(text)).toBe('not-valid-any-more revoked');
  });

  it('ends for good with a revocation, and its holder reads what happened and why, as outsiders do not', async () => {
    const { learner, path, text } = await earned();
    await done(school.office.post(`${path}/suspensions`, { reason: 'under-review', note: 'The film shows another.' }));
    await done(school.office.post(`${path}/revocations`, { reason: 'issued-in-error' }));
    expect(await judged(text)).toBe('not-valid-any-more revoked');
    const refused = await school.office.post(`${path}/reinstatements`, { reason: 'review-closed' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'credential-revoked']);
    for (const reader of [learner, school.office]) {
      expect(await (await reader.get(`${path}/history`)).json()).toMatchObject({
        standing: 'revoked',
        history: [
          { what: 'issued', reason: null, note: null },
          { what: 'suspended', reason: 'under-review', note: 'The film shows another.' },
          { what: 'revoked', reason: 'issued-in-error', note: null },
        ],
      });
    }
    expect((await (await service.person()).get(`${path}/history`)).status).toBe(404);
  });

  it('takes a place that no other credential has, however many are issued at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => earned()));
    const places = all.map(({ credential }) => credential.credentialStatus?.id);
    expect(new Set(places).size).toBe(all.length);
    const [first] = all;
    if (first === undefined) throw new Error('twelve were issued');
    await done(school.office.post(`${first.path}/revocations`, { reason: 'other' }));
    const verdicts = await Promise.all(all.map(({ text }) => judged(text)));
    expect(verdicts).toEqual(['not-valid-any-more revoked', ...Array.from({ length: 11 }, () => 'valid')]);
  });
});
