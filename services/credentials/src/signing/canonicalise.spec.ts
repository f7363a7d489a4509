import fc from 'fast-check';
import jsonld from 'jsonld';
import { RDFC10 } from 'rdfjs-c14n';
import { describe, expect, it } from 'vitest';
import { buildAchievementCredential } from './build-credential.js';
import { canonicaliseCredential, canonicaliseGenerally, MAX_GENERAL_NODES } from './canonicalise.js';
import { CREDENTIALS_CONTEXT, loadContext, OPEN_BADGES_CONTEXT } from './contexts.js';
import type { AchievementCredential } from './credential.js';
import { returnBread } from './return-bread.example.js';
import { credentialFromTemplate, proofOptionsFromTemplate } from './template.js';

const sample = buildAchievementCredential(returnBread);
const contexts = [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT];

/**
 * RDFC-1.0 by another author; it reads the quads with the N3 library from text, and writes with it too. That writer
 * does not know the canonical escapes of rare control characters and of characters past U+FFFF, so it is given none.
 */
async function canonicaliseByAnotherLineage(document: object): Promise<string> {
  const quads = await jsonld.toRDF(document, {
    documentLoader: loadContext,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    format: 'application/n-quads',
  });
  return await new RDFC10().canonicalize(quads);
}

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\n\r\t\b\f\v',
    '\u0000\u007f\u0085',
    '_:c14n0',
    '<a> .\n',
    '\\u0041',
    '🍞',
    '@id',
    ' ',
  ),
);

const textForAnotherLineage = anyText.map((text) =>
  text
    .replace(/\p{Cc}/gu, (control) => ('\b\t\n\f\r'.includes(control) ? control : ''))
    .replace(/[^\u0000-\uffff]/gu, ''),
);

// A small pool, so that things of one kind and of different kinds share an id.
const iri = fc.oneof(
  fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
  fc.constantFrom(
    'urn:uuid:0199a2f4-7c10-7000-8000-000000000001',
    'urn:uuid:0199a2f4-7c10-7000-8000-000000000002',
    'https://example.org/a?b=c#d',
    'https://example.org/caf%C3%A9',
    'http://xn--caf-dma.example:8080/(x)[y]!$',
    'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  ),
);

const fixed = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);
const optional = { requiredKeys: [] as never[] };
const few = { maxLength: 4 };

/** Credentials of our shape that say anything in `text`. */
function credentialsIn(text: fc.Arbitrary<string>): fc.Arbitrary<AchievementCredential> {
  const rubricCriterionLevel = fc
    .tuple(
      fc.record({ id: iri, type: fixed(['RubricCriterionLevel'] as const), name: text }),
      fc.record({ description: text, level: text }, optional),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));

  const resultDescription = fc
    .tuple(
      fc.record({
        id: iri,
        type: fixed(['ResultDescription'] as const),
        name: text,
        resultType: fixed('RubricCriterionLevel' as const),
        rubricCriterionLevel: fc.array(rubricCriterionLevel, few),
      }),
      fc.record({ requiredLevel: fc.oneof(iri, text) }, optional),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));

  const achievement = fc
    .tuple(
      fc.record({
        id: iri,
        type: fixed(['Achievement'] as const),
        name: text,
        description: text,
        criteria: fc.record({ narrative: text }),
        achievementType: fc.constantFrom('Competency', 'MicroCredential'),
      }),
      fc.record({ version: text, inLanguage: text, resultDescription: fc.array(resultDescription, few) }, optional),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));

  const identifier = fc.record({
    type: fixed('IdentityObject' as const),
    hashed: fixed(true as const),
    identityHash: text,
    identityType: fc.constantFrom('emailAddress' as const, 'ext:estafette' as const),
    salt: text,
  });

  const credentialSubject = fc
    .tuple(
      fc.record({
        type: fixed(['AchievementSubject'] as const),
        identifier: fc.array(identifier, { maxLength: 2 }),
        achievement,
      }),
      fc.record(
        {
          activityStartDate: text,
          activityEndDate: text,
          result: fc.array(
            fc.record({ type: fixed(['Result'] as const), resultDescription: fc.oneof(iri, text), achievedLevel: iri }),
            few,
          ),
        },
        optional,
      ),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));

  const evidence = fc
    .tuple(
      fc.record({ id: iri, type: fixed(['Evidence'] as const), digestMultibase: text }),
      fc.record({ name: text, description: text }, optional),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));

  return fc
    .tuple(
      fc.record({
        '@context': fixed(contexts),
        id: iri,
        type: fixed(['VerifiableCredential', 'OpenBadgeCredential'] as const),
        name: text,
        issuer: fc.record({ id: iri, type: fixed(['Profile'] as const), name: text }),
        validFrom: text,
        credentialSubject,
      }),
      fc.record({ validUntil: text, evidence: fc.array(evidence, few) }, optional),
    )
    .map(([required, extra]) => ({ ...required, ...extra }));
}

describe('the template', () => {
  it('writes what the general path writes, byte for byte, whatever the credential says', async () => {
    let taken = 0;
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(credentialsIn(anyText), async (credential) => {
        const byTemplate = credentialFromTemplate(credential);
        judged += 1;
        if (byTemplate === undefined) return;
        taken += 1;
        expect(byTemplate).toBe(await canonicaliseGenerally(credential));
      }),
      { numRuns: 500 },
    );
    // Were the template to give up too often, the property would say little.
    expect(taken / judged).toBeGreaterThan(0.8);
  });

  it('agrees with another author’s RDFC-1.0, also where it leaves the work to the general path', async () => {
    await fc.assert(
      fc.asyncProperty(credentialsIn(textForAnotherLineage), async (credential) => {
        expect(await canonicaliseCredential(credential)).toBe(await canonicaliseByAnotherLineage(credential));
      }),
      { numRuns: 100 },
    );
  });

  it('takes the usual credential, and labels its blank nodes as the standard says', async () => {
    const byTemplate = credentialFromTemplate(sample);
    expect(byTemplate).toBe(await canonicaliseGenerally(sample));
    expect(byTemplate).toBe(await canonicaliseByAnotherLineage(sample));
    expect(new Set(byTemplate?.match(/_:c14n\d+/g)).size).toBe(7);
    expect(byTemplate).toContain('<https://w3id.org/security#digestMultibase> "uEiD_____');
  });

  it('writes the options of a proof as the general path does', async () => {
    const key = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
    const options = {
      '@context': contexts,
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: '2026-11-21T14:33:00Z',
      verificationMethod: `${key}#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK`,
      proofPurpose: 'assertionMethod',
    };
    expect(proofOptionsFromTemplate(options)).toBe(await canonicaliseGenerally(options));
    expect(proofOptionsFromTemplate({ ...options, expires: '2027-11-21T14:33:00Z' })).toBeUndefined();
    expect(proofOptionsFromTemplate({ ...options, proofPurpose: 'authentication' })).toBeUndefined();
  });

  it('leaves blank nodes that look alike to the general path', async () => {
    const [result] = sample.credentialSubject.result ?? [];
    const repeated = { ...sample, credentialSubject: { ...sample.credentialSubject, result: [result, result] } };
    expect(credentialFromTemplate(repeated)).toBeUndefined();
    expect(await canonicaliseCredential(repeated)).toBe(await canonicaliseByAnotherLineage(repeated));
  });

  const subject = sample.credentialSubject;
  const unfamiliar: Record<string, object> = {
    'a member that it does not know': { ...sample, description: 'more' },
    'a member of a part that it does not know': { ...sample, issuer: { ...sample.issuer, url: 'https://example.org' } },
    'another type': { ...sample, type: ['VerifiableCredential', 'AchievementCredential'] },
    'types in another order': { ...sample, type: ['OpenBadgeCredential', 'VerifiableCredential'] },
    'another context': { ...sample, '@context': [...contexts, 'https://w3id.org/security/data-integrity/v2'] },
    'no context': { ...sample, '@context': undefined },
    'an issuer by its id alone': { ...sample, issuer: sample.issuer.id },
    'one piece of evidence outside a list': { ...sample, evidence: sample.evidence?.[0] },
    'a list for a text': { ...sample, name: [sample.name] },
    'a number for a text': { ...sample, name: 7 },
    nothing: { ...sample, name: null },
    'a blank node by name': { ...sample, id: '_:b0' },
    'a relative id': { ...sample, id: 'credential/1' },
    'an id outside ASCII': { ...sample, id: 'https://example.org/café' },
    'an id with a space': { ...sample, id: 'https://example.org/a b' },
    'half a character': { ...sample, name: '\ud83c' },
    'criteria that say nothing': {
      ...sample,
      credentialSubject: { ...subject, achievement: { ...subject.achievement, criteria: {} } },
    },
  };
  it.each(Object.entries(unfamiliar))('leaves %s to the general path', (_, credential) => {
    expect(credentialFromTemplate(credential)).toBeUndefined();
  });

  it('is not fooled by names that every object has', () => {
    const inherited: unknown = JSON.parse(`{"__proto__": {}, ${JSON.stringify(sample).slice(1)}`);
    expect(credentialFromTemplate(inherited)).toBeUndefined();
    expect(credentialFromTemplate({ ...sample, constructor: 'x' })).toBeUndefined();
  });
});

describe('the general path', () => {
  it('refuses a member that the contexts do not define, instead of dropping it', async () => {
    const graded = { ...sample, grade: '10' };
    await expect(canonicaliseGenerally(graded)).rejects.toThrow();
  });

  it('counts every value, and expands none of a document that has too many', async () => {
    const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `name ${index}`);
    const named = (count: number) => ({ '@context': contexts, id: 'urn:x:1', name: namesOf(count) });
    // The document, its context with two members, its id, and the list of names.
    expect(await canonicaliseGenerally(named(MAX_GENERAL_NODES - 6))).toContain('name 0');
    const unread = { '@context': ['https://example.org/never-read'], id: 'urn:x:1', name: namesOf(MAX_GENERAL_NODES) };
    await expect(canonicaliseGenerally(unread)).rejects.toMatchObject({ code: 'document-too-complex' });
    await expect(canonicaliseGenerally(named(MAX_GENERAL_NODES - 5))).rejects.toMatchObject({
      code: 'document-too-complex',
    });
  });

  it('takes one document at a time, and holds nothing up that has a template', async () => {
    const done: string[] = [];
    const general = { ...sample, description: 'not of our shape' };
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      await canonicaliseCredential(general);
      done.push(name);
    });
    const quick = canonicaliseCredential(sample).then(() => done.push('ours'));
    await Promise.all([...waiting, quick]);
    expect(done).toEqual(['ours', 'first', 'second', 'third']);
  });

  it('refuses the name of a blank node, and an empty one, wherever they stand', async () => {
    for (const id of ['_:me', '']) {
      const named = { ...sample, credentialSubject: { ...sample.credentialSubject, id } };
      await expect(canonicaliseGenerally(named)).rejects.toThrow();
      const referring = { ...sample, termsOfUse: id };
      await expect(canonicaliseGenerally(referring)).rejects.toMatchObject({
        code: 'document-not-covered',
      });
    }
    const saying: AchievementCredential = { ...sample, name: '_:me' };
    expect(await canonicaliseGenerally(saying)).toContain('"_:me"');
  });

  it('refuses a context that is not pinned', async () => {
    const foreign = { ...sample, '@context': [...contexts, 'https://example.org/context.json'] };
    await expect(canonicaliseGenerally(foreign)).rejects.toThrow();
  });
});
