import { publicKeyOf, verificationMethodOf } from '../keys/multikey.js';
import type { Sources } from '../sources.js';
import { ed25519KeyOf, methodOf, type MethodFault, type Relationship } from './did-document.js';
import { didWebUrl, isDidWeb } from './did-web.js';

export type KeyFault =
  MethodFault | 'issuer-not-supported' | 'issuer-not-reached' | 'proof-key-not-of-issuer' | 'proof-key-not-supported';

interface Asked {
  /** The verification method that the proof names. */
  readonly method: string;
  readonly use: Relationship;
  readonly sources: Sources;
  readonly now: Date;
}

/** The Ed25519 key of a verification method, as the DID that it belongs to gives it. */
export async function keyOf(asked: Asked): Promise<Uint8Array | KeyFault> {
  const did = asked.method.replace(/[#?].*$/s, '');
  if (did.startsWith('did:key:')) return keyOfDidKey(did, asked.method);
  if (!isDidWeb(did) || !isReadable(did)) return 'issuer-not-supported';
  const document = await asked.sources.didDocument?.(did);
  if (document === undefined) return 'issuer-not-reached';
  const method = methodOf(document, { did, id: asked.method, use: asked.use, now: asked.now });
  if (typeof method === 'string') return method;
  return ed25519KeyOf(method) ?? 'proof-key-not-supported';
}

function keyOfDidKey(did: string, method: string): Uint8Array | KeyFault {
  try {
    const key = publicKeyOf(did);
    return method === verificationMethodOf(did) ? key : 'proof-key-not-of-issuer';
  } catch {
    return 'issuer-not-supported';
  }
}

function isReadable(did: string): boolean {
  try {
    return didWebUrl(did) !== '';
  } catch {
    return false;
  }
}
