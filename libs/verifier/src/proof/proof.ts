import { z } from 'zod';
import { decodeMultibase } from '../keys/multikey.js';

export type ProofFault =
  | 'proof-missing'
  | 'proof-twice'
  | 'proof-too-many'
  | 'proof-member-unknown'
  | 'proof-algorithm-not-allowed'
  | 'proof-purpose-wrong'
  | 'proof-malformed';

/** More than anybody signs in earnest; each costs a signature check. */
const MAX_PROOFS = 8;

const dateTimeStamp = z.iso.datetime({ offset: true }).optional();

const proofSchema = z.strictObject({
  id: z.string().optional(),
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  created: dateTimeStamp,
  expires: dateTimeStamp,
  verificationMethod: z.string(),
  proofPurpose: z.enum(['assertionMethod', 'authentication']),
  domain: z.union([z.string(), z.array(z.string())]).optional(),
  challenge: z.string().optional(),
  nonce: z.string().optional(),
  proofValue: z.string(),
});

/** All of a proof but its value. A proof of another issuer may end (`expires`), or not say when it was made. */
export type ReadProofOptions = Omit<z.infer<typeof proofSchema>, 'proofValue'>;

export interface ReadProof {
  readonly options: ReadProofOptions;
  readonly signature: Uint8Array;
}

export type ProofResult = { readonly proofs: readonly ReadProof[] } | { readonly fault: ProofFault };

const faultOfMember: Readonly<Record<string, ProofFault>> = {
  type: 'proof-algorithm-not-allowed',
  cryptosuite: 'proof-algorithm-not-allowed',
  proofPurpose: 'proof-purpose-wrong',
};

/**
 * Reads the proof of a document, or its set of proofs (VC Data Integrity 1.0, section 2.1.1), by an allowlist of members,
 * algorithms and purposes. A chain of proofs (`previousProof`) is not read.
 */
export function readProofs(value: unknown, purpose: ReadProofOptions['proofPurpose']): ProofResult {
  if (value === undefined) return { fault: 'proof-missing' };
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MAX_PROOFS) return { fault: 'proof-too-many' };
  const proofs: ReadProof[] = [];
  for (const one of values) {
    const read = readProof(one, purpose);
    if ('fault' in read) return read;
    proofs.push(read);
  }
  const distinct = new Set(proofs.map(({ signature }) => signature.join()));
  return distinct.size < proofs.length ? { fault: 'proof-twice' } : { proofs };
}

function readProof(value: unknown, purpose: string): ReadProof | { readonly fault: ProofFault } {
  const parsed = proofSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') return { fault: 'proof-member-unknown' };
    return { fault: faultOfMember[String(issue?.path[0])] ?? 'proof-malformed' };
  }
  const { proofValue, ...options } = parsed.data;
  if (options.proofPurpose !== purpose) return { fault: 'proof-purpose-wrong' };
  const signature = decodeMultibase(proofValue);
  return signature === undefined ? { fault: 'proof-malformed' } : { options, signature };
}
