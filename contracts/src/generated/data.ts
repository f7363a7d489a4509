// Generated from contracts/events by `npm run -w contracts generate`. Do not edit.

/**
 * A baton was accepted: an endorsement of the work, naming exactly what was accepted.
 */
export interface BatonAccepted {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg that hands on.
   */
  legId: string;
  /**
   * The baton.
   */
  batonId: string;
  /**
   * The baton's digest: SHA-256 over its canonical JSON (RFC 8785), 64 lower-case hexadecimal digits.
   */
  digest: string;
  /**
   * The next leg, whose team accepted; null when the employer accepted the last baton of an aspect.
   */
  acceptedByLeg: string | null;
  /**
   * The organisation for which it was accepted.
   */
  organisationId: string;
  /**
   * The person who accepted it, logged in and acting for that organisation; left out where they acted for themselves or for another, and in messages from before this was told.
   */
  acceptedBy?: string;
  /**
   * When it was accepted; left out in messages from before this was told.
   */
  acceptedAt?: string;
}

/**
 * The team of a leg handed over the baton.
 */
export interface BatonHandedOver {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg that hands on.
   */
  legId: string;
  /**
   * The baton.
   */
  batonId: string;
  /**
   * The baton's digest: SHA-256 over its canonical JSON (RFC 8785), 64 lower-case hexadecimal digits.
   */
  digest: string;
}

/**
 * A question about a baton was answered.
 */
export interface BatonQuestionAnswered {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg that hands on.
   */
  legId: string;
  /**
   * The baton.
   */
  batonId: string;
  /**
   * The question that was answered.
   */
  questionId: string;
}

/**
 * A question was asked about a baton; the next leg waits for the answer.
 */
export interface BatonQuestioned {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg that hands on.
   */
  legId: string;
  /**
   * The baton.
   */
  batonId: string;
  /**
   * The question.
   */
  questionId: string;
}

/**
 * A challenge was accepted into a hub.
 */
export interface ChallengeAccepted {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The hub where the challenge runs.
   */
  hubId: string;
  /**
   * The organisation to which the hub belongs.
   */
  organisationId: string;
}

/**
 * A challenge came to its end.
 */
export interface ChallengeConcluded {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * How it ended.
   */
  outcome: 'solved' | 'partly' | 'stopped';
}

/**
 * A challenge was declined.
 */
export interface ChallengeDeclined {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The hub that declined; null when no hub was asked.
   */
  hubId: string | null;
  /**
   * Why it was declined.
   */
  reason: 'out-of-scope' | 'no-capacity' | 'not-now' | 'unclear' | 'other';
}

/**
 * An organisation posted a challenge.
 */
export interface ChallengePosted {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The organisation whose problem it is.
   */
  organisationId: string;
  /**
   * True when a sole trader posted it: title and problem are then personal data and stay out.
   */
  soleTrader: boolean;
  /**
   * The challenge in one line; null for a sole trader.
   */
  title: string | null;
  /**
   * The problem in the words of the organisation; null for a sole trader.
   */
  problem: string | null;
  /**
   * When it was posted.
   */
  postedAt: string;
}

/**
 * A leg that had not started will not happen. The leg that was planned to build on it builds on the one before it.
 */
export interface LegCancelled {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg.
   */
  legId: string;
}

/**
 * A leg was planned.
 */
export interface LegPlanned {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg.
   */
  legId: string;
  /**
   * Code of the aspect of the challenge that the leg works on.
   */
  aspect: string;
  /**
   * The school whose team works on it (an organisation).
   */
  schoolId: string;
  /**
   * In what frame the team works.
   */
  frame: 'internship' | 'graduation' | 'module' | 'project' | 'work';
  /**
   * When the leg is planned.
   */
  period: {
    /**
     * First day.
     */
    start: string;
    /**
     * Last day.
     */
    end: string;
  };
  /**
   * The leg of the same aspect that goes before; null for the first.
   */
  buildsOn: string | null;
}

/**
 * The employer reviewed a leg; carries what its members need to show it as evidence.
 */
export interface LegReviewed {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg.
   */
  legId: string;
  /**
   * The review.
   */
  reviewId: string;
  /**
   * The organisation that reviewed.
   */
  organisationId: string;
  /**
   * In what frame the team worked.
   */
  frame: 'internship' | 'graduation' | 'module' | 'project' | 'work';
  /**
   * When the leg ran.
   */
  period: {
    /**
     * First day.
     */
    start: string;
    /**
     * Last day.
     */
    end: string;
  };
  /**
   * The challenge in one line; null when a sole trader posted it.
   */
  title: string | null;
  /**
   * Everybody in the team.
   *
   * @minItems 1
   *
   * Items: One member of the team.
   */
  members: {
    /**
     * The person.
     */
    personId: string;
    /**
     * How the person takes part.
     */
    as: 'student' | 'professional' | 'coach';
    /**
     * The school or company the person takes part for; null when for themselves.
     */
    organisationId: string | null;
  }[];
  /**
   * What the leg made.
   *
   * Items: One artefact.
   */
  artefacts: {
    /**
     * The artefact.
     */
    artefactId: string;
    /**
     * SHA-256 of the artefact, 64 lower-case hexadecimal digits.
     */
    sha256: string;
  }[];
  /**
   * Digest of the baton that the leg handed over; null when it handed none over.
   */
  batonDigest: string | null;
}

/**
 * A leg started, from the accepted challenge or from an accepted baton.
 */
export interface LegStarted {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg.
   */
  legId: string;
  /**
   * From what the leg starts.
   */
  from:
    | {
        /**
         * The accepted challenge.
         */
        kind: 'challenge';
      }
    | {
        /**
         * An accepted baton.
         */
        kind: 'baton';
        /**
         * The baton that was accepted.
         */
        batonId: string;
        /**
         * That baton's digest, 64 lower-case hexadecimal digits.
         */
        digest: string;
      };
}

/**
 * The team of a leg was formed; carries the whole team, also when it changed.
 */
export interface TeamFormed {
  /**
   * The challenge.
   */
  challengeId: string;
  /**
   * The leg.
   */
  legId: string;
  /**
   * Everybody in the team.
   *
   * @minItems 1
   *
   * Items: One member of the team.
   */
  members: {
    /**
     * The person.
     */
    personId: string;
    /**
     * How the person takes part.
     */
    as: 'student' | 'professional' | 'coach';
    /**
     * The school or company the person takes part for; null when for themselves.
     */
    organisationId: string | null;
  }[];
}

/**
 * A school published a version of an achievement: what can be earned, and how.
 */
export interface AchievementPublished {
  /**
   * The achievement.
   */
  achievementId: string;
  /**
   * The version that was published, counted from 1.
   */
  version: number;
  /**
   * The school that issues it.
   */
  organisationId: string;
  /**
   * The type, as in Open Badges 3.0.
   */
  achievementType: 'Competency' | 'MicroCredential';
  /**
   * The name of the achievement.
   */
  name: string;
  /**
   * What the achievement is, for anybody.
   */
  description: string;
  /**
   * The language of the texts here (BCP 47).
   */
  inLanguage: string;
  /**
   * The fields it belongs to; an assessor must be appointed for one of them.
   *
   * Items: Code of a field.
   */
  fields: string[];
  /**
   * What must be shown.
   *
   * @minItems 1
   *
   * Items: One criterion.
   */
  criteria: {
    /**
     * The criterion.
     */
    criterionId: string;
    /**
     * The name of the criterion.
     */
    name: string;
    /**
     * The criterion as a plain sentence for the workplace.
     */
    statement: string;
    /**
     * True when the achievement cannot be earned without it.
     */
    required: boolean;
    /**
     * The level that is enough.
     */
    requiredLevelId: string;
    /**
     * The levels of the criterion.
     *
     * @minItems 1
     *
     * Items: One level.
     */
    levels: {
      /**
       * The level.
       */
      levelId: string;
      /**
       * The name of the level.
       */
      name: string;
      /**
       * Its place: a higher rank is a higher level.
       */
      rank: number;
    }[];
  }[];
}

/**
 * A version of an achievement can no longer be asked for; what was earned keeps its worth.
 */
export interface AchievementRetired {
  /**
   * The achievement.
   */
  achievementId: string;
  /**
   * The version that was retired.
   */
  version: number;
}

/**
 * A key was withdrawn that signed copies of a credential for wallets of its holder: those do not hold any more. The credential itself does.
 */
export interface CredentialCopiesEnded {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * Why, as whoever checks such a copy is told.
   */
  reason:
    | 'issued-in-error'
    | 'conditions-not-met'
    | 'under-review'
    | 'review-closed'
    | 'at-request-of-holder'
    | 'corrected'
    | 'key-compromised'
    | 'not-claimed'
    | 'other';
  /**
   * What it was part of: copies of many credentials end with one key, and whoever tells their holders tells each once.
   */
  operationId: string;
  /**
   * When they ended.
   */
  endedAt: string;
}

/**
 * A credential was issued to a learner.
 */
export interface CredentialIssued {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The validation it rests on. Null where the school awarded it by itself.
   */
  validationId: string | null;
  /**
   * The achievement.
   */
  achievementId: string;
  /**
   * Which version of the achievement, counted from 1.
   */
  achievementVersion: number;
  /**
   * The person who earned it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * When it was issued.
   */
  issuedAt: string;
}

/**
 * A suspended credential holds again; it was signed anew.
 */
export interface CredentialReinstated {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * Why, as whoever checks it is told.
   */
  reason:
    | 'issued-in-error'
    | 'conditions-not-met'
    | 'under-review'
    | 'review-closed'
    | 'at-request-of-holder'
    | 'corrected'
    | 'key-compromised'
    | 'not-claimed'
    | 'other';
  /**
   * When it was reinstated.
   */
  reinstatedAt: string;
}

/**
 * A credential was signed anew and takes the place of the one before.
 */
export interface CredentialReissued {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * Why, as whoever checks it is told.
   */
  reason:
    | 'issued-in-error'
    | 'conditions-not-met'
    | 'under-review'
    | 'review-closed'
    | 'at-request-of-holder'
    | 'corrected'
    | 'key-compromised'
    | 'not-claimed'
    | 'other';
  /**
   * What it was part of, where many were issued anew: whoever tells their holders tells each once. Null where it was one alone.
   */
  operationId?: string | null;
  /**
   * When it was signed anew.
   */
  reissuedAt: string;
}

/**
 * A school reminds the holder of a credential that nobody has accepted yet.
 */
export interface CredentialReminded {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * When they were reminded.
   */
  remindedAt: string;
}

/**
 * A school revoked a credential for good.
 */
export interface CredentialRevoked {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * Why, as whoever checks it is told.
   */
  reason:
    | 'issued-in-error'
    | 'conditions-not-met'
    | 'under-review'
    | 'review-closed'
    | 'at-request-of-holder'
    | 'corrected'
    | 'key-compromised'
    | 'not-claimed'
    | 'other';
  /**
   * When it was revoked.
   */
  revokedAt: string;
}

/**
 * A school suspended a credential for now.
 */
export interface CredentialSuspended {
  /**
   * The credential.
   */
  credentialId: string;
  /**
   * The person who holds it.
   */
  learnerId: string;
  /**
   * The school that issued it.
   */
  organisationId: string;
  /**
   * Why, as whoever checks it is told.
   */
  reason:
    | 'issued-in-error'
    | 'conditions-not-met'
    | 'under-review'
    | 'review-closed'
    | 'at-request-of-holder'
    | 'corrected'
    | 'key-compromised'
    | 'not-claimed'
    | 'other';
  /**
   * When it was suspended.
   */
  suspendedAt: string;
}

/**
 * A school appointed an assessor for fields.
 */
export interface AssessorAppointed {
  /**
   * The appointment.
   */
  appointmentId: string;
  /**
   * The school that appoints.
   */
  organisationId: string;
  /**
   * The person who is appointed.
   */
  personId: string;
  /**
   * The fields in which the assessor may judge.
   *
   * @minItems 1
   *
   * Items: Code of a field.
   */
  fields: string[];
}

/**
 * An appointment as assessor ended.
 */
export interface AssessorDismissed {
  /**
   * The appointment that ended.
   */
  appointmentId: string;
  /**
   * The school that had appointed.
   */
  organisationId: string;
  /**
   * The person who had been appointed.
   */
  personId: string;
}

/**
 * A school takes part in the region as an education partner.
 */
export interface EducationPartnerRegistered {
  /**
   * The school.
   */
  organisationId: string;
  /**
   * The level at which the school teaches here.
   */
  level: 'mbo' | 'hbo' | 'wo' | 'post-initial';
}

/**
 * A hub was founded by an organisation.
 */
export interface HubFounded {
  /**
   * The hub.
   */
  hubId: string;
  /**
   * The organisation that founded the hub and where its coordinator works.
   */
  organisationId: string;
  /**
   * What kind of hub it is.
   */
  kind: 'hub' | 'lab' | 'workshop' | 'field-lab' | 'learning-community';
  /**
   * The name of the hub.
   */
  name: string;
}

/**
 * A person may act for an organisation in a role.
 */
export interface MembershipGranted {
  /**
   * The membership.
   */
  membershipId: string;
  /**
   * The person.
   */
  personId: string;
  /**
   * The organisation the person may act for.
   */
  organisationId: string;
  /**
   * The role that the membership gives.
   */
  role:
    | 'relationship-manager'
    | 'hub-coordinator'
    | 'employer'
    | 'confirmer'
    | 'learner'
    | 'coach'
    | 'team-lead'
    | 'hr-adviser'
    | 'workplace-assessor'
    | 'assessor'
    | 'exam-board'
    | 'issuer-admin'
    | 'region-admin';
}

/**
 * A person may no longer act for an organisation in a role.
 */
export interface MembershipRevoked {
  /**
   * The membership.
   */
  membershipId: string;
  /**
   * The person.
   */
  personId: string;
  /**
   * The organisation the person may act for.
   */
  organisationId: string;
  /**
   * The role that the membership gives.
   */
  role:
    | 'relationship-manager'
    | 'hub-coordinator'
    | 'employer'
    | 'confirmer'
    | 'learner'
    | 'coach'
    | 'team-lead'
    | 'hr-adviser'
    | 'workplace-assessor'
    | 'assessor'
    | 'exam-board'
    | 'issuer-admin'
    | 'region-admin';
}

/**
 * What is known of an organisation changed; carries the whole of it, not the difference.
 */
export interface OrganisationChanged {
  /**
   * The organisation.
   */
  organisationId: string;
  /**
   * What kind of organisation it is.
   */
  kind:
    | 'sme'
    | 'large-employer'
    | 'self-employed'
    | 'school'
    | 'training-provider'
    | 'knowledge-partner'
    | 'sector-body'
    | 'public-body'
    | 'training-fund'
    | 'network';
  /**
   * True for a sole trader: the name is then personal data and stays out.
   */
  soleTrader: boolean;
  /**
   * The name the organisation goes by; null for a sole trader.
   */
  name: string | null;
}

/**
 * An organisation joined a hub as a member.
 */
export interface OrganisationJoinedHub {
  /**
   * The hub.
   */
  hubId: string;
  /**
   * The organisation that joined.
   */
  organisationId: string;
}

/**
 * An organisation was registered in the region.
 */
export interface OrganisationRegistered {
  /**
   * The organisation.
   */
  organisationId: string;
  /**
   * What kind of organisation it is.
   */
  kind:
    | 'sme'
    | 'large-employer'
    | 'self-employed'
    | 'school'
    | 'training-provider'
    | 'knowledge-partner'
    | 'sector-body'
    | 'public-body'
    | 'training-fund'
    | 'network';
  /**
   * True for a sole trader: the name is then personal data and stays out.
   */
  soleTrader: boolean;
  /**
   * The name the organisation goes by; null for a sole trader.
   */
  name: string | null;
}

/**
 * A person became known in the region. Who it is stays with the organisations service.
 */
export interface PersonIntroduced {
  /**
   * The person.
   */
  personId: string;
}

/**
 * An assessor judged one criterion.
 */
export interface CriterionAssessed {
  /**
   * The validation.
   */
  validationId: string;
  /**
   * The criterion.
   */
  criterionId: string;
  /**
   * The level of the criterion that was reached.
   */
  levelId: string;
  /**
   * The assessor.
   */
  personId: string;
}

/**
 * A person noted something learned. What was learned stays with the validation service.
 */
export interface LearningNoted {
  /**
   * The learning record.
   */
  learningRecordId: string;
  /**
   * The person who learned.
   */
  personId: string;
  /**
   * The kind of learning; null when the learner did not say.
   */
  kind:
    | 'core-work'
    | 'interaction'
    | 'task-or-role'
    | 'consulting-sources'
    | 'experimenting'
    | 'reflecting'
    | 'programme'
    | 'degree-course'
    | 'structured-coaching'
    | 'conference'
    | 'formal-network'
    | null;
  /**
   * True for informal learning, false for formal; null when the kind is not known.
   */
  informal: boolean | null;
  /**
   * Where it came from: oneself, other people, objective sources, or a leg of a challenge.
   */
  from?: 'own' | 'others' | 'objective' | 'leg';
  /**
   * The leg in which it was learned; null outside a leg.
   */
  legId: string | null;
}

/**
 * A validation was declined; says per criterion what is missing.
 */
export interface ValidationDeclined {
  /**
   * The validation.
   */
  validationId: string;
  /**
   * The person who learned.
   */
  learnerId: string;
  /**
   * What is missing.
   *
   * @minItems 1
   *
   * Items: What is missing on one criterion.
   */
  missing: {
    /**
     * The criterion.
     */
    criterionId: string;
    /**
     * Why it does not count yet.
     */
    reason: 'not-seen' | 'below-required-level';
  }[];
}

/**
 * A validation was granted: workplace and school both vouch for it.
 */
export interface ValidationGranted {
  /**
   * The validation.
   */
  validationId: string;
  /**
   * The person who learned.
   */
  learnerId: string;
  /**
   * The achievement.
   */
  achievementId: string;
  /**
   * Which version of the achievement, counted from 1.
   */
  achievementVersion: number;
  /**
   * The school that issues.
   */
  organisationId: string;
  /**
   * The level reached, per criterion.
   *
   * @minItems 1
   *
   * Items: The result on one criterion.
   */
  results: {
    /**
     * The criterion.
     */
    criterionId: string;
    /**
     * The level of the criterion that was reached.
     */
    levelId: string;
  }[];
  /**
   * The evidence that was judged.
   *
   * Items: One piece of evidence.
   */
  evidence: {
    /**
     * The evidence.
     */
    evidenceId: string;
    /**
     * SHA-256 of what was submitted, 64 lower-case hexadecimal digits.
     */
    sha256: string;
  }[];
  /**
   * The workplace statement that the grant rests on.
   */
  statement: {
    /**
     * The statement.
     */
    statementId: string;
    /**
     * The organisation for which it was given; null when for none.
     */
    organisationId: string | null;
    /**
     * From what position the person who stated saw it.
     */
    basis: 'employer' | 'client' | 'former-employer' | 'appointed-practitioner';
    /**
     * The person who stated it, logged in as themselves; left out in grants from before this was told.
     */
    statedBy?: string;
  };
  /**
   * The assessors.
   *
   * @minItems 1
   *
   * Items: An assessor (a person).
   */
  assessedBy: string[];
  /**
   * When it was learned, if that is known.
   */
  period?: {
    /**
     * First day.
     */
    start: string;
    /**
     * Last day.
     */
    end: string;
  };
  /**
   * The legs of relays that the evidence comes from; left out in grants from before this was told.
   *
   * Items: One leg.
   */
  legs?: {
    /**
     * The challenge.
     */
    challengeId: string;
    /**
     * The challenge in one line; null when a sole trader posted it.
     */
    title: string | null;
    /**
     * The leg.
     */
    legId: string;
    /**
     * Within what the leg was worked on.
     */
    frame: 'internship' | 'graduation' | 'module' | 'project' | 'work';
    /**
     * The organisation whose challenge it is.
     */
    organisationId: string;
    /**
     * Digest of the baton that the leg handed on; null where it handed none.
     */
    batonDigest: string | null;
    /**
     * How the learner took part in it; left out where that is not known.
     */
    as?: 'student' | 'professional';
    /**
     * That its baton was accepted, by somebody who was logged in and acted for an organisation; left out where it was not, or that is not known.
     */
    accepted?: {
      /**
       * The baton.
       */
      batonId: string;
      /**
       * The organisation for which it was accepted.
       */
      organisationId: string;
      /**
       * The next leg, whose team accepted; null when the employer accepted the last baton of an aspect.
       */
      acceptedByLeg: string | null;
      /**
       * The person who accepted it.
       */
      acceptedBy: string;
      /**
       * When it was accepted.
       */
      acceptedAt: string;
    };
  }[];
  /**
   * When it was granted.
   */
  grantedAt: string;
}

/**
 * A learner asked to have learning validated against a published achievement.
 */
export interface ValidationRequested {
  /**
   * The validation.
   */
  validationId: string;
  /**
   * The person who learned.
   */
  learnerId: string;
  /**
   * The achievement.
   */
  achievementId: string;
  /**
   * Which version of the achievement, counted from 1.
   */
  achievementVersion: number;
  /**
   * The school that would issue.
   */
  organisationId: string;
  /**
   * The criteria that the learner claims to meet.
   *
   * @minItems 1
   *
   * Items: A criterion of the achievement.
   */
  criteria: string[];
  /**
   * The evidence submitted.
   *
   * Items: One piece of evidence.
   */
  evidence: {
    /**
     * The evidence.
     */
    evidenceId: string;
    /**
     * SHA-256 of what was submitted, 64 lower-case hexadecimal digits.
     */
    sha256: string;
  }[];
}

/**
 * A learner withdrew the request.
 */
export interface ValidationWithdrawn {
  /**
   * The validation.
   */
  validationId: string;
}

/**
 * The workplace stated what it saw, per criterion.
 */
export interface WorkplaceStatementGiven {
  /**
   * The validation.
   */
  validationId: string;
  /**
   * The statement.
   */
  statementId: string;
  /**
   * The person who states.
   */
  personId: string;
  /**
   * The organisation for which the person states; null when for none.
   */
  organisationId: string | null;
  /**
   * From what position the person saw it.
   */
  basis: 'employer' | 'client' | 'former-employer' | 'appointed-practitioner';
  /**
   * What was seen.
   *
   * @minItems 1
   *
   * Items: What was seen of one criterion.
   */
  criteria: {
    /**
     * The criterion.
     */
    criterionId: string;
    /**
     * Whether it was seen.
     */
    seen: 'yes' | 'partly' | 'not-seen';
  }[];
}

/** What each contract carries, by its type name. */
export interface ContractData {
  'nl.estafette.challenges.baton-accepted.v1': BatonAccepted;
  'nl.estafette.challenges.baton-handed-over.v1': BatonHandedOver;
  'nl.estafette.challenges.baton-question-answered.v1': BatonQuestionAnswered;
  'nl.estafette.challenges.baton-questioned.v1': BatonQuestioned;
  'nl.estafette.challenges.challenge-accepted.v1': ChallengeAccepted;
  'nl.estafette.challenges.challenge-concluded.v1': ChallengeConcluded;
  'nl.estafette.challenges.challenge-declined.v1': ChallengeDeclined;
  'nl.estafette.challenges.challenge-posted.v1': ChallengePosted;
  'nl.estafette.challenges.leg-cancelled.v1': LegCancelled;
  'nl.estafette.challenges.leg-planned.v1': LegPlanned;
  'nl.estafette.challenges.leg-reviewed.v1': LegReviewed;
  'nl.estafette.challenges.leg-started.v1': LegStarted;
  'nl.estafette.challenges.team-formed.v1': TeamFormed;
  'nl.estafette.credentials.achievement-published.v1': AchievementPublished;
  'nl.estafette.credentials.achievement-retired.v1': AchievementRetired;
  'nl.estafette.credentials.credential-copies-ended.v1': CredentialCopiesEnded;
  'nl.estafette.credentials.credential-issued.v1': CredentialIssued;
  'nl.estafette.credentials.credential-reinstated.v1': CredentialReinstated;
  'nl.estafette.credentials.credential-reissued.v1': CredentialReissued;
  'nl.estafette.credentials.credential-reminded.v1': CredentialReminded;
  'nl.estafette.credentials.credential-revoked.v1': CredentialRevoked;
  'nl.estafette.credentials.credential-suspended.v1': CredentialSuspended;
  'nl.estafette.education-partners.assessor-appointed.v1': AssessorAppointed;
  'nl.estafette.education-partners.assessor-dismissed.v1': AssessorDismissed;
  'nl.estafette.education-partners.education-partner-registered.v1': EducationPartnerRegistered;
  'nl.estafette.organisations.hub-founded.v1': HubFounded;
  'nl.estafette.organisations.membership-granted.v1': MembershipGranted;
  'nl.estafette.organisations.membership-revoked.v1': MembershipRevoked;
  'nl.estafette.organisations.organisation-changed.v1': OrganisationChanged;
  'nl.estafette.organisations.organisation-joined-hub.v1': OrganisationJoinedHub;
  'nl.estafette.organisations.organisation-registered.v1': OrganisationRegistered;
  'nl.estafette.organisations.person-introduced.v1': PersonIntroduced;
  'nl.estafette.validation.criterion-assessed.v1': CriterionAssessed;
  'nl.estafette.validation.learning-noted.v1': LearningNoted;
  'nl.estafette.validation.validation-declined.v1': ValidationDeclined;
  'nl.estafette.validation.validation-granted.v1': ValidationGranted;
  'nl.estafette.validation.validation-requested.v1': ValidationRequested;
  'nl.estafette.validation.validation-withdrawn.v1': ValidationWithdrawn;
  'nl.estafette.validation.workplace-statement-given.v1': WorkplaceStatementGiven;
}

export const contractTypes = [
  'nl.estafette.challenges.baton-accepted.v1',
  'nl.estafette.challenges.baton-handed-over.v1',
  'nl.estafette.challenges.baton-question-answered.v1',
  'nl.estafette.challenges.baton-questioned.v1',
  'nl.estafette.challenges.challenge-accepted.v1',
  'nl.estafette.challenges.challenge-concluded.v1',
  'nl.estafette.challenges.challenge-declined.v1',
  'nl.estafette.challenges.challenge-posted.v1',
  'nl.estafette.challenges.leg-cancelled.v1',
  'nl.estafette.challenges.leg-planned.v1',
  'nl.estafette.challenges.leg-reviewed.v1',
  'nl.estafette.challenges.leg-started.v1',
  'nl.estafette.challenges.team-formed.v1',
  'nl.estafette.credentials.achievement-published.v1',
  'nl.estafette.credentials.achievement-retired.v1',
  'nl.estafette.credentials.credential-copies-ended.v1',
  'nl.estafette.credentials.credential-issued.v1',
  'nl.estafette.credentials.credential-reinstated.v1',
  'nl.estafette.credentials.credential-reissued.v1',
  'nl.estafette.credentials.credential-reminded.v1',
  'nl.estafette.credentials.credential-revoked.v1',
  'nl.estafette.credentials.credential-suspended.v1',
  'nl.estafette.education-partners.assessor-appointed.v1',
  'nl.estafette.education-partners.assessor-dismissed.v1',
  'nl.estafette.education-partners.education-partner-registered.v1',
  'nl.estafette.organisations.hub-founded.v1',
  'nl.estafette.organisations.membership-granted.v1',
  'nl.estafette.organisations.membership-revoked.v1',
  'nl.estafette.organisations.organisation-changed.v1',
  'nl.estafette.organisations.organisation-joined-hub.v1',
  'nl.estafette.organisations.organisation-registered.v1',
  'nl.estafette.organisations.person-introduced.v1',
  'nl.estafette.validation.criterion-assessed.v1',
  'nl.estafette.validation.learning-noted.v1',
  'nl.estafette.validation.validation-declined.v1',
  'nl.estafette.validation.validation-granted.v1',
  'nl.estafette.validation.validation-requested.v1',
  'nl.estafette.validation.validation-withdrawn.v1',
  'nl.estafette.validation.workplace-statement-given.v1',
] as const satisfies readonly (keyof ContractData)[];
