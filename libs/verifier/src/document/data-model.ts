import { z } from 'zod';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';

/** Something in a document that is not as the VC Data Model 2.0 has it. */
export interface DataModelFault {
  /** Where: `credentialSubject.0.id`; empty for the document itself. */
  readonly at: string;
  /** What it must be. */
  readonly what: string;
  /** Whether the value is of the right kind, but not one that it may be here. */
  readonly range: boolean;
}

const must = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'must be there' : `must be ${what}`),
});

const listed = (value: unknown): unknown => (value === undefined || Array.isArray(value) ? value : [value]);
/** One or several: a single value stands for a list of one. */
const many = (element: z.ZodType, what: string) =>
  z.preprocess(listed, z.array(element, must(what)).min(1, 'must not be empty'));

const address = z.string(must('an address')).refine((text) => /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text), {
  error: 'must be an address with its scheme, such as urn:uuid:… or https://…',
});
const names = many(z.string(must('text')).min(1, 'must not be empty'), 'a name, or a list of names');

/** Words in one language or several (section 11.1). */
const words = z.preprocess(
  (value) =>
    (listed(value) as unknown[] | undefined)?.map((one) => (typeof one === 'string' ? { '@value': one } : one)),
  z.array(
    z.strictObject(
      {
        '@value': z.string(must('text')),
        '@language': z.string(must('a language tag')).optional(),
        '@direction': z.enum(['ltr', 'rtl'], must('ltr or rtl')).optional(),
      },
      must('text, or an object of @value, @language and @direction'),
    ),
  ),
);

// XML Schema 1.1, part 2, section 3.4.28: seconds and a time zone must be there.
const moment = z
  .string(must('a moment with seconds and a time zone, such as 2026-11-22T10:00:00Z'))
  .refine(
    (text) =>
      /T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
      z.iso.datetime({ offset: true }).safeParse(text).success,
    {
      error: 'must be a moment with seconds and a time zone, such as 2026-11-22T10:00:00Z',
    },
  );

const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape, must('an object'));
/** What may be extended says what it is (section 5.10); it may have an id. */
const typed = many(object({ id: address.optional(), type: names }), 'an object, or a list of objects').optional();
const nothingYet = (value: object): boolean => Object.keys(value).length > 0;

const context = z.union([z.string(), z.looseObject({})], 'must be the address of a context, or a context');
const contexts = z
  .tuple([z.literal(CREDENTIALS_CONTEXT, `must be ${CREDENTIALS_CONTEXT}`)], must('a list of contexts'))
  .rest(context);

const including = (name: string) =>
  names.refine((found) => (found as readonly unknown[]).includes(name), `must include ${name}`);

const party = z.preprocess(
  (value) => (typeof value === 'string' ? { id: value } : value),
  object({ id: address, name: words.optional(), description: words.optional() }),
);

const resource = object({
  id: address,
  digestSRI: z.string().optional(),
  digestMultibase: z.string().optional(),
}).refine(
  ({ digestSRI, digestMultibase }) => digestSRI !== undefined || digestMultibase !== undefined,
  'must have a digestSRI or a digestMultibase',
);

const credential = object({
  '@context': contexts,
  id: address.optional(),
  type: including('VerifiableCredential'),
  issuer: party,
  name: words.optional(),
  description: words.optional(),
  credentialSubject: many(
    object({ id: address.optional() }).refine(nothingYet, 'must say something'),
    'an object, or a list of objects',
  ),
  validFrom: moment.optional(),
  validUntil: moment.optional(),
  credentialStatus: typed,
  credentialSchema: many(object({ id: address, type: names }), 'an object, or a list of objects').optional(),
  evidence: typed,
  termsOfUse: typed,
  refreshService: typed,
  renderMethod: typed,
  confidenceMethod: typed,
  proof: typed,
  relatedResource: many(resource, 'an object, or a list of objects').optional(),
});

const presentation = object({
  '@context': contexts,
  id: address.optional(),
  type: including('VerifiablePresentation'),
  holder: party.optional(),
  verifiableCredential: many(object({}), 'a credential, or a list of credentials; not its address').optional(),
  termsOfUse: typed,
  proof: typed,
});

/** The classes of the data model (sections 4 and 5): each has some members that must be there and some of one form. */
const MODELS = { credential, presentation };

/**
 * Says all in which a document departs from the VC Data Model 2.0. What its words mean, and whether the contexts know them, is seen
 * when it is signed or verified. Recursion is safe where the depth was bounded before.
 */
export function dataModelFaults(document: unknown, kind: keyof typeof MODELS): readonly DataModelFault[] {
  const issues = MODELS[kind].safeParse(document).error?.issues ?? [];
  const faults = issues.map(({ path, message, ...issue }) => ({
    at: [...path, ...('keys' in issue ? issue.keys.slice(0, 1) : [])].join('.'),
    what: issue.code === 'unrecognized_keys' ? 'must not be there' : message,
    range: false,
  }));
  return kind === 'credential' ? [...faults, ...rangeFaults(document)] : faults;
}

function rangeFaults(document: unknown): DataModelFault[] {
  const { validFrom, validUntil, relatedResource } = (document ?? {}) as Readonly<Record<string, unknown>>;
  const faults: DataModelFault[] = [];
  if (Date.parse(String(validUntil)) < Date.parse(String(validFrom))) {
    faults.push({ at: 'validUntil', what: 'must not be before validFrom', range: true });
  }
  const ids = ((listed(relatedResource) ?? []) as unknown[]).map((one) => (one as { id?: unknown } | null)?.id);
  if (new Set(ids).size < ids.length) {
    faults.push({ at: 'relatedResource', what: 'must not name one resource twice', range: true });
  }
  return faults;
}
