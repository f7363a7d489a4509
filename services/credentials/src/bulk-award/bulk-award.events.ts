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

export type BulkAwardEvent = DomainEvent<
  'BulkAwardStarted',
  Of & {
    achievementId: string;
    achievementVersion: number;
    /** How many rows there are, in how many parts. */
    total: number;
    parts: number;
    /** SHA-256 of the file: the same file under the same id is a repeat. */
    digest: string;
    by: string;
  }
>;

export type BulkAwardPartEvent =
  /** Carries what is needed to issue it: no other stream has to be read. */
  | DomainEvent<
      'BulkAwardPartGiven',
      Of & { part: number; achievementId: string; achievementVersion: number; rows: readonly AwardRow[] }
    >
  | DomainEvent<'BulkAwardPartDone', Of & { part: number; issued: number; refused: readonly RefusedRow[] }>;

/** Where evidence lies may tell about a person. */
const evidenceSealed = ({ rows }: { readonly rows: readonly AwardRow[] }): PersonalMember[] =>
  rows.flatMap(({ learnerId, evidence }, index) =>
    evidence === null ? [] : [{ path: `rows.${index}.evidence.url`, of: learnerId }],
  );

export const bulkAwardEvents: EventTypes<BulkAwardEvent> = { BulkAwardStarted: { version: 1 } };
export const bulkAwardPartEvents: EventTypes<BulkAwardPartEvent> = {
  BulkAwardPartGiven: { version: 1, personal: evidenceSealed },
  BulkAwardPartDone: { version: 1 },
};
