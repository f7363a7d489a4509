import fc from 'fast-check';
import jsonld from 'jsonld';
import { RDFC10 } from 'rdfjs-c14n';
import { describe, expect, it } from 'vitest';
import { CREDENTIALS_CONTEXT, loadContext, OPEN_BADGES_CONTEXT } from '../contexts/contexts.js';
import type { AchievementCredential, StatusListCredential } from '../document/credential.js';
import { exampleSigner } from '../keys/signer.example.js';
import { signDocument } from '../proof/sign.js';
import { confirmation, returnBread } from '../return-bread.example.js';
import { credentialsIn } from './any-credential.arbitrary.js';
import { canonicaliseCredential, canonicaliseGenerally, MAX_GENERAL_NODES } from './canonicalise.js';
import { credentialFromTemplate, proofOptionsFromTemplate } from './template.js';

const sample = returnBread();
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
      { numRuns: 400 },
    );
    // Were the template to give up too often, the property would say little.
    expect(taken / judged).toBeGreaterThan(0.5);
  });

  it('writes an achievement that many credentials have in common as in each of them alone', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(credentialsIn(anyText), credentialsIn(anyText), async (one, another) => {
        const { achievement } = one.credentialSubject;
        const other = { ...another, credentialSubject: { ...another.credentialSubject, achievement } };
        for (const credential of [one, other, one]) {
          const byTemplate = credentialFromTemplate(credential);
          if (byTemplate === undefined) continue;
          taken += 1;
          expect(byTemplate).toBe(await canonicaliseGenerally(credential));
        }
      }),
      { numRuns: 100 },
    );
    expect(taken).toBeGreaterThan(150);
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
    expect(new Set(byTemplate?.match(/_:c14n\d+/g)).size).toBe(10);
    expect(byTemplate).toContain('<https://w3id.org/security#digestMultibase> "uEiD_____');
  });

  it('takes evidence that stands in its own address', async () => {
    const carried = { id: 'data:application/json;base64,eyJiIjoiKz89In0=', type: ['Evidence'] as const };
    const told = { ...sample, evidence: [...(sample.evidence ?? []), carried] };
    const byTemplate = credentialFromTemplate(told);
    expect(byTemplate).toContain(`<${carried.id}>`);
    expect(byTemplate).toBe(await canonicaliseGenerally(told));
    expect(byTemplate).toBe(await canonicaliseByAnotherLineage(told));
  });

  it('takes an achievement with an image, and leaves one with an image of more members to the general path', async () => {
    const shownBy = (image: object) => {
      const { achievement, ...subject } = sample.credentialSubject;
      return { ...sample, credentialSubject: { ...subject, achievement: { ...achievement, image } } };
    };
    const image = { id: 'https://school.example/images/loaf.svg', type: 'Image', caption: 'A loaf ‘anew’' };
    const byTemplate = credentialFromTemplate(shownBy(image));
    expect(byTemplate).toContain(
      '<https://school.example/images/loaf.svg> <https://schema.org/caption> "A loaf ‘anew’"',
    );
    expect(byTemplate).toBe(await canonicaliseGenerally(shownBy(image)));
    expect(byTemplate).toBe(await canonicaliseByAnotherLineage(shownBy(image)));
    expect(credentialFromTemplate(shownBy({ ...image, name: 'Loaf' }))).toBeUndefined();
  });

  it('writes an endorsement, and a credential with the signed one in it, as the general path and another author do', async () => {
    const bakery = exampleSigner(3);
    const unsigned = confirmation(bakery.did);
    const signed = await signDocument(unsigned, bakery, new Date('2026-11-20T10:00:00Z'));
    // By itself it may say what kind of act it was, and be of what is no credential.
    const ofBaton = { ...unsigned, description: 'Somebody who was logged in accepted it.' };
    for (const document of [unsigned, ofBaton, { ...sample, endorsement: [signed] }]) {
      const byTemplate = credentialFromTemplate(document);
      expect(byTemplate).toBe(await canonicaliseGenerally(document));
      expect(byTemplate).toBe(await canonicaliseByAnotherLineage(document));
    }
  });

  it('writes a status list as the general path does', async () => {
    const list: StatusListCredential = {
      '@context': [CREDENTIALS_CONTEXT],
      id: 'https://region.example/status-lists/1',
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: 'did:web:region.example:issuers:1',
      validFrom: '2026-11-21T14:33:00Z',
      credentialSubject: {
        id: 'https://region.example/status-lists/1#list',
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQsvoAAAAAAAAAAAAAAAAP4GcwM92tQwAAA',
        ttl: 300_000,
      },
    };
    expect(credentialFromTemplate(list)).toBe(await canonicaliseGenerally(list));
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
    'a member that it does not know': { ...sample, termsOfUse: [{ id: 'urn:x:terms', type: 'Terms' }] },
    'a member of a part that it does not know': { ...sample, issuer: { ...sample.issuer, email: 'a@example.org' } },
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
    const general = { ...sample, image: { id: 'https://example.org/image.png', type: 'Image' } };
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
