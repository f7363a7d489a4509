import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from '../contexts/contexts.js';

// A badge and an endorsement that use every member that the model of Open Badges 3.0 knows, each at least once.

const moment = '2026-11-21T14:33:00Z';
const jwt = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';
const image = { id: 'https://example.org/oven.png', type: 'Image', caption: 'An oven' };
const otherIdentifier = [{ type: 'IdentifierEntry', identifier: '25PW', identifierType: 'ext:BRIN' }];

const proof = [
  {
    type: 'DataIntegrityProof',
    created: moment,
    cryptosuite: 'eddsa-rdfc-2022',
    challenge: 'c1',
    domain: 'example.org',
    nonce: 'n1',
    proofPurpose: 'assertionMethod',
    proofValue: 'z3FXQ',
    verificationMethod: 'https://example.org/keys#1',
  },
];

const alignment = [
  {
    type: ['Alignment'],
    targetCode: '4',
    targetDescription: 'Level 4 of 8',
    targetName: 'EQF 4',
    targetFramework: 'European Qualifications Framework',
    targetType: 'ext:EQF',
    targetUrl: 'http://data.europa.eu/snb/eqf/4',
  },
];

const evidence = [
  {
    id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000003',
    type: ['Evidence'],
    narrative: 'Four weeks',
    name: 'Log',
    description: 'What came back each day',
    genre: 'Log',
    audience: 'Bakers',
  },
];

/** What any credential may have. */
const common = {
  '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, { bread: 'https://example.org/bread' }],
  description: 'About return bread',
  awardedDate: moment,
  validFrom: moment,
  validUntil: '2030-01-01T00:00:00.5+02:00',
  evidence,
  proof,
  credentialSchema: [
    {
      id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
      type: '1EdTechJsonSchemaValidator2019',
    },
  ],
  credentialStatus: { id: 'https://example.org/status/1#7', type: 'BitstringStatusListEntry' },
  refreshService: { id: 'https://example.org/refresh', type: '1EdTechCredentialRefresh' },
  termsOfUse: [{ id: 'https://example.org/terms', type: 'IssuerPolicy' }],
};

export const EVERY_ENDORSEMENT_MEMBER = {
  ...common,
  id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000005',
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Confirmed by the bakery',
  issuer: 'did:web:bakery.example',
  credentialSubject: {
    id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000001',
    type: ['EndorsementSubject'],
    endorsementComment: 'We saw it *all*.',
  },
};

const endorsed = { endorsement: [EVERY_ENDORSEMENT_MEMBER], endorsementJwt: [jwt] };

const profile = {
  id: 'did:web:school.example',
  type: ['Profile'],
  name: 'School for Food',
  url: 'https://school.example/',
  phone: '+31 38 000 00 00',
  description: 'Teaches baking',
  ...endorsed,
  image,
  email: 'post@school.example',
  address: {
    type: ['Address'],
    addressCountry: 'Netherlands',
    addressCountryCode: 'NL',
    addressRegion: 'Overijssel',
    addressLocality: 'Zwolle',
    streetAddress: 'Broodstraat 1',
    postOfficeBoxNumber: '1',
    postalCode: '8000 AA',
    geo: { type: 'GeoCoordinates', latitude: 52.5, longitude: 6.1 },
  },
  otherIdentifier,
  official: 'A. Bakker',
  parentOrg: { id: 'did:web:group.example', type: ['Profile', 'ext:Group'], name: 'Group' },
  familyName: 'Bakker',
  givenName: 'Anna',
  additionalName: 'Bé',
  patronymicName: 'Jansz',
  honorificPrefix: 'dr.',
  honorificSuffix: 'MSc',
  familyNamePrefix: 'de',
  dateOfBirth: '1980-02-29',
};

const resultDescription = [
  {
    id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000100',
    type: ['ResultDescription'],
    alignment,
    allowedValue: ['A', 'B'],
    name: 'Measures what comes back',
    requiredLevel: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000102',
    requiredValue: 'B',
    resultType: 'RubricCriterionLevel',
    rubricCriterionLevel: [
      {
        id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000102',
        type: ['RubricCriterionLevel'],
        alignment,
        description: 'Nobody helps',
        level: '2',
        name: 'on your own',
        points: '2',
      },
    ],
    valueMax: 'A',
    valueMin: 'F',
  },
];

export const EVERY_MEMBER = {
  ...common,
  id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000001',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Working with return bread',
  image,
  ...endorsed,
  issuer: profile,
  credentialSubject: {
    id: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    type: ['AchievementSubject'],
    activityEndDate: moment,
    activityStartDate: '2026-09-01T00:00:00+02:00',
    creditsEarned: 2.5,
    identifier: [
      { type: 'IdentityObject', hashed: true, identityHash: 'sha256$9c1b', identityType: 'emailAddress', salt: 'k3v9' },
    ],
    image,
    licenseNumber: 'L1',
    narrative: 'How it went',
    result: [
      {
        type: ['Result'],
        achievedLevel: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000102',
        alignment,
        resultDescription: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000100',
        status: 'Completed',
        value: 'A',
      },
    ],
    role: 'professional',
    source: { id: 'did:web:bakery.example', type: ['Profile'] },
    term: 'autumn',
    achievement: {
      id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000002',
      type: ['Achievement'],
      alignment,
      achievementType: 'MicroCredential',
      creator: profile,
      creditsAvailable: 2.5,
      criteria: { id: 'https://example.org/criteria', narrative: 'Shown at work' },
      description: 'Makes something of it',
      ...endorsed,
      fieldOfStudy: 'Baking',
      humanCode: 'BB1',
      image,
      inLanguage: 'nl-NL',
      name: 'Working with return bread',
      otherIdentifier,
      related: [
        { id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000004', type: ['Related'], inLanguage: 'en', version: '1' },
      ],
      resultDescription,
      specialization: 'Waste',
      tag: ['bread', 'waste'],
      version: '2',
    },
  },
};

/** What is put at a path; without a value the member is left out. */
export type Change = [path: string, value?: unknown];

/** A copy in which nothing is shared, so that a change is made in one place only. */
export function changed(document: object, ...changes: Change[]): unknown {
  type Part = Record<string, unknown>;
  const copy = JSON.parse(JSON.stringify(document)) as Part;
  for (const [path, value] of changes) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce((part, name) => part[name] as Part, copy);
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
}
