import { base64urlnopad } from '@scure/base';
import { sha256 } from '#platform';
import { isObject } from '../document/kinds.js';
import { MAX_DOCUMENT_DEPTH, readPlainJson, type PlainJsonFault } from '../document/plain-json.js';
import { decodeBase64url } from '../jwt/compact-jws.js';

export type DisclosureFault =
  | PlainJsonFault
  | 'disclosure-malformed'
  | 'disclosure-not-signed'
  | 'disclosure-twice'
  | 'disclosure-name-twice'
  | 'disclosure-name-not-allowed'
  | 'disclosure-digests-malformed'
  | 'disclosure-hash-not-allowed';

type Members = Readonly<Record<string, unknown>>;

/** Of a member of an object, by its name; or of an element of a list, which has none. */
interface Disclosure {
  readonly name: string | undefined;
  readonly value: unknown;
}

/** What decides by whom it is, until when it holds, and whose it is: hidden, nobody would miss it (SD-JWT VC, section 2.2.2.2). */
const SHOWN = ['iss', 'nbf', 'exp', 'cnf', 'status', '_sd_alg'];
const SHOWN_OF_CLAIMS = [...SHOWN, 'vct', 'vct#integrity'];
const SHOWN_OF_DOCUMENT = [
  ...SHOWN,
  '@context',
  'type',
  'issuer',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
  'credentialStatus',
  'credentialSchema',
];

/**
 * Puts what is disclosed in the place of its digest (RFC 9901, section 7.1, step 3), and takes away the digests of what is not.
 *
 * @param as what stands at the top: the members of a document, or claims of a JWT alone
 * @returns what is left to read; or a fault where a disclosure is not one that was signed, in one place
 */
export function disclose(
  payload: Members,
  disclosures: readonly string[],
  as: 'document' | 'claims',
): { readonly payload: Members } | { readonly fault: DisclosureFault } {
  const { _sd_alg: algorithm = 'sha-256', ...signed } = payload;
  if (algorithm !== 'sha-256') return { fault: 'disclosure-hash-not-allowed' };
  try {
    const opening = new Opening(disclosures);
    const opened = opening.members(signed, 1, as === 'claims' ? SHOWN_OF_CLAIMS : SHOWN_OF_DOCUMENT);
    if (opening.left > 0) return { fault: 'disclosure-not-signed' };
    const plain = readPlainJson(opened);
    return 'fault' in plain ? plain : { payload: opened };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.fault };
    throw error;
  }
}

class Refused extends Error {
  constructor(readonly fault: DisclosureFault) {
    super(fault);
  }
}

function refuse(fault: DisclosureFault): never {
  throw new Refused(fault);
}

/** What is disclosed, each taken once. */
class Opening {
  readonly #disclosed = new Map<string, Disclosure>();
  readonly #met = new Set<string>();

  constructor(disclosures: readonly string[]) {
    for (const text of disclosures) {
      const digest = base64urlnopad.encode(sha256(text));
      if (this.#disclosed.has(digest)) refuse('disclosure-twice');
      this.#disclosed.set(digest, readDisclosure(text));
    }
  }

  get left(): number {
    return this.#disclosed.size;
  }

  /** @param shown names of members that nobody may hide here */
  members(value: Members, depth: number, shown: readonly string[] = []): Members {
    const { _sd: digests = [], ...plain } = value;
    if (!Array.isArray(digests) || Object.hasOwn(plain, '...')) refuse('disclosure-digests-malformed');
    const members = new Map<string, unknown>();
    for (const [name, one] of Object.entries(plain)) {
      // Of an issuer more than its id may be told, which is missed where it is hidden; of a list nobody misses an element.
      if (shown.includes(name) && name !== 'issuer' && hides(one)) refuse('disclosure-name-not-allowed');
      members.set(name, this.#value(one, depth + 1));
    }
    for (const digest of digests as readonly unknown[]) {
      const disclosure = this.#take(digest);
      if (disclosure === undefined) continue;
      const { name, value: disclosed } = disclosure;
      if (name === undefined) refuse('disclosure-malformed');
      if (members.has(name)) refuse('disclosure-name-twice');
      if (shown.includes(name)) refuse('disclosure-name-not-allowed');
      members.set(name, this.#value(disclosed, depth + 1));
    }
    return Object.fromEntries(members);
  }

  #value(value: unknown, depth: number): unknown {
    // Disclosures stand within each other, so each may be as deep again.
    if (depth > MAX_DOCUMENT_DEPTH) refuse('document-too-deep');
    if (Array.isArray(value)) return value.flatMap((one: unknown) => this.#element(one, depth + 1));
    return isObject(value) ? this.members(value, depth) : value;
  }

  /** @returns nothing, or the one element */
  #element(element: unknown, depth: number): unknown[] {
    if (!isObject(element) || !Object.hasOwn(element, '...')) return [this.#value(element, depth)];
    if (Object.keys(element).length > 1) refuse('disclosure-digests-malformed');
    const disclosure = this.#take(element['...']);
    if (disclosure === undefined) return [];
    if (disclosure.name !== undefined) refuse('disclosure-malformed');
    return [this.#value(disclosure.value, depth)];
  }

  /** @returns undefined for what is not disclosed, and for a decoy */
  #take(digest: unknown): Disclosure | undefined {
    if (typeof digest !== 'string') refuse('disclosure-digests-malformed');
    if (this.#met.has(digest)) refuse('disclosure-twice');
    this.#met.add(digest);
    const disclosure = this.#disclosed.get(digest);
    this.#disclosed.delete(digest);
    return disclosure;
  }
}

/** Whether anything may be kept back of it, at any depth. */
const hides = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hides)
    : isObject(value) && Object.entries(value).some(([name, one]) => name === '_sd' || name === '...' || hides(one));

/** Salt, name and value of a member, or salt and value of an element (section 4.2). */
function readDisclosure(text: string): Disclosure {
  const bytes = decodeBase64url(text);
  const read = bytes && readPlainJson(bytes);
  if (read === undefined || 'fault' in read)
    refuse(read === undefined || read.fault === 'document-unreadable' ? 'disclosure-malformed' : read.fault);
  const parts: readonly unknown[] = Array.isArray(read.value) ? read.value : [];
  const [salt, name, value] = parts;
  if (typeof salt !== 'string' || parts.length < 2 || parts.length > 3) refuse('disclosure-malformed');
  if (parts.length === 2) return { name: undefined, value: name };
  if (typeof name !== 'string') refuse('disclosure-malformed');
  if (name === '_sd' || name === '...') refuse('disclosure-name-not-allowed');
  if (name === '__proto__') refuse('document-has-name-not-allowed');
  return { name, value };
}
