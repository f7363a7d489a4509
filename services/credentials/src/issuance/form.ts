import { z } from 'zod';

/** The media type of a form. */
export const FORM = 'application/x-www-form-urlencoded';

/**
 * The members of a form; one that stands there several times is a list, which no member may be, and one without a value is as if it was
 * left out (RFC 6749, section 3.2).
 */
export function readForm(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  const members = new URLSearchParams(body);
  const read = [...new Set(members.keys())].map((name): [string, string | string[]] => {
    const [value = '', ...more] = members.getAll(name);
    return [name, more.length === 0 ? value : [value, ...more]];
  });
  return Object.fromEntries(read.filter(([, value]) => value !== ''));
}

/** A form of which nothing is known but that each member stands in it once: further ones are nothing to us (RFC 6749, section 3.2). */
export const anyForm = z.preprocess(readForm, z.record(z.string(), z.string()));
