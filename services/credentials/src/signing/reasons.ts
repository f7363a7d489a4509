import { MAX_GENERAL_NODES } from './canonicalise.js';
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH, type PlainJsonFault } from './plain-json.js';
import type { ProofFault } from './proof.js';

/** Why a check failed. The codes are stable. */
export type FailureCode =
  | PlainJsonFault
  | ProofFault
  | 'document-too-complex'
  | 'document-not-covered'
  | 'shape-unknown'
  | 'context-not-accepted'
  | 'signature-not-checked'
  | 'signature-not-checkable'
  | 'signature-wrong'
  | 'status-not-supported'
  | 'not-valid-yet'
  | 'expired'
  | 'proof-expired';

const REASONS: Readonly<Record<'passed' | FailureCode, string>> = {
  passed: 'In order.',
  'document-unreadable': 'This cannot be read as JSON in UTF-8.',
  'document-too-large': `The credential is larger than the ${MAX_DOCUMENT_BYTES / 1024} KiB that are accepted.`,
  'document-too-deep': `The credential is nested deeper than the ${MAX_DOCUMENT_DEPTH} levels that are accepted.`,
  'document-not-plain-json': 'The credential holds a value that JSON cannot carry, such as half a character.',
  'document-has-duplicate-members':
    'The credential says the same thing twice, so readers could differ in what it says.',
  'document-has-name-not-allowed':
    'The credential has a member named __proto__, which readers may take for something else.',
  'document-too-complex': `The credential holds more than the ${MAX_GENERAL_NODES} values that are accepted of other issuers.`,
  'document-not-covered': 'The credential has a name for something (empty, or _:…) that no signature covers.',
  'shape-unknown': 'This does not read as an Open Badges 3.0 credential:',
  'context-not-accepted':
    'The contexts, which give the words of the credential their meaning, are not the published ones that are accepted.',
  'proof-missing': 'The credential is not signed.',
  'proof-not-single': 'The credential must have exactly one proof.',
  'proof-member-unknown': 'The proof has a member that is not accepted.',
  'proof-algorithm-not-allowed': 'The proof is not a DataIntegrityProof with cryptosuite eddsa-rdfc-2022.',
  'proof-purpose-wrong': 'The proof was not made to assert something (assertionMethod).',
  'proof-malformed': 'The proof cannot be read.',
  'issuer-not-supported': 'The issuer cannot be identified: only a did:key with an Ed25519 key is accepted.',
  'proof-key-not-of-issuer': 'The proof was made with a key that does not belong to the issuer.',
  'signature-not-checked': 'The signature was not checked, because the credential was refused before.',
  'signature-not-checkable': 'The credential has words that its contexts do not define, or takes too long to check.',
  'signature-wrong': 'The signature does not fit: the credential was altered, or signed by somebody else.',
  'status-not-supported': 'The credential refers to a status list, which cannot be asked here.',
  'not-valid-yet': 'The credential is not valid before:',
  expired: 'The credential was valid until:',
  'proof-expired': 'The signature was meant to be accepted until:',
};

export function reasonOf(code: 'passed' | FailureCode): string {
  return REASONS[code];
}
