import { z } from 'zod';
import { isCoveredNumber } from './numbers.js';
import { isCredential, kindOf, many, type Kind } from './kinds.js';

const dateTimeStamp = z.iso.datetime({ offset: true, error: 'must be a moment with a time zone' });
const oneOrMany = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema)]);
const typeIncludes = (...terms: string[]) =>
  oneOrMany(z.string()).refine(
    (types) => terms.some((term) => many(types).includes(term)),
    `must include ${terms.join(' or ')}`,
  );

const credential = z.looseObject({
  '@context': z.array(z.unknown()),
  id: z.string().optional(),
  type: typeIncludes('VerifiableCredential'),
  issuer: z.union([z.string(), z.looseObject({ id: z.string() })]),
  validFrom: dateTimeStamp.optional(),
  validUntil: dateTimeStamp.optional(),
  // As version 1.1 of the data model has them.
  issuanceDate: dateTimeStamp.optional(),
  expirationDate: dateTimeStamp.optional(),
  credentialSubject: oneOrMany(z.looseObject({})),
});

const evidence = oneOrMany(z.looseObject({ type: typeIncludes('Evidence') })).optional();

// Open Badges wants the beginning; the data model leaves it out at will.
const begins = { error: 'validFrom: must be there, with a time zone' };
const hasBeginning = (value: { validFrom?: string | undefined; issuanceDate?: string | undefined }): boolean =>
  value.validFrom !== undefined || value.issuanceDate !== undefined;

/** What each kind must have to be judged; it may have more. */
const SCHEMAS = {
  achievement: credential
    .extend({
      credentialSubject: z.looseObject({
        type: typeIncludes('AchievementSubject'),
        // RDF has one form for true and "true", so the signature does not tell them apart.
        identifier: oneOrMany(z.looseObject({ hashed: z.boolean(), identityHash: z.string() })).optional(),
        // The same goes for numbers.
        creditsEarned: z.number().optional(),
        achievement: z.looseObject({
          id: z.string(),
          type: typeIncludes('Achievement'),
          name: z.string(),
          creditsAvailable: z.number().optional(),
        }),
      }),
      evidence,
    })
    .refine(hasBeginning, begins),
  endorsement: credential
    .extend({ credentialSubject: z.looseObject({ id: z.string(), type: typeIncludes('EndorsementSubject') }) })
    .refine(hasBeginning, begins),
  record: credential
    .extend({ credentialSubject: z.looseObject({ type: typeIncludes('ClrSubject') }) })
    .refine(hasBeginning, begins),
  'status-list': credential.extend({
    credentialSubject: z.looseObject({
      type: typeIncludes('BitstringStatusList'),
      statusPurpose: oneOrMany(z.string()),
      encodedList: z.string(),
    }),
  }),
  presentation: z.looseObject({
    '@context': z.array(z.unknown()),
    type: typeIncludes('VerifiablePresentation'),
    holder: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  }),
  other: credential,
} satisfies Record<Kind, z.ZodType>;

/** A document that reads as what it says it is. */
export interface Shaped {
  readonly kind: Kind;
  /** Who must have signed it: the issuer, or the holder of a presentation; undefined when nobody is named. */
  readonly signer: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
  /** Where its status stands, as a claim beside the document has it. */
  readonly status?: unknown;
  readonly document: Readonly<Record<string, unknown>>;
}

export type ShapeResult = Shaped | { readonly faults: readonly string[] };

/**
 * Says whether a plain JSON value reads as a credential or presentation, or else everything that is wrong with it.
 *
 * JSON-LD has many spellings for one meaning: keywords (`@id`), whole IRIs as names, null or an empty list for nothing. The
 * signature covers the meaning only, so whoever reads the JSON could be shown something else than what was signed. Hence
 * those spellings are refused. The same goes for numbers of which a signature does not cover every digit.
 */
export function readShape(value: unknown): ShapeResult {
  const kind = kindOf(value);
  const spelling: string[] = [];
  // What is of no kind that is known here may tell words in several languages; of the others readers take text.
  checkSpelling(value, '', { faults: spelling, languages: kind === 'other' });
  const parsed = SCHEMAS[kind].safeParse(value);
  if (parsed.success && spelling.length === 0) return shaped(kind, parsed.data);
  const structure = parsed.error?.issues.map(({ path, message }) => `${path.join('.') || 'credential'}: ${message}`);
  return { faults: [...(structure ?? []), ...spelling] };
}

function shaped(kind: Kind, document: Readonly<Record<string, unknown>>): Shaped {
  const text = (name: string): string | undefined => document[name] as string | undefined;
  return {
    kind,
    signer: idOf(document[kind === 'presentation' ? 'holder' : 'issuer']),
    from: text('validFrom') ?? text('issuanceDate'),
    until: text('validUntil') ?? text('expirationDate'),
    document,
  };
}

/** What stands for a thing: its id, or an object that has one. */
export function idOf(value: unknown): string | undefined {
  const id: unknown = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : value;
  return typeof id === 'string' ? id : undefined;
}

interface Spelling {
  readonly faults: string[];
  /** Whether text may come with its language. */
  readonly languages: boolean;
}

/** Adds to the faults. Recursion is safe here: the depth was bounded before. */
function checkSpelling(value: unknown, path: string, spelling: Spelling): void {
  if (value === null) spelling.faults.push(`${path || 'credential'}: must not be null`);
  else if (typeof value === 'number' && !isCoveredNumber(value))
    spelling.faults.push(`${path}: must be a number of at most 15 digits`);
  else if (Array.isArray(value)) checkSpellingOfList(value, path, spelling);
  else if (typeof value === 'object' && !(spelling.languages && isTextInLanguage(value)))
    checkSpellingOfMembers(value as Readonly<Record<string, unknown>>, path, spelling);
}

function checkSpellingOfList(list: readonly unknown[], path: string, spelling: Spelling): void {
  if (list.length === 0) spelling.faults.push(`${path || 'credential'}: must not be an empty list`);
  for (const [index, element] of list.entries()) {
    // Most values are texts, of which there is nothing to say.
    if (typeof element === 'string') continue;
    const elementPath = path === '' ? String(index) : `${path}.${index}`;
    if (Array.isArray(element)) spelling.faults.push(`${elementPath}: must not be a list within a list`);
    else checkSpelling(element, elementPath, spelling);
  }
}

function checkSpellingOfMembers(value: Readonly<Record<string, unknown>>, path: string, spelling: Spelling): void {
  for (const name of Object.keys(value)) {
    const member = value[name];
    const isPlain = isPlainName(name);
    if (isPlain && typeof member === 'string' && name !== 'type') continue;
    const memberPath = path === '' ? name : `${path}.${name}`;
    // The contexts have a check of their own; what is signed by itself within has its own too.
    if (name === '@context' && (path === '' || isCredential(value))) continue;
    if (name === 'type' && many(member).some(isAddressOfClass))
      spelling.faults.push(`${memberPath}: must be written with plain names`);
    // Names of classes are capital: in one context such a name and that of a member (Criteria, criteria) mean the same.
    else if (!isPlain) spelling.faults.push(`${memberPath}: must be written with the plain name of a context`);
    else checkSpelling(member, memberPath, spelling);
  }
}

/** No keyword (`@`), class (`A` to `Z`) or address: this runs for every member that there is. */
function isPlainName(name: string): boolean {
  const first = name.charCodeAt(0);
  return !(first >= 0x40 && first <= 0x5a) && !name.includes(':');
}

/** Text with its language or direction (VC Data Model 2.0, section 11.1): it has one spelling, and the signature covers all of it. */
function isTextInLanguage(value: object): boolean {
  const { '@value': text, '@language': language, '@direction': direction, ...more } = value as Record<string, unknown>;
  const isTextOrNothing = (one: unknown): boolean => one === undefined || (typeof one === 'string' && one !== '');
  return (
    typeof text === 'string' &&
    [language, direction].every(isTextOrNothing) &&
    (language !== undefined || direction !== undefined) &&
    Object.keys(more).length === 0
  );
}

/** A class of the vocabularies that are known here, by its whole address: readers look for its name. */
const isAddressOfClass = (type: unknown): boolean =>
  /^https?:\/\/(?:purl\.imsglobal\.org|www\.w3\.org|w3id\.org|schema\.org)\//.test(String(type));
