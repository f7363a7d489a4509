import fc from 'fast-check';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from '../contexts/contexts.js';
import type { AchievementCredential, EndorsementCredential, SignedCredential } from '../document/credential.js';

// For specs only: any credential that our types allow.

const contexts = [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT];

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

// What signatures cover: integers, and decimals of at most 15 digits.
const amount = fc.oneof(
  fc.maxSafeInteger(),
  fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(6)).map(([digits, places]) => digits / 10 ** places),
  fc.constantFrom(0, 1, 2.5, 30, 0.1, 0.000001, -7.25, 123456789.012345, 9007199254740991),
);

const fixed = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);
const few = { maxLength: 3 };

/** A record of which `extra` may be left out. */
function withExtra<T extends object, E extends object>(
  required: { [K in keyof T]: fc.Arbitrary<T[K]> },
  extra: { [K in keyof E]: fc.Arbitrary<E[K]> },
): fc.Arbitrary<T & Partial<E>> {
  return fc
    .tuple(fc.record(required), fc.record(extra, { requiredKeys: [] }))
    .map(([always, sometimes]) => ({ ...always, ...sometimes }) as T & Partial<E>);
}

/** Credentials of our shape that say anything in `text`. */
export function credentialsIn(text: fc.Arbitrary<string>): fc.Arbitrary<AchievementCredential> {
  const address = withExtra({ type: fixed(['Address'] as const), addressCountryCode: text }, { addressRegion: text });
  const profile = withExtra({ id: iri, type: fixed(['Profile'] as const) }, { name: text, url: text, address });
  const alignment = fc.array(
    withExtra(
      { type: fixed(['Alignment'] as const), targetName: text, targetUrl: text },
      { targetFramework: text, targetCode: text, targetDescription: text, targetType: text },
    ),
    few,
  );
  const rubricCriterionLevel = withExtra(
    { id: iri, type: fixed(['RubricCriterionLevel'] as const), name: text },
    { description: text, level: text },
  );
  const resultDescription = withExtra(
    {
      id: iri,
      type: fixed(['ResultDescription'] as const),
      name: text,
      resultType: fixed('RubricCriterionLevel' as const),
      rubricCriterionLevel: fc.array(rubricCriterionLevel, few),
    },
    { requiredLevel: fc.oneof(iri, text), alignment },
  );
  const achievement = withExtra(
    {
      id: iri,
      type: fixed(['Achievement'] as const),
      name: text,
      description: text,
      criteria: fc.record({ narrative: text }),
      achievementType: fc.constantFrom('Competency', 'MicroCredential'),
    },
    {
      alignment,
      creator: profile,
      creditsAvailable: amount,
      image: withExtra({ id: iri, type: fixed('Image' as const) }, { caption: text }),
      related: fc.array(withExtra({ id: iri, type: fixed(['Related'] as const) }, { version: text }), few),
      resultDescription: fc.array(resultDescription, few),
      tag: fc.array(text, few),
      version: text,
    },
  );
  const identifier = fc.record({
    type: fixed('IdentityObject' as const),
    hashed: fixed(true as const),
    identityHash: text,
    identityType: fc.constantFrom('emailAddress' as const, 'ext:estafette' as const),
    salt: text,
  });
  const result = fc.record({
    type: fixed(['Result'] as const),
    resultDescription: fc.oneof(iri, text),
    achievedLevel: iri,
  });
  const credentialSubject = withExtra(
    { type: fixed(['AchievementSubject'] as const), achievement },
    {
      id: iri,
      identifier: fc.array(identifier, { maxLength: 2 }),
      activityStartDate: text,
      activityEndDate: text,
      creditsEarned: amount,
      role: fc.oneof(text, fc.constantFrom('student', 'professional')),
      source: profile,
      result: fc.array(result, few),
    },
  );
  const evidence = fc.array(
    withExtra(
      { id: iri, type: fixed(['Evidence'] as const) },
      { name: text, description: text, genre: text, digestMultibase: text },
    ),
    few,
  );
  const proof = fc.record({
    type: fixed('DataIntegrityProof' as const),
    cryptosuite: fixed('eddsa-rdfc-2022' as const),
    created: text,
    verificationMethod: iri,
    proofPurpose: fixed('assertionMethod' as const),
    proofValue: text,
  });
  const endorsement = withExtra(
    {
      '@context': fixed(contexts),
      id: iri,
      type: fixed(['VerifiableCredential', 'EndorsementCredential'] as const),
      name: text,
      issuer: profile,
      validFrom: text,
      credentialSubject: withExtra(
        { id: iri, type: fixed(['EndorsementSubject'] as const) },
        { endorsementComment: text },
      ),
      proof: fc.tuple(proof),
    },
    { description: text, evidence },
  ) as fc.Arbitrary<SignedCredential<EndorsementCredential>>;
  return withExtra(
    {
      '@context': fixed(contexts),
      id: iri,
      type: fixed(['VerifiableCredential', 'OpenBadgeCredential'] as const),
      name: text,
      issuer: profile,
      validFrom: text,
      credentialSubject,
    },
    {
      validUntil: text,
      evidence,
      endorsement: fc.array(endorsement, { maxLength: 2 }),
      credentialStatus: fc.record({
        id: iri,
        type: fixed('BitstringStatusListEntry' as const),
        statusPurpose: fixed('revocation' as const),
        statusListIndex: text,
        statusListCredential: iri,
      }),
    },
  );
}
