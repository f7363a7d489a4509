// What a contract of this house looks like, whatever it says. Faults are sentences that begin with the file.
import { discriminatorOf } from './rewrite-schema.mjs';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

// Keywords that the two readings (rewrite-schema.mjs) know what to do with; another one would be read wrongly in silence.
const KEYWORDS =
  words(`$schema $id title description type properties required additionalProperties items minItems uniqueItems
  oneOf if then else enum const format pattern minimum minLength`);
const FORMATS = words('uuid date date-time');

// Patterns that leave no room for a person's words: UUID, SHA-256, code, language.
const PATTERNS = new Set([
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  '^[0-9a-f]{64}$',
  '^[a-z0-9]+(-[a-z0-9]+)*$',
  '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
]);

// Words in a member's name that smell of a person, whatever the type of the member.
const PERSONAL =
  words(`name firstname lastname fullname surname nickname initials email mail address street city postcode postal
  phone telephone mobile birth birthday birthdate gender bsn iban kvk photo picture`);

// Public anyway: organisations that are not sole traders, hubs, achievements with their criteria and levels, and a challenge's
// title and problem unless a sole trader posted it. Nothing else carries words; think twice before adding a line.
const PUBLIC = new Set([
  'organisations.organisation-registered /name',
  'organisations.organisation-changed /name',
  'organisations.hub-founded /name',
  'challenges.challenge-posted /title',
  'challenges.challenge-posted /problem',
  'challenges.leg-reviewed /title',
  'credentials.achievement-published /name',
  'credentials.achievement-published /description',
  'credentials.achievement-published /criteria/*/name',
  'credentials.achievement-published /criteria/*/statement',
  'credentials.achievement-published /criteria/*/levels/*/name',
  'validation.validation-granted /legs/*/title',
]);

function words(text) {
  return new Set(text.trim().split(/\s+/));
}

const typesOf = ({ type }) => (type === undefined ? [] : [type].flat());

/** Every schema inside a schema, with its place in the data (`*` for any item of a list). */
function* partsOf(schema, path = '') {
  yield { schema, path };
  for (const [member, part] of Object.entries(schema.properties ?? {})) yield* partsOf(part, `${path}/${member}`);
  if (schema.items !== undefined) yield* partsOf(schema.items, `${path}/*`);
  for (const branch of schema.oneOf ?? []) yield* partsOf(branch, path);
}

function* shapeFaults({ schema, path }) {
  for (const keyword of Object.keys(schema))
    if (!KEYWORDS.has(keyword)) yield `${path}: the keyword "${keyword}" is not used here`;
  if (schema.description === undefined) yield `${path}: has no description`;
  if (schema.oneOf !== undefined) {
    if (discriminatorOf(schema.oneOf) === undefined)
      yield `${path}: the branches of oneOf need one member that is a constant in each`;
  } else if (schema.type === undefined) yield `${path}: has no type`;
  if (schema.format !== undefined && !FORMATS.has(schema.format))
    yield `${path}: the format "${schema.format}" is not used here`;
  if (typesOf(schema).includes('object')) {
    if (schema.additionalProperties !== false) yield `${path}: is not closed; add "additionalProperties": false`;
    for (const member of schema.required ?? []) {
      if (schema.properties?.[member] === undefined) yield `${path}/${member}: is required but not described`;
    }
  }
}

/** Nothing personal on the wire. */
function* personalFaults({ schema, path }) {
  const member = path.split('/').findLast((step) => step !== '*') ?? '';
  const isBounded = schema.enum ?? schema.const ?? (FORMATS.has(schema.format) || PATTERNS.has(schema.pattern));
  if (typesOf(schema).includes('string') && !isBounded) {
    yield `${path}: free text can carry something personal; send an id, a code, a digest or a date`;
  }
  const smell = member.split(/(?=[A-Z])|[^A-Za-z]+/).find((word) => PERSONAL.has(word.toLowerCase()));
  if (smell !== undefined)
    yield `${path}: a member called "${member}" sounds personal, and nothing personal goes on the wire`;
}

function* contractFaults({ service, event, version, schema }) {
  const id = `urn:estafette:contracts:${service}:${event}:v${version}`;
  if (schema.$schema !== DIALECT) yield `/: $schema is not ${DIALECT}`;
  if (schema.$id !== id) yield `/: $id is not ${id}`;
  if (typeof schema.title !== 'string') yield '/: has no title';
  for (const part of partsOf(schema)) {
    yield* shapeFaults(part);
    if (!PUBLIC.has(`${service}.${event} ${part.path}`)) yield* personalFaults(part);
  }
}

/** All faults at once; empty when every contract keeps the rules. */
export function houseRuleFaults({ contracts, strays }) {
  const faults = strays.map((file) => `${file}: is neither a <event>.v<n>.schema.json nor the example of one`);
  const names = Map.groupBy(contracts, ({ interfaceName }) => interfaceName);
  for (const contract of contracts) {
    for (const fault of contractFaults(contract)) faults.push(`${contract.schemaFile} ${fault.replace(/^:/, '/:')}`);
    const namesakes = names.get(contract.interfaceName);
    if (namesakes.length > 1) {
      faults.push(
        `${contract.schemaFile} /: another service has an event of this name (${namesakes.map(({ type }) => type).join(', ')})`,
      );
    }
  }
  return faults;
}
