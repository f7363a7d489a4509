// The documents that the cases are made of: a full one with every member of our shape, and a small one.

import { hash } from 'node:crypto';
import { gzipSync } from 'fflate';
import { bakery, learner, OB, school, sign, V2 } from './sign.mjs';

export const uuid = (number) => `urn:uuid:0199a2f4-7c10-7000-8000-${String(number).padStart(12, '0')}`;

export const NOW = '2026-12-01T00:00:00Z';
export const LIST = 'https://school.example/status/1';
export const EVIDENCE = 'https://files.example.org/recipe.txt';
/** What stood there when it was signed. */
export const RECIPE = 'Take the bread of yesterday.\n';

/** SHA-256 as multihash, in multibase base64url (VC Data Model 2.0, section 5.3). */
export const digestOf = (text) => {
  const digest = Buffer.from(hash('sha256', text, 'hex'), 'hex');
  return `u${Buffer.concat([Buffer.of(0x12, 0x20), digest]).toString('base64url')}`;
};

/** What the bakery says of a credential, in its own name; not signed yet. */
export const confirmation = (about = uuid(1), more = {}) => ({
  '@context': [V2, OB],
  id: uuid(5),
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Confirmed by the bakery',
  issuer: { id: bakery.did, type: ['Profile'], name: 'Bakery Van Dam' },
  validFrom: '2026-11-20T10:00:00Z',
  credentialSubject: { id: about, type: ['EndorsementSubject'], endorsementComment: 'We saw each of these at work.' },
  ...more,
});

/** The least that a badge is; `subject`, `achievement` and `more` add to its parts. */
export const small = ({ issuer = school.did, subject = {}, achievement = {}, ...more } = {}) => ({
  '@context': [V2, OB],
  id: uuid(1),
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: { id: issuer, type: ['Profile'], name: 'School for Food' },
  validFrom: '2026-11-21T14:33:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    achievement: {
      id: uuid(2),
      type: ['Achievement'],
      name: 'Working with return bread',
      description: 'Makes something worth eating out of bread that comes back.',
      criteria: { narrative: 'Shown at work, judged by the school.' },
      ...achievement,
    },
    ...subject,
  },
  ...more,
});

export const entry = (more = {}) => ({
  id: `${LIST}#94567`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '94567',
  statusListCredential: LIST,
  ...more,
});

const level = (criterion, rank) => uuid(`${criterion}0${rank}`);
const criterion = (number, name, rubricCriterionLevel) => ({
  id: uuid(`${number}00`),
  type: ['ResultDescription'],
  name,
  resultType: 'RubricCriterionLevel',
  requiredLevel: rubricCriterionLevel[0].id,
  rubricCriterionLevel,
});
const profile = ({ did: id }, name, place, region) => ({
  id,
  type: ['Profile'],
  name,
  url: `https://${place}.example`,
  address: { type: ['Address'], addressCountryCode: 'NL', addressRegion: region },
});
const rubric = (id, name, more) => ({ id, type: ['RubricCriterionLevel'], name, ...more });
const result = (number, rank) => ({
  type: ['Result'],
  resultDescription: uuid(`${number}00`),
  achievedLevel: level(number, rank),
});

const recipe = {
  id: EVIDENCE,
  type: ['Evidence'],
  name: 'Recipe',
  description: 'The bakery took it over.',
  genre: 'recipe',
  digestMultibase: digestOf(RECIPE),
};
const LOG = 'Bread, four weeks.\n';
const log = {
  id: 'https://files.example.org/log.txt',
  type: ['Evidence'],
  name: 'What the bakery wrote down',
  description: 'Of each day.',
  genre: 'log',
  digestMultibase: digestOf(LOG),
};

/** Every member that our types allow (src/document/credential.ts), signed by the school. */
export async function full() {
  const issuer = profile(school, 'School for Food, Zwolle', 'school', 'Overijssel');
  // In RDF a thing is one wherever it stands, so what endorses has no id in common with the rest: each leaf counts by itself.
  const baker = profile(bakery, 'Bakery Van Dam', 'bakery', 'Gelderland');
  const alignment = {
    type: ['Alignment'],
    targetName: 'EQF 4',
    targetUrl: 'http://data.europa.eu/snb/eqf/4',
    targetFramework: 'European Qualifications Framework',
    targetCode: '4',
    targetDescription: 'Works on their own within guidelines.',
    targetType: 'ext:EQF',
  };
  const skill = {
    ...alignment,
    targetName: 'Bakes bread',
    targetUrl: 'https://example.org/skills/bakes-bread',
    targetFramework: 'Skills of bakers',
    targetCode: 'B1',
    targetType: 'CFItem',
  };
  const measures = criterion(1, 'Measures how much comes back', [
    rubric(level(1, 1), 'with help', { level: '1' }),
    rubric(level(1, 2), 'on your own', { level: '2', description: 'Unasked.' }),
  ]);
  const bakes = {
    ...criterion(2, 'Bakes what can be sold', [rubric(level(2, 2), 'on your own', { level: '2' })]),
    alignment: [skill],
  };
  const confirmed = confirmation(uuid(1), { issuer: baker, description: 'Said after four weeks.', evidence: [log] });
  const badge = small({
    name: 'Working with return bread',
    validUntil: '2031-11-21T00:00:00Z',
    subject: {
      id: learner.did,
      identifier: [
        {
          type: 'IdentityObject',
          hashed: true,
          identityHash: 'sha256$9c1b0d2f5f0a7a1e7a5b7f3d54b1f6d0a7c0e7b9f1d2c3b4a5968778695a4b3c',
          identityType: 'emailAddress',
          salt: 'k3v9-q0s1-77ab',
        },
      ],
      activityStartDate: '2026-09-01T00:00:00Z',
      activityEndDate: '2026-11-14T00:00:00Z',
      creditsEarned: 2.5,
      role: 'baker in training',
      source: profile({ did: uuid(10) }, 'Mill De Passiebloem', 'mill', 'Overijssel'),
      result: [result(1, 1), result(2, 2)],
    },
    achievement: {
      achievementType: 'Competency',
      version: '1',
      creditsAvailable: 2.5,
      creator: profile({ did: uuid(8) }, 'Region IJssel', 'region', 'Overijssel'),
      image: { id: 'https://school.example/bread.png', type: 'Image', caption: 'A loaf.' },
      related: [{ id: uuid(4), type: ['Related'], version: '1' }],
      tag: ['bread'],
      alignment: [alignment],
      resultDescription: [measures, bakes],
    },
    evidence: [recipe, { id: uuid(3), type: ['Evidence'], name: 'Log of four weeks' }],
    endorsement: [await signInList(confirmed, bakery)],
    credentialStatus: entry(),
  });
  return await signInList({ ...badge, issuer }, school);
}

/** As the formal schema of Open Badges wants it: a list of proofs, also of one. */
async function signInList(document, key) {
  const { proof, ...rest } = await sign(document, key);
  return { ...rest, proof: [proof] };
}

/** GZIP of a list in which places are set, as multibase base64url; fflate, since its bytes are the same on every machine. */
export function encodedList({ set = [], bytes = 16 * 1024 } = {}) {
  const bits = new Uint8Array(bytes);
  for (const index of set) bits[index >> 3] |= 128 >> (index & 7);
  return `u${Buffer.from(gzipSync(bits, { mtime: 0 })).toString('base64url')}`;
}

/** A list of statuses; not signed yet. */
export const statusList = ({ set, bytes, subject = {}, ...more } = {}) => ({
  '@context': [V2],
  id: LIST,
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: school.did,
  validFrom: '2026-11-01T00:00:00Z',
  credentialSubject: {
    id: `${LIST}#list`,
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: encodedList({ set, bytes }),
    ...subject,
  },
  ...more,
});

/** A copy in which the value at a place, such as `evidence.0.name`, is another; undefined takes it out. */
export function change(document, path, value) {
  const copy = structuredClone(document);
  const steps = path.split('.');
  const last = steps.pop();
  const parent = steps.reduce((part, step) => part[step], copy);
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}
