import type { Artefact, Learned, Period } from '../learning-record/learning-record.events.js';
import type { Acceptance, Achievement, Basis, Claim, Evidence, EvidencedLeg, Seen } from './validation.events.js';

/** Who asks, and for whom. */
export interface By {
  readonly person: string;
  /** An organisation's id, or `self`. */
  readonly for: string;
  /** All roles that they hold for that organisation; none for oneself. */
  readonly roles: readonly string[];
}

/** What is known of a learning record of the learner's own, read from its own stream. */
export interface OwnRecord {
  readonly learningRecordId: string;
  readonly legId: string | null;
  /** In the learner's words; null while it is not kept. */
  readonly learned: Learned | null;
  /** Of the leg, where it was offered after one. */
  readonly period: Period | null;
  /** Null where it was offered after none. */
  readonly leg: EvidencedLeg | null;
  readonly artefacts: readonly Artefact[];
  /** Over what it says, with a salt; null while it is not kept. */
  readonly sha256: string | null;
}

/** Somebody whom a school appointed to judge evidence in these fields. */
export interface Appointment {
  readonly appointmentId: string;
  readonly personId: string;
  readonly fields: readonly string[];
}

/** The acceptance of the baton that a leg handed on, as it is known now. */
export interface AcceptedBaton extends Acceptance {
  readonly legId: string;
  /** Of what was accepted. */
  readonly digest: string;
}

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  readonly at: string;
}

export type ValidationCommand =
  | (Asked<'RequestValidation'> & {
      readonly validationId: string;
      readonly achievement: Achievement;
      readonly retired: boolean;
      /** The number of the newest version that was published, as far as is known. */
      readonly newest: number;
      readonly claims: readonly Claim[];
      readonly evidence: readonly Evidence[];
      readonly statementFrom: {
        readonly basis: Basis;
        readonly organisationId: string | null;
        readonly personId: string | null;
      };
      /** How far the organisation that is asked was known; null where none is named. */
      readonly organisationRevision: number | null;
      readonly own: readonly OwnRecord[];
    })
  | (Asked<'AddEvidence'> & {
      readonly evidence: Evidence;
      readonly criteria: readonly string[];
      readonly own: readonly OwnRecord[];
    })
  | Asked<'WithdrawValidation'>
  | (Asked<'GiveWorkplaceStatement'> & {
      readonly statementId: string;
      readonly criteria: readonly {
        readonly criterionId: string;
        readonly seen: Seen;
        readonly words: string | null;
      }[];
      /** Of the legs that the evidence comes from. */
      readonly accepted: readonly AcceptedBaton[];
    })
  | (Asked<'AssessCriterion'> & {
      readonly criterionId: string;
      readonly levelId: string;
      readonly words: string;
      /** The assessors of the school acted for. */
      readonly appointments: readonly Appointment[];
      readonly appointmentsRevision: number;
      /** Of the legs that the evidence comes from. */
      readonly accepted: readonly AcceptedBaton[];
    });
