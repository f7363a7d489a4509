export {
  buildAchievementCredential,
  buildEvidence,
  hashIdentity,
  toIri,
  withAssessed,
  withDefinition,
  type AchievementContent,
  type AssessedContent,
  type CredentialContent,
  type CriterionContent,
  type DefinedContent,
  type EvidenceContent,
  type LevelContent,
} from './build-credential.js';
export { buildStatusList, type StatusListContent } from './build-status-list.js';
export { compactJws, generateJwk, jwtSignerOf, privateKeyOf, publicJwkOf, type JwtSigner } from './jwt-keys.js';
export { generateSigningKey, signingKeyFromSeed, type KeyName, type SigningKey } from './keys.js';
export { SigningError, type SigningErrorCode } from './signing-error.js';
