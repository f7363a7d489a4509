import { VerifierError } from '../verifier-error.js';

const DID_WEB = 'did:web:';

export const isDidWeb = (did: string): boolean => did.startsWith(DID_WEB);

/**
 * Where the document of a `did:web` lies (did:web method specification, "Read"): at `/.well-known/did.json` of its domain, or at
 * `did.json` below its path. Always https.
 *
 * @throws VerifierError `did-web-malformed`
 */
export function didWebUrl(did: string): string {
  const [domain = '', ...path] = did.slice(DID_WEB.length).split(':');
  const host = /^[a-z0-9.-]+(?:%3A[0-9]{1,5})?$/i.test(domain) ? domain.replace(/%3A/i, ':') : '';
  const plain = path.every((part) => /^(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+$/.test(part) && isOneSegment(part));
  if (!isDidWeb(did) || host === '' || !plain) {
    throw new VerifierError('did-web-malformed', `${did} is no did:web with a domain and a plain path.`);
  }
  return `https://${host}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`;
}

/**
 * Writes the `did:web` of an address, by which its document is found again.
 *
 * @param base an origin with or without a path, such as `https://region.example/credentials`
 * @throws VerifierError `did-web-malformed` for an address that a `did:web` cannot say
 */
export function didWebOf(base: string, ...path: readonly string[]): string {
  const { host, pathname } = new URL(base);
  const parts = [...pathname.split('/').filter((part) => part !== ''), ...path];
  const did = [`${DID_WEB}${host.replace(':', '%3A')}`, ...parts].join(':');
  didWebUrl(did);
  return did;
}

/** Also once it is decoded: whoever fetches the address reads `%2e%2e` as the folder above. */
const isOneSegment = (part: string): boolean => !/^\.{1,2}$/.test(part.replace(/%2e/gi, '.')) && !/%2f|%5c/i.test(part);
