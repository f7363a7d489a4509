import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from './contexts.js';
import { Dataset, literal } from './dataset.js';

/**
 * Our shape of a credential and of a proof, as the quads that their contexts give it. Whoever changes what
 * `buildAchievementCredential` makes adds the member here, with the IRI and datatype that the context defines; a member
 * that is missing here is not wrong, only slow, because such a credential takes the general path.
 */

const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
const CREDENTIALS = 'https://www.w3.org/2018/credentials#';
const SECURITY = 'https://w3id.org/security#';
const SCHEMA = 'https://schema.org/';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
/** The Open Badges context writes XML Schema with https, which makes it another datatype. */
const OPEN_BADGES_XSD = 'https://www.w3.org/2001/XMLSchema#';

/** Writes a JSON value as quads of `subject`; false when it is not of our shape. */
type Write = (dataset: Dataset, subject: string, value: unknown) => boolean;

interface Shape {
  /** The exact value of `type`; undefined when there must be none. */
  readonly type: string | readonly string[] | undefined;
  /** The IRIs that the context gives those types. */
  readonly classes: readonly string[];
  readonly members: ReadonlyMap<string, Write>;
}

/**
 * @returns canonical N-Quads of an unsigned credential of exactly our shape; undefined when it has any other member,
 * type, or kind of value, or blank nodes that need the whole algorithm.
 */
export function credentialFromTemplate(credential: unknown): string | undefined {
  return fromTemplate(CREDENTIAL, credential);
}

/** The same for the options of a proof, given with the `@context` of their credential. */
export function proofOptionsFromTemplate(options: unknown): string | undefined {
  return fromTemplate(PROOF_OPTIONS, options);
}

function fromTemplate(shape: Shape, document: unknown): string | undefined {
  const dataset = new Dataset();
  if (!isObject(document) || !isOurContext(document['@context'])) return undefined;
  return writeNode(dataset, shape, document, '@context') === undefined ? undefined : dataset.canonical();
}

/** @returns the term of the node, or undefined when the value is not of this shape. */
function writeNode(dataset: Dataset, shape: Shape, value: unknown, alsoAllowed?: string): string | undefined {
  if (!isObject(value) || !sameType(value['type'], shape.type)) return undefined;
  const term = 'id' in value ? iriTerm(value['id']) : dataset.blankNode();
  if (term === undefined) return undefined;
  for (const iri of shape.classes) dataset.add(term, RDF_TYPE, iri);
  let written = shape.classes.length;
  for (const name of Object.keys(value)) {
    if (name === 'id' || name === 'type' || name === alsoAllowed) continue;
    if (shape.members.get(name)?.(dataset, term, value[name]) !== true) return undefined;
    written += 1;
  }
  // JSON-LD has rules of its own for an object without any member.
  return written > 0 ? term : undefined;
}

function text(iri: string, datatype?: string): Write {
  const predicate = `<${iri}>`;
  return (dataset, subject, value) => {
    if (typeof value !== 'string' || !value.isWellFormed()) return false;
    dataset.add(subject, predicate, literal(value, datatype));
    return true;
  };
}

function flag(iri: string): Write {
  const write = text(iri, `${OPEN_BADGES_XSD}boolean`);
  return (dataset, subject, value) => typeof value === 'boolean' && write(dataset, subject, String(value));
}

function address(iri: string): Write {
  const predicate = `<${iri}>`;
  return (dataset, subject, value) => {
    const term = iriTerm(value);
    if (term !== undefined) dataset.add(subject, predicate, term);
    return term !== undefined;
  };
}

/** A member that has one value only, which the context turns into an IRI. */
function constant(iri: string, expected: string, object: string): Write {
  return (dataset, subject, value) => {
    if (value === expected) dataset.add(subject, `<${iri}>`, `<${object}>`);
    return value === expected;
  };
}

function one(iri: string, shape: Shape): Write {
  const predicate = `<${iri}>`;
  return (dataset, subject, value) => {
    const term = writeNode(dataset, shape, value);
    if (term !== undefined) dataset.add(subject, predicate, term);
    return term !== undefined;
  };
}

function many(iri: string, shape: Shape): Write {
  const write = one(iri, shape);
  return (dataset, subject, value) =>
    Array.isArray(value) && value.every((element: unknown) => write(dataset, subject, element));
}

function shape(
  type: string | readonly string[] | undefined,
  classes: readonly string[],
  members: Record<string, Write>,
) {
  return { type, classes: classes.map((iri) => `<${iri}>`), members: new Map(Object.entries(members)) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOurContext = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value[0] === CREDENTIALS_CONTEXT && value[1] === OPEN_BADGES_CONTEXT;

const sameType = (value: unknown, type: Shape['type']): boolean =>
  typeof type !== 'object'
    ? value === type
    : Array.isArray(value) && value.length === type.length && type.every((term, index) => value[index] === term);

/** Absolute, of schemes that no context uses as a prefix, and of characters that N-Quads leaves as they are. */
const PLAIN_IRI = /^(?:urn|did|https?):[!#-;=?-[\]_a-z~]+$/;

const iriTerm = (value: unknown): string | undefined =>
  typeof value === 'string' && PLAIN_IRI.test(value) ? `<${value}>` : undefined;

const name = text(`${SCHEMA}name`);
const description = text(`${SCHEMA}description`);
const dateTime = `${XSD}dateTime`;
const date = `${OPEN_BADGES_XSD}date`;
const anyUri = `${OPEN_BADGES_XSD}anyURI`;
const ob = (term: string): string => OPEN_BADGES + term;

const PROFILE = shape(['Profile'], [ob('Profile')], { name });

const IDENTITY_OBJECT = shape('IdentityObject', [ob('IdentityObject')], {
  hashed: flag(ob('hashed')),
  identityHash: text(ob('identityHash')),
  identityType: text(ob('identityType')),
  salt: text(ob('salt')),
});

const RUBRIC_CRITERION_LEVEL = shape(['RubricCriterionLevel'], [ob('RubricCriterionLevel')], {
  name,
  description,
  level: text(ob('level')),
});

const RESULT_DESCRIPTION = shape(['ResultDescription'], [ob('ResultDescription')], {
  name,
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
  version: text(ob('version')),
  inLanguage: text(`${SCHEMA}inLanguage`),
  resultDescription: many(ob('resultDescription'), RESULT_DESCRIPTION),
});

const RESULT = shape(['Result'], [ob('Result')], {
  resultDescription: text(ob('resultDescription'), anyUri),
  achievedLevel: text(ob('achievedLevel'), anyUri),
});

const ACHIEVEMENT_SUBJECT = shape(['AchievementSubject'], [ob('AchievementSubject')], {
  identifier: many(ob('identifier'), IDENTITY_OBJECT),
  activityStartDate: text(ob('activityStartDate'), date),
  activityEndDate: text(ob('activityEndDate'), date),
  achievement: one(ob('achievement'), ACHIEVEMENT),
  result: many(ob('result'), RESULT),
});

const EVIDENCE = shape(['Evidence'], [ob('Evidence')], {
  name,
  description,
  digestMultibase: text(`${SECURITY}digestMultibase`, `${SECURITY}multibase`),
});

const CREDENTIAL = shape(
  ['VerifiableCredential', 'OpenBadgeCredential'],
  [`${CREDENTIALS}VerifiableCredential`, ob('OpenBadgeCredential')],
  {
    name,
    issuer: one(`${CREDENTIALS}issuer`, PROFILE),
    validFrom: text(`${CREDENTIALS}validFrom`, dateTime),
    validUntil: text(`${CREDENTIALS}validUntil`, dateTime),
    credentialSubject: one(`${CREDENTIALS}credentialSubject`, ACHIEVEMENT_SUBJECT),
    evidence: many(`${CREDENTIALS}evidence`, EVIDENCE),
  },
);

const PROOF_OPTIONS = shape('DataIntegrityProof', [`${SECURITY}DataIntegrityProof`], {
  cryptosuite: text(`${SECURITY}cryptosuite`, `${SECURITY}cryptosuiteString`),
  created: text('http://purl.org/dc/terms/created', dateTime),
  verificationMethod: address(`${SECURITY}verificationMethod`),
  proofPurpose: constant(`${SECURITY}proofPurpose`, 'assertionMethod', `${SECURITY}assertionMethod`),
});
