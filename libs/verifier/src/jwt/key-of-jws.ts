import { methodOf, type MethodFault, type Relationship } from '../did/did-document.js';
import { didWebUrl, isDidWeb } from '../did/did-web.js';
import { isObject } from '../document/kinds.js';
import { readPlainJson } from '../document/plain-json.js';
import type { Sources } from '../sources.js';
import { decodeBase64url } from './compact-jws.js';
import { isSameKey, readJwk, readMultikey, type JwkFault, type PublicKey } from './jwk.js';

export type JwsKeyFault =
  | MethodFault
  | JwkFault
  | 'issuer-not-supported'
  | 'issuer-not-reached'
  | 'proof-key-not-of-issuer'
  | 'jwt-key-not-named';

interface Asked {
  /** The DID of who must have signed. */
  readonly signer: string;
  /** The verification method that the header names: a DID URL, whole or from `#` on. */
  readonly kid: string | undefined;
  /** The key that came along in the header. */
  readonly jwk: PublicKey | undefined;
  readonly use: Relationship;
  readonly sources: Sources;
  readonly now: Date;
}

/** A did:key carries less, a did:jwk with a long RSA key some 1,500 characters. */
const MAX_DID = 4_096;

/**
 * The key of a JWS, always as the DID of the signer gives it: a did:key (Ed25519, P-256), a did:jwk, or a did:web. The key in
 * the header counts only where it is one of those; then it tells which, if the header does not name one.
 */
export async function keyOfJws(asked: Asked): Promise<PublicKey | JwsKeyFault> {
  const { signer, jwk } = asked;
  const kid = asked.kid?.startsWith('#') ? signer + asked.kid : asked.kid;
  if (kid !== undefined && !kid.startsWith(`${signer}#`)) return 'proof-key-not-of-issuer';
  const key = isDidWeb(signer) ? await keyOfDidWeb({ ...asked, kid }) : keyOfOwnDid(signer, kid);
  if (typeof key === 'string') return key;
  return jwk === undefined || isSameKey(key, jwk) ? key : 'proof-key-not-of-issuer';
}

/** The key out of a DID that carries it. It has that key only, so none has to be named. */
function keyOfOwnDid(did: string, kid: string | undefined): PublicKey | JwsKeyFault {
  const [, method, carried = ''] = /^did:(key|jwk):([A-Za-z0-9_-]+)$/.exec(did) ?? [];
  if (method === undefined || did.length > MAX_DID) return 'issuer-not-supported';
  if (kid !== undefined && kid !== `${did}#${method === 'key' ? carried : '0'}`) return 'proof-key-not-of-issuer';
  if (method === 'key') return readMultikey(carried) ?? 'issuer-not-supported';
  const bytes = decodeBase64url(carried);
  const read = bytes && readPlainJson(bytes);
  return read !== undefined && 'value' in read && isObject(read.value) ? readJwk(read.value) : 'issuer-not-supported';
}

async function keyOfDidWeb({ signer: did, kid, jwk, use, sources, now }: Asked): Promise<PublicKey | JwsKeyFault> {
  if (!isReadable(did)) return 'issuer-not-supported';
  if (kid === undefined && jwk === undefined) return 'jwt-key-not-named';
  const document = await sources.didDocument?.(did);
  if (document === undefined) return 'issuer-not-reached';
  if (kid !== undefined) {
    const method = methodOf(document, { did, id: kid, use, now });
    return typeof method === 'string' ? method : keyOfMethod(method);
  }
  const ids = methodsIn(document, use).flatMap((method) => (isKeyOf(method, jwk) ? [String(method['id'])] : []));
  const found = [...new Set(ids)].map((id) => {
    const method = methodOf(document, { did, id: id.startsWith('#') ? did + id : id, use, now });
    return typeof method === 'string' ? method : keyOfMethod(method);
  });
  // A key that somebody else may have is that under each of its names.
  if (found.includes('key-revoked')) return 'key-revoked';
  return found.find((key) => typeof key !== 'string') ?? found[0] ?? 'proof-key-not-of-issuer';
}

/** More than any issuer has. Whoever writes a document with thousands would have each compared. */
const MAX_METHODS = 64;

function methodsIn(document: unknown, use: Relationship): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(document)) return [];
  const lists = [document['verificationMethod'], document[use]];
  return lists
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]).filter(isObject) : []))
    .slice(0, MAX_METHODS);
}

function isKeyOf(method: Readonly<Record<string, unknown>>, jwk: PublicKey | undefined): boolean {
  const key = keyOfMethod(method);
  return typeof key !== 'string' && jwk !== undefined && isSameKey(key, jwk);
}

/** Two spellings of the key could be two keys, so that is refused. */
function keyOfMethod({ publicKeyJwk, publicKeyMultibase }: Readonly<Record<string, unknown>>): PublicKey | JwkFault {
  if (isObject(publicKeyJwk) && publicKeyMultibase === undefined) return readJwk(publicKeyJwk);
  const isMultikey = typeof publicKeyMultibase === 'string' && publicKeyJwk === undefined;
  return (isMultikey ? readMultikey(publicKeyMultibase) : undefined) ?? 'jwt-key-not-supported';
}

function isReadable(did: string): boolean {
  try {
    return didWebUrl(did) !== '';
  } catch {
    return false;
  }
}
