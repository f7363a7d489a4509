import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { EventStore, KeyVault, part, type Part } from '@estafette/event-store';
import { HttpProblem } from '@estafette/service-host';
import type { Definition } from '../achievement/achievement.events.js';
import { Issuers } from '../issuer/issuers.js';
import { readAwardFile, refusing, type AwardFile, type Reading } from './award-file.js';
import type { AwardRow, BulkAwardEvent } from './bulk-award.events.js';
import { bulkAward, bulkAwardPart } from './bulk-award.stream.js';

/** So many rows are worked off together; a crash repeats the reading of no more. */
const ROWS_A_PART = 100;

const OWN = { code: 'own-learning', detail: 'Nobody awards themselves: have somebody else send the file.' };
const ERASED = { code: 'person-erased', detail: 'This learner was erased: nothing new can be recorded about them.' };

/** A file as it was sent, and by whom. */
interface Sent {
  readonly body: Uint8Array;
  readonly actor: { readonly person: string; readonly for: string };
  /** When: ISO 8601. */
  readonly at: string;
}

type Started = Extract<BulkAwardEvent, { type: 'BulkAwardStarted' }>['data'];

/** Reads files of awards: by the same rules whether they are tried out or meant. */
@Injectable()
export class AwardFiles {
  constructor(
    private readonly store: EventStore,
    private readonly vault: KeyVault,
    private readonly issuers: Issuers,
  ) {}

  /**
   * All that keeps a file from being taken in.
   *
   * @throws DomainError `issuer-not-registered`, `key-not-at-hand`
   */
  async read({ body, actor, at }: Sent, definition: Definition, reading: Reading = {}): Promise<AwardFile> {
    const signing = await this.issuers.signing(actor.for);
    if (!signing) refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
    const read = readAwardFile(body, definition, at.slice(0, 10), reading);
    const erased = await this.vault.erasedAmong(read.learners.map(({ learnerId }) => learnerId));
    return refusing(read, (learnerId) =>
      learnerId === actor.person ? OWN : erased.has(learnerId) ? ERASED : undefined,
    );
  }

  /**
   * What takes a file in: row by row in events of their own, written in one statement, so that all of it is taken in, or nothing.
   *
   * @param withdrawn the ids of credentials that are to be revoked with it
   */
  taking(
    of: Omit<Started, 'total' | 'parts' | 'digest'>,
    body: Uint8Array,
    rows: readonly AwardRow[],
    withdrawn: readonly string[] = [],
  ): readonly [Part, ...Part[]] {
    const { by: _by, leftOut: _leftOut, ...common } = of;
    const parts = Math.ceil(Math.max(rows.length, withdrawn.length) / ROWS_A_PART);
    const digest = createHash('sha256').update(body).digest('hex');
    const given = Array.from({ length: parts }, (_, index): Part => {
      const within = <T>(all: readonly T[]): T[] => all.slice(index * ROWS_A_PART, (index + 1) * ROWS_A_PART);
      const share = { part: index + 1, rows: within(rows), withdrawn: within(withdrawn) };
      return part(bulkAwardPart, `${of.bulkAwardId}-${index + 1}`, { type: 'GivePart', ...common, ...share });
    });
    const started = { type: 'StartBulkAward' as const, ...of, total: rows.length, parts, digest };
    return [part(bulkAward, of.bulkAwardId, started), ...given];
  }
}

/** @throws HttpProblem where something is wrong with a file that is meant */
export function assertRight({ faults }: AwardFile): void {
  if (faults.length === 0) return;
  const detail = 'Nothing was awarded: mend the file, and send it again.';
  throw new HttpProblem(400, 'file-not-right', detail, { extra: { faults } });
}
