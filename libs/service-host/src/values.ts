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
