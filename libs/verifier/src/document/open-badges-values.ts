import { z } from 'zod';

/**
 * How much spelling is allowed. `strict` is the model as such, which what we issue must follow. `lenient` is what readers
 * take from others: JSON-LD writes a list of one as the one, and a text in several languages as an object by language.
 */
export type Level = 'strict' | 'lenient';

export type Members = Readonly<Record<string, z.ZodType>>;

const must = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'must be there' : `must be ${what}`),
});

// Only characters of RFC 3986: an IRI with others in it is to be written percent-encoded.
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i;
const EXTENSION = /^ext:[\w.][\w.-]*$/;
// To others an extension is whatever has this in it: the pattern that was published is not bound to either end.
const EXTENSION_OF_OTHERS = /ext:[\w.|]/;
const LANGUAGE = /^[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;
const LANGUAGE_OF_TEXT = /^[a-z]{2}(?:-[A-Z]{2})?$/;
const JWT = /^[\w-]+\.[\w-]*\.[\w-]+$/;
const OPEN_BADGES_CONTEXT = /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(?:-3\.\d\.\d)?\.json$/;

const RECORD_CONTEXT = /^https:\/\/purl\.imsglobal\.org\/spec\/clr\/v2p0\/context(?:-2\.\d\.\d)?\.json$/;

const text = z.string(must('text'));
const matching = (pattern: RegExp, what: string) => z.string(must(what)).regex(pattern, must(what));

/** An open class: a document may say more than the model knows. */
const open = (required: Members, optional: Members = {}) =>
  z.looseObject({ ...required, ...z.object(optional).partial().shape }, must('an object'));

/** A closed class has the members of the model and no others. */
const closed = (required: Members, optional: Members = {}) =>
  z.strictObject({ ...required, ...z.object(optional).partial().shape }, must('an object'));

/** The kinds of value that the classes are stated in, at either level. */
export function valuesAt(level: Level) {
  const isLenient = level === 'lenient';

  const inLanguages = (schema: z.ZodType, what: string): z.ZodType =>
    isLenient
      ? z.union(
          [schema, z.record(z.string().regex(LANGUAGE_OF_TEXT), schema, must('named by a language code'))],
          must(`${what}, or one for each language`),
        )
      : schema;

  const words = inLanguages(text, 'text');
  // The published schemas ask for no more than text here, the model that they were made from for a URI.
  const uri = isLenient ? words : matching(URI, 'a URI');

  const list = (schema: z.ZodType): z.ZodType => {
    const elements = z.array(schema, must('a list'));
    return isLenient ? z.union([schema, elements], must('a list, or what may stand in it')) : elements;
  };

  const context = z.union([uri, z.looseObject({})], must('the address of a context, or a context'));
  const base = z.literal('https://www.w3.org/ns/credentials/v2', must('the context of the VC Data Model 2.0'));
  const openBadges = matching(OPEN_BADGES_CONTEXT, 'a context of Open Badges 3.0');
  const contexts = z.tuple([base, openBadges], must('a list of both contexts')).rest(context);
  const recordContexts = z
    .tuple([base, matching(RECORD_CONTEXT, 'a context of CLR 2.0'), openBadges], must('a list of three contexts'))
    .rest(context);
  const orOne = (all: z.ZodType): z.ZodType =>
    isLenient ? z.union([context, all], must('a context, or a list of them')) : all;

  /** For each of these some name of it, among whatever others. */
  const types = (...classes: (readonly string[])[]): z.ZodType => {
    const names = z.array(words, must('a list'));
    const withAll = classes.reduce(
      (schema, aliases) =>
        schema.refine((found) => aliases.some((name) => found.includes(name)), `must include ${aliases.join(' or ')}`),
      names,
    );
    return isLenient ? z.union([words, withAll], must('a list, or text')) : withAll;
  };

  return {
    open,
    closed,
    list,
    types,
    text: words,
    uri,
    /** A thing, or only its id. */
    reference: (schema: z.ZodType) => z.union([schema, uri], must('an object, or the URI of one')),
    number: z.number(must('a number')),
    boolean: z.boolean(must('true or false')),
    date: z.iso.date(must('a date')),
    moment: z.iso.datetime({ offset: true, ...must('a moment with a time zone') }),
    language: inLanguages(matching(LANGUAGE, 'a language code'), 'a language code'),
    jwt: inLanguages(matching(JWT, 'a compact JWS'), 'a compact JWS'),
    contexts: orOne(contexts),
    recordContexts: orOne(recordContexts),
    /** The name of a class where a list is not wanted. */
    only: (name: string) => inLanguages(z.literal(name, must(name)), name),
    oneOf: (terms: readonly string[]) => z.enum(terms, must(`one of ${terms.join(', ')}`)),
    termOf: (vocabulary: string, terms: readonly string[]) => {
      const extension = isLenient ? EXTENSION_OF_OTHERS : EXTENSION;
      const what = must(`a term of ${vocabulary}, or ext:…`);
      return z.string(what).refine((term) => terms.includes(term) || extension.test(term), what);
    },
  };
}
