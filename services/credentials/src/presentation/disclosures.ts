import { hash } from 'node:crypto';

/**
 * Whether each disclosure of an SD-JWT is one that its issuer signed, and stands there once (RFC 9901, section 7.1, steps 3 and 5): the
 * library passes over those that are not.
 *
 * @param payload as it was signed
 */
export function areAllSigned(sdJwt: string, payload: unknown): boolean {
  const disclosures = sdJwt.split('~').slice(1, -1);
  const values = disclosures.map((one): unknown => JSON.parse(Buffer.from(one, 'base64url').toString()));
  const signed = [payload, ...values].flatMap(digestsIn);
  const shown = disclosures.map((one) => hash('sha256', one, 'base64url'));
  const once = (all: readonly string[]): boolean => new Set(all).size === all.length;
  const known = new Set(signed);
  return once(signed) && once(shown) && shown.every((digest) => known.has(digest));
}

/** Of members (`_sd`) and of elements of lists (`...`), at any depth. */
function digestsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    if (name === '_sd' && Array.isArray(one)) return one.map(String);
    return name === '...' ? [String(one)] : digestsIn(one);
  });
}
