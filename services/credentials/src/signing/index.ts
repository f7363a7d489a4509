export {
  buildAchievementCredential,
  hashIdentity,
  toDateTimeStamp,
  toDigestMultibase,
  toIri,
  type AchievementContent,
  type CredentialContent,
  type CriterionContent,
  type EvidenceContent,
  type LevelContent,
} from './build-credential.js';
export { canonicaliseCredential, canonicaliseGenerally, canonicaliseProofOptions } from './canonicalise.js';
export {
  createContextLoader,
  CREDENTIALS_CONTEXT,
  loadContext,
  OPEN_BADGES_CONTEXT,
  PINNED_CONTEXTS,
} from './contexts.js';
export type * from './credential.js';
export { didKeyOf, generateSigningKey, publicKeyOf, signingKeyFromSeed, type SigningKey } from './keys.js';
export type { FailureCode } from './reasons.js';
export { signCredential } from './sign.js';
export { SigningError, type SigningErrorCode } from './signing-error.js';
export { verifyCredential, type Check, type CheckName, type Verdict, type Verification } from './verify.js';
