import { describe, expect, it } from 'vitest';
import { CREDENTIALS_CONTEXT, LEARNER_RECORD_CONTEXT, OPEN_BADGES_CONTEXT } from './contexts/contexts.js';
import { exampleSigner } from './keys/signer.example.js';
import { verifiesElsewhere } from './proof/digital-bazaar.example.js';
import { signDocument } from './proof/sign.js';
import { returnBread } from './return-bread.example.js';
import { verify, type Verification } from './verify.js';

// Records (CLR 2.0) and what stands in them; words that a credential defines itself.

type Members = Record<string, unknown>;
const school = exampleSigner(7);
const publisher = exampleSigner(8);
const at = new Date('2026-11-21T14:40:00Z');
const now = new Date('2026-12-01T00:00:00Z');
const LEARNER = 'did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b';

/** A badge of the learner, by their DID. */
async function badge(id: string, more: object = {}): Promise<Members> {
  const unsigned = returnBread(school.did);
  const credentialSubject = { ...unsigned.credentialSubject, id: LEARNER };
  return { ...(await signDocument({ ...unsigned, id, credentialSubject, ...more }, school, at)) };
}

const association = {
  type: 'Association',
  associationType: 'precedes',
  sourceId: 'urn:x:bread-1',
  targetId: 'urn:x:bread-2',
};

const unsignedRecord = (verifiableCredential: unknown, subject: object = {}, more: object = {}) => ({
  '@context': [CREDENTIALS_CONTEXT, LEARNER_RECORD_CONTEXT, OPEN_BADGES_CONTEXT],
  id: 'urn:uuid:0199a2f4-7c10-7000-8000-00000000000a',
  type: ['VerifiableCredential', 'ClrCredential'],
  name: 'What was learned',
  issuer: { id: publisher.did, type: ['Profile'], name: 'The region' },
  validFrom: '2026-11-21T14:33:00Z',
  credentialSubject: {
    id: LEARNER,
    type: ['ClrSubject'],
    association: [association],
    verifiableCredential,
    ...subject,
  },
  ...more,
});

async function record(...given: Parameters<typeof unsignedRecord>): Promise<Members> {
  return { ...(await signDocument(unsignedRecord(...given), publisher, at)) };
}

const judge = (document: unknown): Promise<Verification> => verify(document, { now });
/** The verdict and what failed, then the same of each within. */
async function told(document: unknown): Promise<string[]> {
  const of = ({ verdict, checks }: Verification): string =>
    [verdict, ...checks.flatMap(({ outcome, code }) => (outcome === 'failed' ? [code] : []))].join(' ');
  const { members, ...own } = await judge(document);
  return [of({ ...own, members }), ...members.map(({ verification }) => of(verification))];
}
const valid = 'valid-issuer-unknown issuer-not-known';

describe('a record', () => {
  it('of somebody with a DID is genuine, as are the badges in it, here and elsewhere', async () => {
    const members = [await badge('urn:uuid:1'), await badge('urn:uuid:2')];
    const signed = await record(members, {}, { partial: true });
    expect(await told(signed)).toEqual([valid, valid, valid]);
    expect((await verifiesElsewhere(signed, now)).verified).toBe(true);
  });

  it.each<[string, (subject: Members) => object]>([
    ['an association turned round', () => ({ association: [{ ...association, sourceId: 'urn:x:2' }] })],
    ['an association of another kind', () => ({ association: [{ ...association, associationType: 'isPartOf' }] })],
    ['an association left out', () => ({ association: undefined })],
    ['another learner', () => ({ id: 'did:example:other' })],
    ['a badge left out', ({ verifiableCredential: all }) => ({ verifiableCredential: (all as unknown[]).slice(1) })],
  ])('is not genuine with %s', async (_, change) => {
    const signed = await record([await badge('urn:uuid:1'), await badge('urn:uuid:2')]);
    const subject = signed['credentialSubject'] as Members;
    const altered = JSON.parse(
      JSON.stringify({ ...signed, credentialSubject: { ...subject, ...change(subject) } }),
    ) as object;
    expect((await judge(altered)).verdict).toBe('not-genuine');
  });

  it('is not genuine with something of it moved into a badge, under the same signature', async () => {
    const signed = await record([await badge('urn:uuid:1')]);
    const { association: moved, ...subject } = signed['credentialSubject'] as Members;
    const [one] = subject['verifiableCredential'] as [Members];
    const theirs = one['credentialSubject'] as Members;
    const within = {
      ...one,
      credentialSubject: { ...theirs, type: ['AchievementSubject', 'ClrSubject'], association: moved },
    };
    const altered = { ...signed, credentialSubject: { ...subject, verifiableCredential: [within] } };
    expect((await told(altered))[0]).toMatch(/^not-genuine shape-unknown/);
  });

  it('tells nothing of its achievements but what its badges tell', async () => {
    const one = await badge('urn:uuid:1');
    const { achievement } = one['credentialSubject'] as { achievement: Members };
    expect(await told(await record([one], { achievement: [achievement] }))).toEqual([valid, valid]);
    await expect(record([one], { achievement: [{ ...achievement, name: 'Something greater' }] })).rejects.toThrow(
      'must not both tell of one thing',
    );
  });

  it('has no words but those that are known here', async () => {
    const one = await badge('urn:uuid:1');
    await expect(record([one], { unknownWord: 'x' })).rejects.toThrow('its contexts do not define');
    await expect(record([one], {}, { association: [association] })).rejects.toThrow('its contexts do not define');
  });

  it('may hold some dozen badges, each as large as a badge may be alone', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => badge(`urn:uuid:${index}`)));
    expect(await told(await record(many))).toEqual(Array(21).fill(valid));
    await expect(record([...many, ...many.map((one) => ({ ...one, id: `${String(one['id'])}-2` }))])).rejects.toThrow(
      'at most 1000 values; with the credentials within, 6000',
    );
    const [first = {}] = many;
    const large = { ...first, evidence: Array.from({ length: 400 }, () => ({ type: ['Evidence'] })) };
    await expect(record([large])).rejects.toThrow('at most 1000 values');
  });

  it('is written as its model has it, which decides nothing', async () => {
    const one = await badge('urn:uuid:1');
    const schemaOf = async (document: object): Promise<string> =>
      (await judge(document)).checks.find(({ check }) => check === 'schema')?.reason ?? '';
    const good = await record([one]);
    expect((await judge(good)).checks).toContainEqual(expect.objectContaining({ check: 'schema', outcome: 'passed' }));
    const wrong = { ...association, associationType: 'isUncleOf' };
    const departs = await record([one], { association: [wrong] });
    expect((await judge(departs)).verdict).toBe('valid-issuer-unknown');
    expect(await schemaOf(departs)).toContain('associationType: must be one of exactMatchOf, isChildOf');
  });
});

describe('words that a credential defines itself', () => {
  // Of one length, so that only the words tell them apart.
  const NAMES = { firstName: 'https://x.example/words#firstName', givenName: 'https://x.example/words#givenName' };
  const person = (words: unknown, more: object = {}) => ({
    '@context': [CREDENTIALS_CONTEXT, words],
    type: ['VerifiableCredential'],
    issuer: publisher.did,
    credentialSubject: { firstName: 'Jan', givenName: 'Peter' },
    ...more,
  });

  it('are read where each is in its address', async () => {
    const signed = await signDocument(person(NAMES), publisher, at);
    expect(await told(signed)).toEqual([valid]);
    const typed = {
      ...NAMES,
      givenName: { '@id': NAMES.givenName, '@type': 'http://www.w3.org/2001/XMLSchema#token' },
    };
    expect(await told(await signDocument(person(typed), publisher, at))).toEqual([valid]);
    expect(await told(await signDocument(person({ ...NAMES, firstName: 'urn:x:firstName' }), publisher, at))).toEqual([
      valid,
    ]);
  });

  it('cannot be given each other’s names, which elsewhere passes', async () => {
    const signed = await signDocument(person(NAMES), publisher, at);
    const renamed = {
      ...signed,
      '@context': [CREDENTIALS_CONTEXT, { firstName: NAMES.givenName, givenName: NAMES.firstName }],
      credentialSubject: { firstName: 'Peter', givenName: 'Jan' },
    };
    expect((await verifiesElsewhere(renamed, now)).verified).toBe(true);
    expect(await told(renamed)).toEqual(['not-genuine context-not-accepted signature-not-checked issuer-not-known']);
  });

  it.each<[string, unknown]>([
    ['any word at all', { '@vocab': 'https://x.example/words#' }],
    ['a keyword', { ...NAMES, '@protected': true }],
    ['a word that others define', { '@import': 'https://x.example/words', ...NAMES }],
    ['contexts within', { ...NAMES, givenName: { '@id': NAMES.givenName, '@context': {} } }],
    ['sets and lists', { ...NAMES, givenName: { '@id': NAMES.givenName, '@container': '@list' } }],
    ['an alias of a keyword', { ...NAMES, givenName: '@id' }],
    ['a name without an address', { ...NAMES, givenName: 'givenName' }],
    ['an address that ends in more', { ...NAMES, givenName: 'https://x.example/words#myGivenName' }],
    ['an address by the end of a word', { ...NAMES, givenName: 'https://x.example/wordsgivenName' }],
    ['nothing', { ...NAMES, givenName: null }],
    ['a list of contexts', [NAMES]],
  ])('are not read where they define %s', async (_, words) => {
    const signed = { ...(await signDocument(person(NAMES), publisher, at)), '@context': [CREDENTIALS_CONTEXT, words] };
    expect((await told(signed))[0]).toContain('context-not-accepted');
  });

  it('are not read in a badge, a record or a list', async () => {
    const badgeOf = { ...returnBread(publisher.did), '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, NAMES] };
    expect((await told(await signDocument(badgeOf, publisher, at)))[0]).toContain('context-not-accepted');
  });
});

describe('words in a language', () => {
  const named = (name: unknown, more: object = {}) => ({
    '@context': [CREDENTIALS_CONTEXT],
    type: ['VerifiableCredential'],
    issuer: publisher.did,
    name,
    credentialSubject: { id: LEARNER },
    ...more,
  });

  it('say it, or their direction', async () => {
    for (const more of [{ '@language': 'nl' }, { '@direction': 'rtl' }, { '@language': 'nl', '@direction': 'ltr' }]) {
      expect(await told(await signDocument(named({ '@value': 'Brood', ...more }), publisher, at))).toEqual([valid]);
    }
  });

  it.each<[string, unknown]>([
    ['no language', { '@value': 'Brood' }],
    ['a type', { '@value': 'Brood', '@type': 'http://www.w3.org/2001/XMLSchema#token' }],
    ['more', { '@value': 'Brood', '@language': 'nl', id: 'urn:x:1' }],
    ['no text', { '@value': 5, '@language': 'nl' }],
    ['no words', { '@language': 'nl' }],
  ])('are refused with %s', async (_, name) => {
    await expect(signDocument(named(name), publisher, at)).rejects.toThrow('must be written with the plain name');
  });

  it('are refused in a badge, of which readers take text', async () => {
    const unsigned = { ...returnBread(school.did), name: { '@value': 'Brood', '@language': 'nl' } };
    await expect(signDocument(unsigned, school, at)).rejects.toThrow('must be written with the plain name');
  });
});
