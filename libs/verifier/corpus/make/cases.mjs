// How a case is written; see ../README.md.

import { NOW } from './documents.mjs';
import { school, schoolWeb } from './sign.mjs';

const made = (verdict, name, why, given, codes, { sources, ...more } = {}) => ({
  name,
  why,
  verdict,
  codes,
  now: NOW,
  ...more,
  ...asGiven(given),
  sources: { known: [school.did, schoolWeb.did], ...sources },
});

function asGiven(given) {
  if (given instanceof Uint8Array) return { image: Buffer.from(given).toString('base64') };
  return typeof given === 'string' ? { text: given } : { document: given };
}

/** @param given the document as value, as text where a value cannot say it, or the bytes of an image */
export const valid = (name, why, given, more) => made('valid', name, why, given, [], more);

export const forged = (name, why, given, codes = ['signature-wrong'], more = {}) =>
  made('not-genuine', name, why, given, codes, more);

export const ended = (name, why, given, codes, more) => made('not-valid-any-more', name, why, given, codes, more);

export const undecided = (name, why, given, codes, more) => made('undecided', name, why, given, codes, more);

/** What does not read as what it says it is; then its signature is not looked at. */
export const misshapen = (name, why, given, more) =>
  forged(name, why, given, ['shape-unknown', 'signature-not-checked'], more);

/** Refused before the signature, by one check. */
export const refused = (name, why, given, code, more) =>
  forged(name, why, given, [code, 'signature-not-checked'], more);

/** The same text with one piece of it replaced, which must stand there. */
export function replaced(document, from, to) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  if (!text.includes(from)) throw new Error(`No ${from} in the text.`);
  return text.replace(from, to);
}
