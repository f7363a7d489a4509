import { z } from 'zod';
import { decodeMultibase, publicKeyOf, verificationMethodOf } from './keys.js';

export type ProofFault =
  | 'proof-missing'
  | 'proof-not-single'
  | 'proof-member-unknown'
  | 'proof-algorithm-not-allowed'
  | 'proof-purpose-wrong'
  | 'proof-malformed'
  | 'issuer-not-supported'
  | 'proof-key-not-of-issuer';

const dateTimeStamp = z.iso.datetime({ offset: true }).optional();

const proofSchema = z.strictObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  created: dateTimeStamp,
  expires: dateTimeStamp,
  verificationMethod: z.string(),
  proofPurpose: z.literal('assertionMethod'),
  proofValue: z.string(),
});

/** All of a proof but its value. A proof of another issuer may end (`expires`), or not say when it was made. */
export type ReadProofOptions = Omit<z.infer<typeof proofSchema>, 'proofValue'>;

export type ProofResult =
  { readonly options: ReadProofOptions; readonly signature: Uint8Array } | { readonly fault: ProofFault };

const faultOfMember: Readonly<Record<string, ProofFault>> = {
  type: 'proof-algorithm-not-allowed',
  cryptosuite: 'proof-algorithm-not-allowed',
  proofPurpose: 'proof-purpose-wrong',
};

/**
 * Reads the one proof that a credential may have, by an allowlist of its members, algorithm and purpose, and holds its
 * key against the issuer: only the issuer's own key may prove, and only a `did:key` is known without asking anybody.
 */
export function readProof(value: unknown, issuer: string | undefined): ProofResult {
  if (value === undefined) return { fault: 'proof-missing' };
  if (Array.isArray(value)) return { fault: 'proof-not-single' };
  const parsed = proofSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') return { fault: 'proof-member-unknown' };
    return { fault: faultOfMember[String(issue?.path[0])] ?? 'proof-malformed' };
  }
  const { proofValue, ...options } = parsed.data;
  const signature = decodeMultibase(proofValue);
  if (signature === undefined) return { fault: 'proof-malformed' };
  if (issuer === undefined || !isKnownKey(issuer)) return { fault: 'issuer-not-supported' };
  if (options.verificationMethod !== verificationMethodOf(issuer)) return { fault: 'proof-key-not-of-issuer' };
  return { options, signature };
}

function isKnownKey(did: string): boolean {
  try {
    return publicKeyOf(did).length > 0;
  } catch {
    return false;
  }
}
