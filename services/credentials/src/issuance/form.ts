import { z } from 'zod';

/** The media type of a form. */
export const FORM = 'application/x-www-form-urlencoded';

/** The members of a form; one that stands there several times is a list, which no member may be. */
export function readForm(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  const members = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(members.keys())].map((name) => {
      const values = members.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

/** A form of which nothing is known but that each member stands in it once: further ones are nothing to us (RFC 6749, section 3.2). */
export const anyForm = z.preprocess(readForm, z.record(z.string(), z.string()));
