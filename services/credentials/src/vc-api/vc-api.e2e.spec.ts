import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT, type SignedCredential } from '@estafette/verifier';
import { returnBread } from '@estafette/verifier/example';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../credentials.service.js';
import { done, issuingSchool, tellGranted, textOf } from '../issuing-school.set-up.js';
import { grantOf } from '../return-bread.example.js';
import { generateSigningKey } from '../signing/index.js';
import { vcApiOf, type VcApi } from './vc-api.set-up.js';

let service: TestService<RunningService>;
let api: VcApi;
let admin: Caller;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  api = await vcApiOf(service);
  const region = randomUUID();
  admin = await service.person(undefined, region);
  service.grant(admin.personId, region, 'region-admin');
});
afterAll(() => service.close());

const course = (more: object = {}): object => ({
  '@context': [CREDENTIALS_CONTEXT, { courseHours: 'https://school.example/words#courseHours' }],
  id: `urn:uuid:${randomUUID()}`,
  type: ['VerifiableCredential'],
  name: 'A short course',
  credentialSubject: { id: 'did:example:learner', courseHours: 12 },
  ...more,
});
const REVOCATION = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' };
const SUSPENSION = { type: 'BitstringStatusListEntry', statusPurpose: 'suspension' };

interface DidDocument {
  readonly id: string;
  readonly verificationMethod: readonly { readonly id: string }[];
}
const didDocument = async (): Promise<DidDocument> =>
  (await (await fetch(`${service.running.url}/instance/did.json`)).json()) as DidDocument;
const elsewhere = async (credential: object): Promise<boolean> => {
  const document = await didDocument();
  return (await verifiesElsewhere(credential, new Date(), { [document.id]: document })).verified;
};
const titles = async (credential: object): Promise<string> => {
  const { status, body } = await api.verify(credential);
  return [status, body.verified, ...body.problemDetails.map(({ title }) => title)].join(' ');
};
const proofOf = (credential: object): Record<string, string> => (credential as { proof: Record<string, string> }).proof;
const issued = async (credential: object, options?: object): Promise<Readonly<Record<string, unknown>>> => {
  const { status, body } = await api.issue(credential, options);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.verifiableCredential;
};

describe('the instance', () => {
  it('has no document before it signed anything, and one key as soon as many ask at once', async () => {
    expect((await fetch(`${service.running.url}/instance/did.json`)).status).toBe(404);
    await Promise.all(Array.from({ length: 4 }, () => issued(course())));
    const document = await didDocument();
    expect(document.id).toMatch(/^did:web:localhost%3A\d+:instance$/);
    expect(document.verificationMethod).toHaveLength(1);
    expect(await (await fetch(`${service.running.url}/v1/instance`)).json()).toMatchObject({
      did: document.id,
      name: 'Estafette',
      keys: [{ keyId: 'key-1', revokedAt: null }],
    });
  });
});

describe('a credential that is issued', () => {
  it('verifies here and with the library of others, and not with a word changed', async () => {
    const credential = await issued(course());
    const { id: did } = await didDocument();
    expect(credential).toMatchObject({ issuer: did, credentialSubject: { courseHours: 12 } });
    expect(credential).not.toHaveProperty('validFrom');
    expect(proofOf(credential)['verificationMethod']).toBe(`${did}#key-1`);
    expect(await titles(credential)).toBe('200 true');
    expect(await elsewhere(credential)).toBe(true);
    const altered = { ...credential, name: 'A long course' };
    expect(await titles(altered)).toBe('400 false CRYPTOGRAPHIC_SECURITY_ERROR');
    expect(await elsewhere(altered)).toBe(false);
  });

  it('may be a badge, and tell words in several languages', async () => {
    const { id: did } = await didDocument();
    const badge = await issued({ ...returnBread(did), id: `urn:uuid:${randomUUID()}` });
    expect(badge['proof']).toHaveLength(1);
    expect(await titles(badge)).toBe('200 true');
    const name = [
      { '@value': 'Short course', '@language': 'en' },
      { '@value': 'Korte cursus', '@language': 'nl', '@direction': 'ltr' },
    ];
    const credential = await issued(course({ name }));
    expect(await titles(credential)).toBe('200 true');
    expect(await elsewhere(credential)).toBe(true);
    const other = [{ ...name[0], '@language': 'de' }, name[1]];
    expect(await titles({ ...credential, name: other })).toBe('400 false CRYPTOGRAPHIC_SECURITY_ERROR');
  });

  it('has its status set at no other place than its own, whoever names one', async () => {
    const request = course();
    const credentialId = String((request as { id?: unknown }).id);
    const credential = await issued(request, { credentialStatus: REVOCATION });
    const { credentialStatus: entry } = credential as unknown as SignedCredential;
    const place = { statusListIndex: '5', statusListCredential: 'https://elsewhere.example/1' };
    const wrong = await api.setStatus({ credentialId, credentialStatus: { ...REVOCATION, ...place } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.problemDetails.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^credentialStatus.statusListIndex: is not that of this credential/),
      expect.stringMatching(/^credentialStatus.statusListCredential: is not that of this credential/),
    ]);
    expect(await titles(credential)).toBe('200 true');
    expect((await api.setStatus({ credentialId, credentialStatus: entry })).status).toBe(200);
    expect(await titles(credential)).toBe('400 false revoked');
  });

  it('is revoked for good', async () => {
    const request = course();
    const credential = await issued(request, { credentialStatus: REVOCATION });
    const { credentialStatus } = credential as unknown as SignedCredential;
    expect(credentialStatus?.statusListCredential).toMatch(/\/instance\/status-lists\/revocation\/1$/);
    expect(await titles(credential)).toBe('200 true');
    const { id: credentialId } = request as { id: string };
    const set = (status: boolean): ReturnType<VcApi['setStatus']> =>
      api.setStatus({ credentialId, credentialStatus: REVOCATION, status });
    expect((await set(true)).body).toEqual({ credentialId, credentialStatus: REVOCATION, status: true });
    expect(await titles(credential)).toBe('400 false revoked');
    expect((await set(true)).status).toBe(200);
    const back = await set(false);
    expect([back.status, back.body.problemDetails[0]?.title]).toEqual([409, 'credential-revoked']);
    expect(await titles(credential)).toBe('400 false revoked');
  });

  it('is suspended for now, in a list of its own, beside the one for revocation', async () => {
    const credentialId = `urn:uuid:${randomUUID()}`;
    const options = { credentialId, credentialStatus: [SUSPENSION, REVOCATION] };
    const credential = await issued(course({ id: undefined }), options);
    const set = async (credentialStatus: object, status: boolean): Promise<number> =>
      (await api.setStatus({ credentialId, credentialStatus, status })).status;
    expect(await titles(credential)).toBe('200 true');
    expect(await set(SUSPENSION, true)).toBe(200);
    expect(await titles(credential)).toBe('400 false suspended');
    expect(await set(SUSPENSION, false)).toBe(200);
    expect(await titles(credential)).toBe('200 true');
    expect(await set(REVOCATION, true)).toBe(200);
    expect(await titles(credential)).toBe('400 false revoked');
    const lists = (credential['credentialStatus'] as readonly { statusListCredential: string }[]).map((one) =>
      one.statusListCredential.replace(/^https?:\/\/[^/]+/, ''),
    );
    expect(lists).toEqual(['/instance/status-lists/suspension/1', '/instance/status-lists/revocation/1']);
    for (const list of lists) {
      const signed = (await (await fetch(`${service.running.url}${list}`)).json()) as object;
      expect(await elsewhere(signed)).toBe(true);
    }
  });

  it('has one id once; without one, or under a key for repeats, as is asked', async () => {
    const request = course();
    await issued(request);
    const again = await api.issue(request);
    expect([again.status, again.contentType, again.body.problemDetails[0]?.title]).toEqual([
      409,
      'application/json',
      'credential-id-issued',
    ]);
    const without = course({ id: undefined });
    expect(await titles(await issued(without))).toBe('200 true');
    expect(await titles(await issued(without))).toBe('200 true');
    const key = { 'idempotency-key': randomUUID() };
    const options = { credentialId: `urn:x:${randomUUID()}`, credentialStatus: SUSPENSION };
    const first = await api.issue(without, options, key);
    expect(first.status).toBe(201);
    // Proofs name the second in which they were made.
    const second = new Date().getSeconds();
    await eventually(() => Promise.resolve(new Date().getSeconds() !== second));
    expect(await api.issue(without, options, key)).toEqual(first);
    const anew = await api.issue(without, options);
    expect(anew.status).toBe(409);
    const other = await api.issue(course(), {}, key);
    expect([other.status, other.body.problemDetails[0]?.title]).toEqual([409, 'idempotency-key-reused']);
  });

  it('leaves nothing of what stands in it in the log', async () => {
    const secret = `The name of a learner ${randomUUID()}`;
    const id = `urn:x:${randomUUID()}`;
    await issued(course({ id, name: secret }), { credentialStatus: REVOCATION });
    const { rows } = await service.running.held.pool.query<{ text: string }>(
      `select data::text as text from log.events where stream_id like 'instance-credential-%'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(id);
    }
  });
});

describe('keys', () => {
  it('of schools and of the instance never stand in for each other', async () => {
    const { organisationId, office, definition, achievementId } = await issuingSchool(service);
    const { did: school } = (await (await office.get(`/v1/issuers/${organisationId}`)).json()) as { did: string };
    const { id: instance } = await didDocument();
    // Nobody has the school's key sign: not by naming it as issuer.
    for (const issuer of [school, { id: school, name: 'School for Food' }]) {
      const refused = await api.issue(course({ issuer }));
      expect([refused.status, refused.body.problemDetails.map(({ detail }) => detail)]).toEqual([
        400,
        [expect.stringMatching(/^issuer: must be did:web:.*:instance/)],
      ]);
    }
    // What the instance signed is not taken for the school's.
    const credential = await issued(course());
    expect(proofOf(credential)['verificationMethod']).toMatch(new RegExp(`^${instance}#`));
    expect(await titles({ ...credential, issuer: school })).toMatch(/^400 false PROOF_VERIFICATION_ERROR/);
    // What the school signed stays the school's.
    const learner = await service.person();
    const grant = grantOf(definition, { achievementId, organisationId, learnerId: learner.personId });
    const badge = JSON.parse(await textOf(service, learner, tellGranted(service, grant))) as SignedCredential;
    expect(badge.proof[0].verificationMethod).toBe(`${school}#key-1`);
    expect(await titles(badge)).toBe('200 true');
  });

  it('of the instance are rotated and withdrawn by the region', async () => {
    const before = await issued(course(), { credentialStatus: REVOCATION });
    await expect.poll(async () => (await admin.post('/v1/instance/keys', { keyId: 'key-2' })).status).toBe(201);
    const after = await issued(course());
    expect(proofOf(after)['verificationMethod']).toMatch(/#key-2$/);
    expect(await titles(before)).toBe('200 true');
    await done(admin.post('/v1/instance/keys/key-1/revocations', { replacementKeyId: 'key-3' }));
    expect(await titles(before)).toMatch(/^400 false/);
    expect(await titles(after)).toBe('200 true');
  });

  it('that was withdrawn signs no answer again', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const request = course();
    expect((await api.issue(request, {}, key)).status).toBe(201);
    const withdraw = { replacementKeyId: 'key-4' };
    await expect.poll(async () => (await admin.post('/v1/instance/keys/key-2/revocations', withdraw)).status).toBe(201);
    expect(await api.issue(request, {}, key)).toMatchObject({ status: 409, body: { code: 'answer-not-again' } });
  });
});

describe('a presentation', () => {
  it('is verified with what it shows, for whom and on which request', async () => {
    const file = new URL('../../../../libs/verifier/corpus/cases/presentations/good.json', import.meta.url);
    const { document, challenge, domain } = JSON.parse(await readFile(file, 'utf8')) as Record<string, object>;
    const said = async (options: object, presentation = document ?? {}): Promise<string> => {
      const { status, body } = await api.verifyPresentation(presentation, options);
      return [status, body.verified, ...body.problemDetails.map(({ title }) => title)].join(' ');
    };
    expect(await said({ challenge, domain })).toBe('200 true');
    expect(await said({ challenge: 'of another evening', domain })).toMatch(/^400 false INVALID_CHALLENGE_ERROR/);
    expect(await said({ challenge, domain: 'https://other.example' })).toMatch(/^400 false INVALID_DOMAIN_ERROR/);
    expect(await said({ challenge, domain }, { ...document, verifiableCredential: ['urn:x:1'] })).toMatch(/^400 false/);
    const withResults = await api.verifyPresentation(document ?? {}, { challenge, domain, returnResults: true });
    expect(withResults.body).toMatchObject({ results: { credentials: [{ verified: true }] } });
  });
});

describe('a credential in an envelope', () => {
  it('is verified as the text that it is, and is no presentation', async () => {
    const key = generateSigningKey();
    const payload = {
      '@context': [CREDENTIALS_CONTEXT],
      type: ['VerifiableCredential'],
      issuer: key.did,
      credentialSubject: { id: 'did:example:learner' },
    };
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'EdDSA', typ: 'vc+jwt', kid: key.verificationMethod })}.${encode(payload)}`;
    const signature = Buffer.from(key.sign(Buffer.from(signed))).toString('base64url');
    const envelope = (of: string, text = `${signed}.${signature}`): object => ({
      '@context': CREDENTIALS_CONTEXT,
      id: `data:application/vc+jwt,${text}`,
      type: of,
    });
    expect(await titles(envelope('EnvelopedVerifiableCredential'))).toBe('200 true');
    const other = `${signed}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await titles(envelope('EnvelopedVerifiableCredential', other))).toMatch(/^400 false/);
    const shown = await api.verifyPresentation(envelope('EnvelopedVerifiablePresentation'));
    expect(shown).toMatchObject({ status: 400, body: { verified: false } });
    expect(shown.body.problemDetails).toEqual([expect.objectContaining({ title: 'MALFORMED_VALUE_ERROR' })]);
  });
});

describe('who may', () => {
  it('issue and change has the scope for it, and verifying is open', async () => {
    const as = async (...scopes: string[]): Promise<object> => ({
      authorization: `Bearer ${await service.issuer.serviceToken('other', ...scopes)}`,
    });
    const status = async (path: string, headers: object): Promise<number> =>
      (await api.post(path, { credential: course() }, headers as Record<string, string>)).status;
    expect(await status('credentials/issue', {})).toBe(401);
    expect(await status('credentials/issue', await as('vc-api:status', 'feed:read'))).toBe(403);
    expect(await status('credentials/issue', await as('vc-api:issue'))).toBe(201);
    expect(await status('credentials/status', await as('vc-api:issue'))).toBe(403);
    expect(await status('credentials/status', await as('vc-api:status'))).toBe(400);
    const person = await service.issuer.personToken(randomUUID());
    expect(await status('credentials/issue', { authorization: `Bearer ${person}` })).toBe(403);
    expect((await api.verify(course())).status).toBe(400);
  });

  it('know a credential can change its status, if it has one', async () => {
    const unknown = await api.setStatus({ credentialId: 'urn:x:none', credentialStatus: REVOCATION, status: true });
    expect([unknown.status, unknown.body.problemDetails[0]?.title]).toEqual([404, 'credential-unknown']);
    const request = course();
    await issued(request, { credentialStatus: REVOCATION });
    const { id: credentialId } = request as { id: string };
    const other = await api.setStatus({ credentialId, credentialStatus: SUSPENSION, status: true });
    expect([other.status, other.body.problemDetails[0]?.title]).toEqual([409, 'status-not-there']);
  });
});
