/**
 * Our shape of an Open Badges 3.0 `AchievementCredential` in the Verifiable Credentials Data Model 2.0. Arrays stand
 * where the Open Badges JSON schema wants arrays, single values where it wants one.
 */

export interface Profile {
  readonly id: string;
  readonly type: readonly ['Profile'];
  readonly name: string;
}

/** What an identity is of: an Open Badges `IdentifierTypeEnum` term or an extension of it. */
export type IdentityType = 'emailAddress' | 'identifier' | 'systemId' | `ext:${string}`;

export interface IdentityObject {
  readonly type: 'IdentityObject';
  readonly hashed: true;
  /** `sha256$` and the hex SHA-256 over identity and salt. */
  readonly identityHash: string;
  readonly identityType: IdentityType;
  readonly salt: string;
}

export interface RubricCriterionLevel {
  readonly id: string;
  readonly type: readonly ['RubricCriterionLevel'];
  readonly name: string;
  readonly description?: string;
  readonly level?: string;
}

export interface ResultDescription {
  readonly id: string;
  readonly type: readonly ['ResultDescription'];
  readonly name: string;
  readonly resultType: 'RubricCriterionLevel';
  readonly requiredLevel?: string;
  readonly rubricCriterionLevel: readonly RubricCriterionLevel[];
}

export interface Achievement {
  readonly id: string;
  readonly type: readonly ['Achievement'];
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly narrative: string };
  readonly achievementType: string;
  readonly version?: string;
  readonly inLanguage?: string;
  readonly resultDescription?: readonly ResultDescription[];
}

export interface Result {
  readonly type: readonly ['Result'];
  readonly resultDescription: string;
  readonly achievedLevel: string;
}

export interface AchievementSubject {
  readonly type: readonly ['AchievementSubject'];
  readonly identifier: readonly IdentityObject[];
  readonly activityStartDate?: string;
  readonly activityEndDate?: string;
  readonly achievement: Achievement;
  readonly result?: readonly Result[];
}

export interface Evidence {
  readonly id: string;
  readonly type: readonly ['Evidence'];
  readonly name?: string;
  readonly description?: string;
  /** Multibase (base64url) of the multihash of the SHA-256 (VC Data Model 2.0, section 5.3). */
  readonly digestMultibase?: string;
}

export interface AchievementCredential {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly ['VerifiableCredential', 'OpenBadgeCredential'];
  readonly name: string;
  readonly issuer: Profile;
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly credentialSubject: AchievementSubject;
  readonly evidence?: readonly Evidence[];
}

/** A Data Integrity proof (VC Data Integrity 1.0, section 2.1) of the one kind that we make and accept. */
export interface DataIntegrityProof {
  readonly type: 'DataIntegrityProof';
  readonly cryptosuite: 'eddsa-rdfc-2022';
  readonly created: string;
  readonly verificationMethod: string;
  readonly proofPurpose: 'assertionMethod';
  readonly proofValue: string;
}

/** What a proof says about itself: all of it but its value. */
export type ProofOptions = Omit<DataIntegrityProof, 'proofValue'>;

export type SignedCredential<C extends object = AchievementCredential> = C & { readonly proof: DataIntegrityProof };
