export {
  canonicaliseCredential,
  canonicaliseGenerally,
  canonicaliseProofOptions,
  type ContextDocument,
} from './canonical/canonicalise.js';
export { CHECK_NAMES, OUTCOMES, VERDICTS, type Check, type CheckName, type Outcome, type Verdict } from './checks.js';
export {
  contextFaults,
  createContextLoader,
  CREDENTIALS_CONTEXT,
  LEARNER_RECORD_CONTEXT,
  loadContext,
  OPEN_BADGES_CONTEXT,
  PINNED_CONTEXTS,
} from './contexts/contexts.js';
export { dataModelFaults, type DataModelFault } from './document/data-model.js';
export { formalFaults, type Level } from './document/open-badges.js';
export { didWebOf, didWebUrl, isDidWeb } from './did/did-web.js';
export type * from './document/credential.js';
export { KINDS, kindOf, many, type Kind } from './document/kinds.js';
export { MAX_MEMBERS } from './document/members.js';
export { MAX_DOCUMENT_BYTES } from './document/plain-json.js';
export { countWithin, documentsWithin, isEnvelope } from './jwt/enveloped.js';
export { bytesInAddress, fromDigestMultibase, toDigestMultibase } from './evidence.js';
export {
  bakePng,
  bakeSvg,
  BakingError,
  isPng,
  MAX_IMAGE_BYTES,
  readBakedImage,
  readPngChunks,
  readXml,
  XmlError,
  type BakedImage,
  type ImageFault,
  type PngChunk,
  type XmlPart,
  type XmlStart,
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
export { keyOfJws, type JwsKeyFault } from './jwt/key-of-jws.js';
export { readJwk, type JwkFault, type PublicKey } from './jwt/jwk.js';
export { reasonOf, type FailureCode, type Language } from './reasons.js';
export { FORMS, readReceived, type Form, type Received } from './received.js';
export { readSdJwt } from './sd-jwt/compact-sd-jwt.js';
export { keyOfHolder } from './sd-jwt/key-binding.js';
export { openSdJwt } from './sd-jwt/open-sd-jwt.js';
export type { KnownIssuer, Sources } from './sources.js';
export { bitstringFaultsOf } from './status/status.js';
export { decodeStatusList, encodeStatusList, MIN_STATUS_BITS, statusAt, statusBits } from './status/bitstring.js';
export { VerifierError, type VerifierErrorCode } from './verifier-error.js';
export { verify, type Verification, type VerifyOptions } from './verify.js';
