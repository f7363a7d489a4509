import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';

/** One award of a file, as the school sent it. */
export interface AwardRow {
  /** Its line in the file, the header being 1. */
  readonly line: number;
  readonly learnerId: string;
  /** Who assessed it at the school. */
  readonly assessedBy: string;
  /** YYYY-MM-DD; from then on it holds. */
  readonly awardedOn: string;
  readonly results: readonly { readonly criterionId: string; readonly levelId: string }[];
  readonly period: { readonly start: string; readonly end: string } | null;
  /** `sha256` is null in awards from before it was asked for. */
  readonly evidence: { readonly url: string; readonly sha256: string | null } | null;
}

/** What becomes of those whom a file does not name that the one before, which it corrects, did. */
export const LEFT_OUT = ['kept', 'revoked'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** A row that led to nothing, and why. */
export interface RefusedRow {
  readonly line: number;
  readonly code: string;
}

interface Of {
  readonly bulkAwardId: string;
  /** The school. */
  readonly organisationId: string;
}

interface Correcting {
  /** The bulk awards that this one puts right, the earliest first: each but the first corrected the one before. Mostly none. */
  readonly corrects: readonly string[];
}

export type BulkAwardEvent =
  | DomainEvent<
      'BulkAwardStarted',
      Of &
        Correcting & {
          achievementId: string;
          achievementVersion: number;
          /** How many rows there are, in how many parts. */
          total: number;
          parts: number;
          /** SHA-256 of the file: the same file under the same id is a repeat. */
          digest: string;
          /** Null where nothing is corrected. */
          leftOut: LeftOut | null;
          by: string;
        }
    >
  /** Another one puts it right: from then on that one is corrected. */
  | DomainEvent<'BulkAwardCorrected', Of & { correctionId: string }>;

export type BulkAwardPartEvent =
  /** Carries what is needed to issue it: no other stream has to be read. */
  | DomainEvent<
      'BulkAwardPartGiven',
      Of &
        Correcting & {
          part: number;
          achievementId: string;
          achievementVersion: number;
          rows: readonly AwardRow[];
          /** The ids of credentials that are to be revoked, since the file does not name them any more. */
          withdrawn: readonly string[];
        }
    >
  | DomainEvent<
      'BulkAwardPartDone',
      Of & {
        part: number;
        issued: number;
        reissued: number;
        /** Rows that say what is held already. */
        unchanged: number;
        revoked: number;
        refused: readonly RefusedRow[];
      }
    >;

/** Where evidence lies may tell about a person. */
const evidenceSealed = ({ rows }: { readonly rows: readonly AwardRow[] }): PersonalMember[] =>
  rows.flatMap(({ learnerId, evidence }, index) =>
    evidence === null ? [] : [{ path: `rows.${index}.evidence.url`, of: learnerId }],
  );

export const bulkAwardEvents: EventTypes<BulkAwardEvent> = {
  BulkAwardStarted: { version: 2, upcast: { 1: (data) => ({ ...(data as object), corrects: [], leftOut: null }) } },
  BulkAwardCorrected: { version: 1 },
};
export const bulkAwardPartEvents: EventTypes<BulkAwardPartEvent> = {
  BulkAwardPartGiven: {
    version: 2,
    personal: evidenceSealed,
    upcast: { 1: (data) => ({ ...(data as object), corrects: [], withdrawn: [] }) },
  },
  BulkAwardPartDone: {
    version: 2,
    upcast: { 1: (data) => ({ ...(data as object), reissued: 0, unchanged: 0, revoked: 0 }) },
  },
};
