import { MAX_TEXT, readJws, type CompactJws, type JwsFault } from '../jwt/compact-jws.js';

/** Nobody hides as much, each by itself. */
export const MAX_DISCLOSURES = 512;

export interface CompactSdJwt {
  /** What the issuer signed, with digests of what may be kept back. */
  readonly issued: CompactJws;
  readonly disclosures: readonly string[];
  /** What a key binding is over: all that stands before it. */
  readonly bound: string;
  /** A JWT of the holder; undefined where there is none. */
  readonly binding: string | undefined;
}

/** No part of a JWS has this sign in it. */
export const isSdJwt = (text: string): boolean => text.includes('~');

/** Takes an SD-JWT apart, with or without key binding (RFC 9901, section 4), within the bounds of a JWS. Nothing of it is believed yet. */
export function readSdJwt(text: string): CompactSdJwt | { readonly fault: JwsFault | 'disclosures-too-many' } {
  if (text.length > MAX_TEXT) return { fault: 'document-too-large' };
  const end = text.lastIndexOf('~');
  const bound = text.slice(0, end + 1);
  const [jwt = '', ...disclosures] = text.slice(0, Math.max(end, 0)).split('~', MAX_DISCLOSURES + 2);
  if (disclosures.length > MAX_DISCLOSURES) return { fault: 'disclosures-too-many' };
  const issued = readJws(jwt);
  if ('fault' in issued) return issued;
  return { issued, disclosures, bound, binding: text.slice(end + 1) || undefined };
}
