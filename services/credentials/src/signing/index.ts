export {
  buildAchievement,
  buildAchievementCredential,
  hashIdentity,
  toIri,
  type AchievementContent,
  type CredentialContent,
  type CriterionContent,
  type EvidenceContent,
  type LevelContent,
} from './build-credential.js';
export { generateSigningKey, signingKeyFromSeed, type KeyName, type SigningKey } from './keys.js';
export { SigningError, type SigningErrorCode } from './signing-error.js';
