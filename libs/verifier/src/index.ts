export {
  canonicaliseCredential,
  canonicaliseGenerally,
  canonicaliseProofOptions,
  type ContextDocument,
} from './canonical/canonicalise.js';
export { CHECK_NAMES, OUTCOMES, VERDICTS, type Check, type CheckName, type Outcome, type Verdict } from './checks.js';
export {
  createContextLoader,
  CREDENTIALS_CONTEXT,
  loadContext,
  OPEN_BADGES_CONTEXT,
  PINNED_CONTEXTS,
} from './contexts/contexts.js';
export { formalFaults, type Level } from './document/open-badges.js';
export { didWebOf, didWebUrl, isDidWeb } from './did/did-web.js';
export type * from './document/credential.js';
export { KINDS, many, type Kind } from './document/kinds.js';
export { fromDigestMultibase, toDigestMultibase } from './evidence.js';
export {
  bakePng,
  bakeSvg,
  BakingError,
  MAX_IMAGE_BYTES,
  readBakedImage,
  type BakedImage,
  type ImageFault,
} from './images/index.js';
export {
  didKeyOf,
  encodeMultibase,
  KEY_BYTES,
  multikeyOf,
  publicKeyOf,
  verificationMethodOf,
} from './keys/multikey.js';
export { signDocument, toDateTimeStamp, type Signer } from './proof/sign.js';
export type { FailureCode, Language } from './reasons.js';
export type { KnownIssuer, Sources } from './sources.js';
export { decodeStatusList, encodeStatusList, MIN_STATUS_BITS, statusAt, statusBits } from './status/bitstring.js';
export { VerifierError, type VerifierErrorCode } from './verifier-error.js';
export { verify, type Verification, type VerifyOptions } from './verify.js';
