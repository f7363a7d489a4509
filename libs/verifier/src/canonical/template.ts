import { Dataset } from './dataset.js';
import {
  address,
  constant,
  flag,
  inGraphs,
  many,
  number,
  one,
  oneInCommon,
  OPEN_BADGES_XSD,
  shape,
  text,
  texts,
  writeNode,
  XSD,
  type Contexts,
  type NodeShape,
} from './writing.js';

/**
 * Our shapes of credentials and proofs, as the quads that their contexts give them. Whoever changes `document/credential.ts`
 * changes them here too, with the IRI and datatype that the context defines; a member that is missing here is not wrong, only
 * slow, because such a credential takes the general path.
 */

const OPEN_BADGES = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
const CREDENTIALS = 'https://www.w3.org/2018/credentials#';
const STATUS = 'https://www.w3.org/ns/credentials/status#';
const SECURITY = 'https://w3id.org/security#';
const SCHEMA = 'https://schema.org/';

/**
 * @returns canonical N-Quads of an unsigned credential of exactly our shape; undefined when it has any other member,
 * type, or kind of value, or blank nodes that need the whole algorithm.
 */
export function credentialFromTemplate(credential: unknown): string | undefined {
  const types: unknown =
    typeof credential === 'object' && credential !== null && (credential as { type?: unknown }).type;
  const ours = Array.isArray(types) ? CREDENTIAL_OF_TYPE.get(String(types.at(-1))) : undefined;
  return ours && fromTemplate(ours, credential);
}

/** The same for the options of a proof, given with the `@context` of their credential. */
export function proofOptionsFromTemplate(options: unknown): string | undefined {
  return fromTemplate(PROOF_OPTIONS['open-badges'], options) ?? fromTemplate(PROOF_OPTIONS.credentials, options);
}

function fromTemplate(node: NodeShape, document: unknown): string | undefined {
  const dataset = new Dataset();
  return writeNode({ dataset, graph: '' }, node, document) === undefined ? undefined : dataset.canonical();
}

const name = text(`${SCHEMA}name`);
const description = text(`${SCHEMA}description`);
const dateTime = `${XSD}dateTime`;
const date = `${OPEN_BADGES_XSD}date`;
const anyUri = `${OPEN_BADGES_XSD}anyURI`;
const float = `${OPEN_BADGES_XSD}float`;
const multibase = `${SECURITY}multibase`;
const ob = (term: string): string => OPEN_BADGES + term;
const vc = (term: string): string => CREDENTIALS + term;

const ADDRESS = shape(['Address'], [ob('Address')], {
  addressCountryCode: text(ob('CountryCode')),
  addressRegion: text(`${SCHEMA}addressRegion`),
});

const PROFILE = shape(['Profile'], [ob('Profile')], {
  name,
  url: text(`${SCHEMA}url`, anyUri),
  address: one(ob('address'), ADDRESS),
});

const IDENTITY_OBJECT = shape('IdentityObject', [ob('IdentityObject')], {
  hashed: flag(ob('hashed')),
  identityHash: text(ob('identityHash')),
  identityType: text(ob('identityType')),
  salt: text(ob('salt')),
});

const ALIGNMENT = shape(['Alignment'], [`${SCHEMA}AlignmentObject`], {
  targetName: text(`${SCHEMA}targetName`),
  targetUrl: text(`${SCHEMA}targetUrl`, anyUri),
  targetFramework: text(`${SCHEMA}targetFramework`),
  targetCode: text(ob('targetCode')),
  targetDescription: text(`${SCHEMA}targetDescription`),
  targetType: text(ob('targetType')),
});
const alignment = many(ob('alignment'), ALIGNMENT);

const IMAGE = shape('Image', [ob('Image')], { caption: text(`${SCHEMA}caption`) });

const RELATED = shape(['Related'], [ob('Related')], { version: text(ob('version')) });

const RUBRIC_CRITERION_LEVEL = shape(['RubricCriterionLevel'], [ob('RubricCriterionLevel')], {
  name,
  description,
  level: text(ob('level')),
});

const RESULT_DESCRIPTION = shape(['ResultDescription'], [ob('ResultDescription')], {
  name,
  alignment,
  resultType: text(ob('resultType')),
  requiredLevel: text(ob('requiredLevel'), anyUri),
  rubricCriterionLevel: many(ob('rubricCriterionLevel'), RUBRIC_CRITERION_LEVEL),
});

const CRITERIA = shape(undefined, [], { narrative: text(ob('narrative')) });

const ACHIEVEMENT = shape(['Achievement'], [ob('Achievement')], {
  name,
  description,
  criteria: one(ob('Criteria'), CRITERIA),
  achievementType: text(ob('achievementType')),
  alignment,
  creator: one(ob('creator'), PROFILE),
  creditsAvailable: number(ob('creditsAvailable'), float),
  image: one(ob('image'), IMAGE),
  related: many(ob('related'), RELATED),
  resultDescription: many(ob('resultDescription'), RESULT_DESCRIPTION),
  tag: texts(`${SCHEMA}keywords`),
  version: text(ob('version')),
});

const RESULT = shape(['Result'], [ob('Result')], {
  resultDescription: text(ob('resultDescription'), anyUri),
  achievedLevel: text(ob('achievedLevel'), anyUri),
});

const ACHIEVEMENT_SUBJECT = shape(['AchievementSubject'], [ob('AchievementSubject')], {
  identifier: many(ob('identifier'), IDENTITY_OBJECT),
  activityStartDate: text(ob('activityStartDate'), date),
  activityEndDate: text(ob('activityEndDate'), date),
  creditsEarned: number(ob('creditsEarned'), float),
  role: text(ob('role')),
  source: one(ob('source'), PROFILE),
  achievement: oneInCommon(ob('achievement'), ACHIEVEMENT),
  result: many(ob('result'), RESULT),
});

const EVIDENCE = shape(['Evidence'], [ob('Evidence')], {
  name,
  description,
  genre: text(`${SCHEMA}genre`),
  digestMultibase: text(`${SECURITY}digestMultibase`, multibase),
});

const optionsOfProof = {
  cryptosuite: text(`${SECURITY}cryptosuite`, `${SECURITY}cryptosuiteString`),
  created: text('http://purl.org/dc/terms/created', dateTime),
  verificationMethod: address(`${SECURITY}verificationMethod`),
  proofPurpose: constant(`${SECURITY}proofPurpose`, 'assertionMethod', `${SECURITY}assertionMethod`),
};
const PROOF_TYPE = ['DataIntegrityProof', [`${SECURITY}DataIntegrityProof`]] as const;

const PROOF_OPTIONS: Readonly<Record<Contexts, NodeShape>> = {
  'open-badges': shape(...PROOF_TYPE, optionsOfProof, 'open-badges'),
  credentials: shape(...PROOF_TYPE, optionsOfProof, 'credentials'),
};

const PROOF = shape(...PROOF_TYPE, { ...optionsOfProof, proofValue: text(`${SECURITY}proofValue`, multibase) });

const issued = {
  name,
  description,
  issuer: one(vc('issuer'), PROFILE),
  validFrom: text(vc('validFrom'), dateTime),
  validUntil: text(vc('validUntil'), dateTime),
  evidence: many(vc('evidence'), EVIDENCE),
};

const ENDORSEMENT_SUBJECT = shape(['EndorsementSubject'], [ob('EndorsementSubject')], {
  endorsementComment: text(ob('endorsementComment')),
});

const ENDORSEMENT = shape(
  ['VerifiableCredential', 'EndorsementCredential'],
  [vc('VerifiableCredential'), ob('EndorsementCredential')],
  {
    ...issued,
    credentialSubject: one(vc('credentialSubject'), ENDORSEMENT_SUBJECT),
    // Where it stands within another credential, it is signed already.
    proof: inGraphs(`${SECURITY}proof`, PROOF),
  },
  'open-badges',
);

const STATUS_LIST_ENTRY = shape('BitstringStatusListEntry', [`${STATUS}BitstringStatusListEntry`], {
  statusPurpose: text(`${STATUS}statusPurpose`),
  statusListIndex: text(`${STATUS}statusListIndex`),
  statusListCredential: address(`${STATUS}statusListCredential`),
});

const ACHIEVEMENT_CREDENTIAL = shape(
  ['VerifiableCredential', 'OpenBadgeCredential'],
  [vc('VerifiableCredential'), ob('OpenBadgeCredential')],
  {
    ...issued,
    credentialSubject: one(vc('credentialSubject'), ACHIEVEMENT_SUBJECT),
    credentialStatus: one(vc('credentialStatus'), STATUS_LIST_ENTRY),
    endorsement: many(ob('endorsement'), ENDORSEMENT),
  },
  'open-badges',
);

const STATUS_LIST = shape('BitstringStatusList', [`${STATUS}BitstringStatusList`], {
  statusPurpose: text(`${STATUS}statusPurpose`),
  encodedList: text(`${STATUS}encodedList`, multibase),
  ttl: number(`${STATUS}ttl`),
});

const STATUS_LIST_CREDENTIAL = shape(
  ['VerifiableCredential', 'BitstringStatusListCredential'],
  [vc('VerifiableCredential'), `${STATUS}BitstringStatusListCredential`],
  {
    issuer: address(vc('issuer')),
    validFrom: text(vc('validFrom'), dateTime),
    credentialSubject: one(vc('credentialSubject'), STATUS_LIST),
  },
  'credentials',
);

const CREDENTIAL_OF_TYPE: ReadonlyMap<string, NodeShape> = new Map([
  ['OpenBadgeCredential', ACHIEVEMENT_CREDENTIAL],
  ['EndorsementCredential', ENDORSEMENT],
  ['BitstringStatusListCredential', STATUS_LIST_CREDENTIAL],
]);
