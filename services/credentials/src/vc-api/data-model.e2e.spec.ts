import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT, type StatusListEntry } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../credentials.service.js';
import { vcApiOf, type VcApi } from './vc-api.set-up.js';

// What the W3C's test suites of the data model, of EdDSA proofs and of status lists expect to be refused, in our own words.

let service: TestService<RunningService>;
let api: VcApi;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), {
    VC_API_STATUS: 'revocation',
  });
  api = await vcApiOf(service);
});
afterAll(() => service.close());

const WORDS = {
  courseHours: 'https://school.example/words#courseHours',
  Course: 'https://school.example/words#Course',
};
const credential = (more: object = {}): Record<string, unknown> => ({
  '@context': [CREDENTIALS_CONTEXT, WORDS],
  type: ['VerifiableCredential', 'Course'],
  credentialSubject: { id: 'did:example:learner', courseHours: 12 },
  ...more,
});
const context = (...contexts: unknown[]): object => ({ '@context': contexts });
const evidence = { id: 'urn:x:evidence', type: ['Course'] };
const policy = { id: 'https://school.example/terms', type: 'Course' };
const schema = { id: 'https://school.example/schema', type: 'JsonSchema' };
const resource = {
  id: 'https://school.example/film',
  digestMultibase: 'uEiDCIu7Nmtee0b6-Te7ZpFh6jH4ud-iQYGGECy3AR_6u4w',
};

type Case = readonly [what: string, changed: object, detail: RegExp, title?: string];

const REFUSED: readonly Case[] = [
  ['no context', { '@context': undefined }, /^@context: must be there/],
  ['a context that is no list', { '@context': CREDENTIALS_CONTEXT }, /^@context: must be a list/],
  ['another first context', context(WORDS, CREDENTIALS_CONTEXT), /^@context\.0: must be https/],
  ['the first context of another version', context('https://www.w3.org/2018/credentials/v1'), /^@context\.0/],
  ['an unknown context', context(CREDENTIALS_CONTEXT, 'https://other.example/v1'), /^@context\.1: must be one of/],
  ['a context that is no address', context(CREDENTIALS_CONTEXT, 'https ://not an address'), /^@context\.1/],
  ['a context that is a number', context(CREDENTIALS_CONTEXT, 123), /^@context\.1: must be the address/],
  ['a context of all other words', context(CREDENTIALS_CONTEXT, { '@vocab': 'https://x.example/#' }), /^@context\.1/],
  [
    'a word by an address that says another',
    context(CREDENTIALS_CONTEXT, { ...WORDS, Course: 'https://school.example/words#Diploma' }),
    /^@context\.1: .*ends in that word/,
  ],
  [
    'a protected word that means something else',
    context(CREDENTIALS_CONTEXT, { ...WORDS, VerifiableCredential: 'https://x.example/#VerifiableCredential' }),
    /not define/,
  ],
  ['no type', { type: undefined }, /^type: must be there/],
  ['an empty list of types', { type: [] }, /^type: must not be empty/],
  ['a type of others alone', { type: ['Course'] }, /^type: must include VerifiableCredential/],
  ['a type that no context knows', { type: ['VerifiableCredential', 'Unknown'] }, /no meaning there: .*Unknown/],
  ['a type that is a number', { type: ['VerifiableCredential', 5] }, /^type\.1: must be text/],
  ['a word that no context knows', { courseName: 'Bread' }, /no meaning there: courseName/],
  ['a word that no context knows, deep within', { credentialSubject: { id: 'did:x:y', unknown: 1 } }, /: unknown/],
  ['an id that is no address', { id: 'not-an-address' }, /^id: must be an address/],
  ['several ids', { id: ['urn:x:1', 'urn:x:2'] }, /^id: must be an address/],
  ['an id of null', { id: null }, /^id: must be an address/],
  ['an issuer of null', { issuer: null }, /^issuer: must be an object/],
  ['an issuer that is a number', { issuer: 5 }, /^issuer: must be an object/],
  ['an issuer that is no address', { issuer: 'not-an-address' }, /^issuer\.id: must be an address/],
  ['an issuer without an id', { issuer: { name: 'School' } }, /^issuer\.id: must be there/],
  ['another issuer', { issuer: 'did:web:school.example' }, /^issuer: must be did:web/],
  ['no subject', { credentialSubject: undefined }, /^credentialSubject: must be there/],
  ['a subject of which nothing is said', { credentialSubject: {} }, /^credentialSubject\.0: must say something/],
  ['no subjects', { credentialSubject: [] }, /^credentialSubject: must not be empty/],
  ['an empty one among subjects', { credentialSubject: [{ id: 'did:x:y' }, {}] }, /^credentialSubject\.1: must say/],
  ['a subject that is text', { credentialSubject: 'did:x:y' }, /^credentialSubject\.0: must be an object/],
  ['a subject of several ids', { credentialSubject: { id: ['did:x:y', 'did:x:z'] } }, /^credentialSubject\.0\.id/],
  [
    'a subject by no address',
    { credentialSubject: { id: 'learner' } },
    /^credentialSubject\.0\.id: must be an address/,
  ],
  ['a beginning without a time zone', { validFrom: '2026-11-22T10:00:00' }, /^validFrom: must be a moment/],
  ['a beginning that is a day', { validFrom: '2026-11-22' }, /^validFrom: must be a moment/],
  ['a beginning without seconds', { validFrom: '2026-11-22T10:00Z' }, /^validFrom: must be a moment/],
  ['a beginning on no day', { validFrom: '2026-02-30T10:00:00Z' }, /^validFrom: must be a moment/],
  ['a beginning in seconds', { validFrom: 1_795_341_600 }, /^validFrom: must be a moment/],
  ['an end that is a word', { validUntil: 'tomorrow' }, /^validUntil: must be a moment/],
  [
    'an end before the beginning',
    { validFrom: '2026-11-22T10:00:00Z', validUntil: '2026-11-22T10:30:00+01:00' },
    /^validUntil: must not be before/,
    'RANGE_ERROR',
  ],
  ['a name with more than its language', { name: { '@value': 'A', '@language': 'en', url: 'x' } }, /^name\.0\.url/],
  ['a name that is a number', { name: 5 }, /^name\.0: must be text/],
  ['a description with no value', { description: { '@language': 'en' } }, /^description\.0\.@value: must be there/],
  ['a status without a type', { credentialStatus: { id: 'urn:x:1' } }, /^credentialStatus\.0\.type: must be there/],
  ['a status by no address', { credentialStatus: { id: 'one', type: 'Course' } }, /^credentialStatus\.0\.id/],
  ['a status of several ids', { credentialStatus: { id: ['a:b', 'a:c'], type: 'Course' } }, /^credentialStatus\.0\.id/],
  ['a schema without a type', { credentialSchema: { id: schema.id } }, /^credentialSchema\.0\.type: must be there/],
  ['a schema without an id', { credentialSchema: { type: schema.type } }, /^credentialSchema\.0\.id: must be there/],
  ['a schema by no address', { credentialSchema: [schema, { ...schema, id: 'x' }] }, /^credentialSchema\.1\.id/],
  ['evidence without a type', { evidence: { id: 'urn:x:1' } }, /^evidence\.0\.type: must be there/],
  ['one piece of evidence without', { evidence: [evidence, { id: 'urn:x:1' }] }, /^evidence\.1\.type: must be there/],
  ['terms of use without a type', { termsOfUse: { id: policy.id } }, /^termsOfUse\.0\.type: must be there/],
  ['a refresh service without a type', { refreshService: { id: policy.id } }, /^refreshService\.0\.type: must be/],
  ['a refresh service by no address', { refreshService: { ...policy, id: 'x' } }, /^refreshService\.0\.id/],
  ['a related resource without a digest', { relatedResource: { id: resource.id } }, /^relatedResource\.0: must have/],
  ['a related resource without an id', { relatedResource: { digestSRI: 'sha384-x' } }, /^relatedResource\.0\.id/],
  ['one resource twice', { relatedResource: [resource, resource] }, /^relatedResource: must not name/, 'RANGE_ERROR'],
  ['null', { name: null }, /^name/],
  ['a proof', { proof: { type: 'DataIntegrityProof' } }, /^proof: must not be there/],
  ['a list of statuses', { type: ['VerifiableCredential', 'BitstringStatusListCredential'] }, /^type: must be that/],
  ['a presentation', { type: ['VerifiableCredential', 'VerifiablePresentation'] }, /^type: must be that/],
  ['too many parts', { description: undefined, evidence: Array(2_000).fill(evidence) }, /at most 1000 values/],
  ['too much text', { description: 'x'.repeat(300_000) }, /at most \d+ bytes/, 'credential-too-large'],
];

describe('what is not as the data model has it is not issued', () => {
  const cases = REFUSED.map(([what, changed, detail, title = 'MALFORMED_VALUE_ERROR']) => ({
    what,
    changed,
    detail,
    title,
  }));

  it.each(cases)('$what', async ({ changed, detail, title }) => {
    const { status, contentType, body } = await api.issue(credential(changed));
    expect(status).toBe(400);
    expect(contentType).toBe('application/json');
    expect(body).toMatchObject({ type: body.problemDetails[0]?.type, title: body.problemDetails[0]?.title });
    const told = body.problemDetails.filter((one) => detail.test(one.detail));
    expect(
      told.map((one) => one.title),
      JSON.stringify(body.problemDetails).slice(0, 1_000),
    ).toContain(title);
  });

  it('all at once', async () => {
    const { body } = await api.issue(credential({ id: 'x', type: 'Course', validFrom: 'now', evidence: {} }), {
      challenge: 'c',
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'message' },
    });
    expect(body.problemDetails.map(({ detail }) => detail.split(':')[0]).sort()).toEqual([
      'evidence.0.type',
      'id',
      'options.challenge',
      'options.credentialStatus',
      'type',
      'validFrom',
    ]);
    expect(body.problemDetails.map(({ type }) => type)).toContain(
      'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED',
    );
  });
});

const TAKEN: readonly (readonly [what: string, changed: object])[] = [
  ['as it is', {}],
  ['type as text', { type: 'VerifiableCredential' }],
  ['several subjects', { credentialSubject: [{ id: 'did:x:y', courseHours: 1 }, { courseHours: 2 }] }],
  ['a beginning in milliseconds', { validFrom: '2020-11-22T10:00:00.123Z' }],
  ['a beginning in another zone', { validFrom: '2020-11-22T10:00:00-03:00' }],
  ['an end of the same moment', { validFrom: '2020-11-22T10:00:00Z', validUntil: '2999-11-22T10:00:00Z' }],
  ['evidence', { evidence: [evidence] }],
  ['terms of use', { termsOfUse: [policy, { type: 'Course' }] }],
  ['a refresh service', { refreshService: { ...policy, type: 'Course' } }],
  ['a related resource', { relatedResource: resource }],
  ['a schema', { credentialSchema: schema }],
  [
    'only the base context',
    { ...context(CREDENTIALS_CONTEXT), type: ['VerifiableCredential'], credentialSubject: { id: 'did:x:y' } },
  ],
];

describe('what is as the data model has it is issued, and verified', () => {
  it.each(TAKEN)('%s', async (_, changed) => {
    const { status, body } = await api.issue(credential(changed));
    expect(status, JSON.stringify(body)).toBe(201);
    expect(await api.verify(body.verifiableCredential)).toMatchObject({ status: 200, body: { verified: true } });
  });

  it('with a status by default where it can be referred to, and only there', async () => {
    const status = async (more: object, options?: object): Promise<unknown> =>
      (await api.issue(credential(more), options)).body.verifiableCredential['credentialStatus'];
    expect(await status({ id: `urn:uuid:${randomUUID()}` })).toMatchObject({
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: expect.stringMatching(/^\d+$/),
    });
    expect(await status({})).toBeUndefined();
    expect(await status({ id: `urn:uuid:${randomUUID()}` }, { credentialStatus: [] })).toBeUndefined();
    const elsewhere = { id: 'https://other.example/1#7', type: 'BitstringStatusListEntry' };
    const theirs = {
      ...elsewhere,
      statusPurpose: 'revocation',
      statusListIndex: '7',
      statusListCredential: 'https://other.example/1',
    };
    expect(await status({ id: `urn:uuid:${randomUUID()}`, credentialStatus: theirs })).toEqual(theirs);
  });

  it('that names a list of ours is refused, however it is spelled', async () => {
    const place = { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' } };
    const { body: issued } = await api.issue(credential({ id: `urn:uuid:${randomUUID()}` }), place);
    const { statusListCredential: ours } = issued.verifiableCredential['credentialStatus'] as StatusListEntry;
    const at = new URL(ours);
    const entry = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '7' };
    const theirs = 'https://other.example/1';
    for (const credentialStatus of [
      { ...entry, statusListCredential: ours },
      { ...entry, statusListCredential: `HTTP://${at.host.toUpperCase()}${at.pathname}` },
      { ...entry, type: ['BitstringStatusListEntry'], statusListCredential: { id: ours } },
      [
        { ...entry, statusListCredential: theirs },
        { ...entry, id: `${ours}#1`, statusListCredential: theirs },
      ],
    ]) {
      const { status: answered, body } = await api.issue(credential({ id: 'urn:x:1', credentialStatus }));
      expect([answered, body.problemDetails.map(({ detail }) => detail).join()]).toEqual([
        400,
        expect.stringContaining('credentialStatus: a place in a list of ours is given out here'),
      ]);
    }
  });

  it('in the list of somebody else is refused where nobody could read it, of messages too, each told', async () => {
    const place = {
      type: 'BitstringStatusListEntry',
      statusListIndex: '7',
      statusListCredential: 'https://x.example/1',
    };
    const credentialStatus = [
      { ...place, statusPurpose: 'revocation', statusListIndex: '-7' },
      { ...place, statusPurpose: 'message', statusSize: 2 },
      { ...place, statusPurpose: 'message', statusMessage: [{ status: '0x0', message: 'received' }] },
    ];
    const { status: answered, body } = await api.issue(credential({ id: 'urn:x:1', credentialStatus }));
    expect(answered).toBe(400);
    expect(body.problemDetails.map(({ title, detail }) => `${title} ${detail}`)).toEqual([
      expect.stringMatching(/^MALFORMED_VALUE_ERROR credentialStatus: The entry of the status cannot be read/),
      expect.stringMatching(/^MALFORMED_VALUE_ERROR credentialStatus: .*statusMessage/),
      expect.stringMatching(/^MALFORMED_VALUE_ERROR credentialStatus: .*statusMessage/),
    ]);
  });
});

const OPTIONS: readonly (readonly [what: string, options: object, more: object, detail: RegExp])[] = [
  ['an unknown option', { mandatoryPointers: ['/issuer'] }, {}, /^options\.mandatoryPointers: is not known/],
  [
    'another id than its own',
    { credentialId: 'urn:x:2' },
    { id: 'urn:x:1' },
    /^options\.credentialId: must be left out/,
  ],
  ['an empty id', { credentialId: '' }, {}, /^credentialId: must have/],
  [
    'a status that can never be changed',
    { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' } },
    {},
    /^options\.credentialId: must be there/,
  ],
  [
    'a status of another kind',
    { credentialStatus: { type: 'StatusList2021Entry', statusPurpose: 'revocation' } },
    { id: 'urn:x:1' },
    /^options\.credentialStatus: must be of type/,
  ],
  [
    'a place of its own choice',
    { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '7' } },
    { id: 'urn:x:1' },
    /^options\.credentialStatus: must be of type/,
  ],
];

describe('options', () => {
  it.each(OPTIONS)('%s', async (_, options, more, detail) => {
    const { status, body } = await api.issue(credential(more), options);
    expect(status).toBe(400);
    expect(body.problemDetails.map((one) => one.detail)).toEqual([expect.stringMatching(detail)]);
  });

  it('that verifying does not know are refused, and nothing to verify is', async () => {
    const refused = async (path: string, body: object): Promise<string[]> =>
      (await api.post(path, body)).body.problemDetails.map(({ title, detail }) => `${title} ${detail}`);
    expect(await refused('credentials/verify', { verifiableCredential: {}, options: { unknown: 1 } })).toEqual([
      'UNKNOWN_OPTION_PROVIDED options.unknown: is not known here.',
    ]);
    expect(await refused('credentials/verify', { credential: {} })).toEqual([
      'UNKNOWN_OPTION_PROVIDED credential: is not known here.',
      'MALFORMED_VALUE_ERROR verifiableCredential: must be an object.',
    ]);
    const envelope = { '@context': CREDENTIALS_CONTEXT, type: 'EnvelopedVerifiableCredential' };
    for (const id of ['data:application/vc+jwt,a.b.c', 'data:text/plain,x', undefined]) {
      const [unread = ''] = await refused('credentials/verify', { verifiableCredential: { ...envelope, id } });
      expect(unread).toMatch(/^PARSING_ERROR/);
    }
    expect(await refused('presentations/verify', { verifiablePresentation: 'x' })).toEqual([
      'MALFORMED_VALUE_ERROR verifiablePresentation: must be an object.',
    ]);
  });
});

type Signed = Record<string, unknown> & { readonly proof: Record<string, unknown> };
const proofWith =
  (more: object) =>
  (signed: Signed): object => ({ ...signed, proof: { ...signed.proof, ...more } });
const UNVERIFIED: readonly (readonly [what: string, change: (signed: Signed) => object, title: string])[] = [
  [
    'a member changed',
    (one) => ({ ...one, credentialSubject: { id: 'did:example:other', courseHours: 12 } }),
    'CRYPTOGRAPHIC_SECURITY_ERROR',
  ],
  ['no proof', ({ proof: _proof, ...one }) => one, 'PROOF_VERIFICATION_ERROR'],
  ['another purpose', proofWith({ proofPurpose: 'authentication' }), 'PROOF_VERIFICATION_ERROR'],
  ['a purpose that is none', proofWith({ proofPurpose: 'invalidPurpose' }), 'PROOF_VERIFICATION_ERROR'],
  ['no purpose', proofWith({ proofPurpose: undefined }), 'PROOF_VERIFICATION_ERROR'],
  ['another suite', proofWith({ cryptosuite: 'eddsa-jcs-2022' }), 'PROOF_VERIFICATION_ERROR'],
  ['another type of proof', proofWith({ type: 'Ed25519Signature2020' }), 'PROOF_VERIFICATION_ERROR'],
  ['no method', proofWith({ verificationMethod: undefined }), 'PROOF_VERIFICATION_ERROR'],
  ['another method', proofWith({ verificationMethod: 'did:key:z6Mkother#z6Mkother' }), 'PROOF_VERIFICATION_ERROR'],
  ['a date that is none', proofWith({ created: 'invalidDate' }), 'PROOF_VERIFICATION_ERROR'],
  ['another date', proofWith({ created: '2020-01-01T00:00:00Z' }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
  [
    'a value without its prefix',
    (one) => proofWith({ proofValue: String(one.proof['proofValue']).slice(1) })(one),
    'PROOF_VERIFICATION_ERROR',
  ],
  ['a value of another length', proofWith({ proofValue: 'zz' }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
  ['no context', ({ '@context': _context, ...one }) => one, 'MALFORMED_VALUE_ERROR'],
  [
    'words renamed',
    (one) => ({
      ...one,
      ...context(CREDENTIALS_CONTEXT, { ...WORDS, Diploma: WORDS.Course }),
      type: ['VerifiableCredential', 'Diploma'],
    }),
    'MALFORMED_VALUE_ERROR',
  ],
  ['evidence without a type', (one) => ({ ...one, evidence: { id: 'urn:x:1' } }), 'MALFORMED_VALUE_ERROR'],
];

describe('what was signed, and then changed, is not verified', () => {
  it.each(UNVERIFIED)('%s', async (_, change, title) => {
    const { body } = await api.issue(credential({ id: `urn:uuid:${randomUUID()}` }));
    const answer = await api.verify(change(body.verifiableCredential as Signed));
    expect(answer).toMatchObject({ status: 400, body: { verified: false } });
    expect(answer.body.problemDetails.map((one) => one.title)).toContain(title);
    for (const { type } of answer.body.problemDetails) expect(type).toMatch(/^https:\/\/(?:www\.w3\.org|w3id\.org)\//);
  });

  it('and what ended says so', async () => {
    const { body } = await api.issue(credential({ validUntil: '2020-01-01T00:00:00Z' }));
    expect(await api.verify(body.verifiableCredential)).toMatchObject({
      status: 400,
      body: { problemDetails: [{ type: 'urn:estafette:problem:expired' }] },
    });
  });
});
