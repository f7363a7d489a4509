import { base64urlnopad } from '@scure/base';
import { z } from 'zod';
import { KEY_BYTES, keyOfMultikey } from '../keys/multikey.js';

const method = z.looseObject({
  id: z.string(),
  type: z.string(),
  controller: z.string(),
  publicKeyMultibase: z.string().optional(),
  publicKeyJwk: z.looseObject({ kty: z.string() }).optional(),
  expires: z.iso.datetime({ offset: true }).optional(),
  revoked: z.iso.datetime({ offset: true }).optional(),
});

const relationship = z.array(z.union([z.string(), method])).optional();

/** What we read of a DID document (Controlled Identifiers 1.0, section 2); the rest is left alone. */
const didDocument = z.looseObject({
  id: z.string(),
  verificationMethod: z.array(method).optional(),
  assertionMethod: relationship,
  authentication: relationship,
});

export type VerificationMethod = z.infer<typeof method>;
export type Relationship = 'assertionMethod' | 'authentication';

export type MethodFault =
  'issuer-document-wrong' | 'proof-key-unknown' | 'proof-key-not-for-this' | 'key-revoked' | 'key-expired';

/**
 * Finds the method with which something was signed in the document of the signer, and says whether it may still vouch.
 * When a signature says that it was made decides nothing: whoever has the key can write any date.
 */
export function methodOf(
  document: unknown,
  { did, id, use, now }: { readonly did: string; readonly id: string; readonly use: Relationship; readonly now: Date },
): VerificationMethod | MethodFault {
  const read = didDocument.safeParse(document);
  if (!read.success || read.data.id !== did) return 'issuer-document-wrong';
  const { verificationMethod = [], [use]: allowed = [] } = read.data;
  const absolute = (name: string): string => (name.startsWith('#') ? did + name : name);
  const embedded = allowed.filter((one) => typeof one === 'object');
  const found = [...verificationMethod, ...embedded].filter((one) => absolute(one.id) === id);
  const [known] = found;
  if (known === undefined) return 'proof-key-unknown';
  if (found.length > 1 || known.controller !== did) return 'issuer-document-wrong';
  // Looked at first: a compromised key is told as such, also where it was taken out of what may vouch.
  if (known.revoked !== undefined && Date.parse(known.revoked) <= now.getTime()) return 'key-revoked';
  if (known.expires !== undefined && Date.parse(known.expires) <= now.getTime()) return 'key-expired';
  const mayVouch = allowed.some((one) => absolute(typeof one === 'string' ? one : one.id) === id);
  return mayVouch ? known : 'proof-key-not-for-this';
}

/** @returns the 32 raw bytes of the method's Ed25519 key; undefined when it has another kind of key, or none. */
export function ed25519KeyOf({ publicKeyMultibase, publicKeyJwk }: VerificationMethod): Uint8Array | undefined {
  // Two spellings of the key could be two keys.
  if (publicKeyMultibase !== undefined && publicKeyJwk !== undefined) return undefined;
  if (publicKeyMultibase !== undefined) return keyOfMultikey(publicKeyMultibase);
  const { kty, crv, x }: Readonly<Record<string, unknown>> = publicKeyJwk ?? {};
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return undefined;
  try {
    const key = base64urlnopad.decode(x);
    return key.length === KEY_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}
