import { z } from 'zod';

/**
 * An id as it comes in: a UUID in any case, lower case from here on (RFC 9562 §4), so that one thing never has two streams.
 * In JSON Schema it is a plain string of the format `uuid`.
 */
export const id = z
  .uuid('expected a UUID')
  .toLowerCase()
  .meta({ examples: ['019ab1c2-0000-7000-8000-000000000001'] });

/** What a person writes: without white space around it, not empty, at most so many characters. */
export function text(most: number): z.ZodString {
  return z.string().trim().min(1).max(most);
}

/** A code: lower-case words joined by hyphens. */
export const code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
  .max(60);

/** A SHA-256, in lower-case hex (FIPS 180-4). */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 as 64 lower-case hex digits');

/** A JSON body as the text that came, unparsed, where every byte counts: said in `takes` of a route, by itself. */
export const jsonText = z
  .custom<string>((value) => typeof value === 'string', 'expected JSON')
  .meta({ type: 'object', description: 'kept byte for byte' });

/** A body as the bytes that came, such as an image: said in `takes` of a route, by itself. */
export const bytes = z
  .custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')
  .meta({ type: 'string', format: 'binary' });

/**
 * When a rule across members is asked (`.refine(rule, { error, ...across('from', 'until') })`): beside all other faults, so that these
 * are told at once, but not where one of these members is wrong itself. Other members with a fault stand in the value as they came. A
 * list that is too long ends it: nothing after that is read.
 */
export function across(...members: readonly string[]): { when: (payload: z.core.ParsePayload) => boolean } {
  return {
    when: ({ issues }) =>
      !issues.some(({ code: found, path: [member] = [] }) =>
        member === undefined ? found.startsWith('invalid') : members.includes(String(member)),
      ),
  };
}

/** That each thing stands once in a list. @param besides a member that does not tell things apart */
export function eachOnce(what: string, besides?: string): z.core.$ZodCheck<readonly unknown[]> {
  const told = (one: unknown): string =>
    JSON.stringify(one, (name, value: unknown) => (name === besides ? undefined : value));
  return z.refine((all) => new Set(all.map(told)).size === all.length, {
    error: `expected each ${what} once`,
    ...across(),
  });
}
