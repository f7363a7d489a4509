/**
 * Our shape of Open Badges 3.0 credentials in the Verifiable Credentials Data Model 2.0. Arrays stand where the Open Badges
 * JSON schema wants arrays, single values where it wants one. Whoever adds a member here adds it to `canonical/template.ts` too, and
 * takes none that the oldest revision of the context lacks (ADR 0017): there is no `inLanguage` and no `awardedDate`.
 */

export interface Address {
  readonly type: readonly ['Address'];
  /** ISO 3166-1 alpha-2. */
  readonly addressCountryCode: string;
  readonly addressRegion?: string;
}

export interface Profile {
  readonly id: string;
  readonly type: readonly ['Profile'];
  readonly name?: string;
  readonly url?: string;
  readonly address?: Address;
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

export interface Alignment {
  readonly type: readonly ['Alignment'];
  readonly targetName: string;
  readonly targetUrl: string;
  readonly targetFramework?: string;
  readonly targetCode?: string;
  readonly targetDescription?: string;
  /** A term of the Open Badges `AlignmentTargetType`, or `ext:…`. */
  readonly targetType?: string;
}

export interface Image {
  readonly id: string;
  readonly type: 'Image';
  readonly caption?: string;
}

export interface Related {
  readonly id: string;
  readonly type: readonly ['Related'];
  readonly version?: string;
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
  readonly alignment?: readonly Alignment[];
  readonly rubricCriterionLevel: readonly RubricCriterionLevel[];
}

export interface Achievement {
  readonly id: string;
  readonly type: readonly ['Achievement'];
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly narrative: string };
  readonly achievementType: string;
  readonly alignment?: readonly Alignment[];
  readonly creator?: Profile;
  readonly creditsAvailable?: number;
  readonly image?: Image;
  readonly related?: readonly Related[];
  readonly resultDescription?: readonly ResultDescription[];
  readonly tag?: readonly string[];
  readonly version?: string;
}

export interface Result {
  readonly type: readonly ['Result'];
  readonly resultDescription: string;
  readonly achievedLevel: string;
}

export interface AchievementSubject {
  /** The DID of the learner, where they gave one. */
  readonly id?: string;
  readonly type: readonly ['AchievementSubject'];
  readonly identifier?: readonly IdentityObject[];
  readonly activityStartDate?: string;
  readonly activityEndDate?: string;
  readonly creditsEarned?: number;
  readonly role?: string;
  /** Who assessed on behalf of the issuer, where that was somebody else. */
  readonly source?: Profile;
  readonly achievement: Achievement;
  readonly result?: readonly Result[];
}

export interface Evidence {
  readonly id: string;
  readonly type: readonly ['Evidence'];
  readonly name?: string;
  readonly description?: string;
  readonly genre?: string;
  /** Multibase (base64url) of the multihash of the SHA-256 (VC Data Model 2.0, section 5.3). */
  readonly digestMultibase?: string;
}

/** For what a status list is; a message says nothing on whether a credential holds. */
export type StatusPurpose = 'revocation' | 'suspension' | 'message';

/** One entry of a Bitstring Status List (section 2.1 of that standard). */
export interface StatusListEntry {
  readonly id: string;
  readonly type: 'BitstringStatusListEntry';
  readonly statusPurpose: StatusPurpose;
  readonly statusListIndex: string;
  readonly statusListCredential: string;
  /** Its bits; left out: one. */
  readonly statusSize?: number;
  /** What each value means, by `0x` and the value in hexadecimal. */
  readonly statusMessage?: readonly { readonly status: string; readonly message: string }[];
  /** Where more is said of them. */
  readonly statusReference?: string;
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
  readonly endorsement?: readonly SignedCredential<EndorsementCredential>[];
  readonly credentialStatus?: StatusListEntry;
}

export interface EndorsementCredential {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly ['VerifiableCredential', 'EndorsementCredential'];
  readonly name: string;
  readonly description?: string;
  readonly issuer: Profile;
  readonly validFrom: string;
  readonly credentialSubject: {
    /** What is endorsed. */
    readonly id: string;
    readonly type: readonly ['EndorsementSubject'];
    readonly endorsementComment?: string;
  };
  readonly evidence?: readonly Evidence[];
}

/** A list of which entries are set (Bitstring Status List 1.0, section 2.2). */
export interface StatusListCredential {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly ['VerifiableCredential', 'BitstringStatusListCredential'];
  readonly issuer: string;
  readonly validFrom: string;
  readonly credentialSubject: {
    readonly id: string;
    readonly type: 'BitstringStatusList';
    readonly statusPurpose: StatusPurpose;
    readonly encodedList: string;
    /** Milliseconds for which a reader may keep it. */
    readonly ttl: number;
  };
}

/** A Data Integrity proof (VC Data Integrity 1.0, section 2.1) of the one kind that we make. */
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

/** The formal schema of Open Badges wants a list of proofs, also of one. */
export type SignedCredential<C extends object = AchievementCredential> = C & {
  readonly proof: readonly [DataIntegrityProof];
};
