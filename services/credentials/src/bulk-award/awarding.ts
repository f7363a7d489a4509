import { DomainError } from '@estafette/decider';
import { part, type EventStore, type Metadata, type Recorded, type Subscription } from '@estafette/event-store';
import type { Issuing } from '../credential/issuing.js';
import type { AwardRow, BulkAwardPartEvent, RefusedRow } from './bulk-award.events.js';
import { bulkAwardPart } from './bulk-award.stream.js';
import { heldAward } from './held-awards.js';

interface Awarding {
  readonly store: EventStore;
  readonly issuing: Pick<Issuing, 'issue'>;
}

type Given = Extract<BulkAwardPartEvent, { type: 'BulkAwardPartGiven' }>['data'];

/** So many are signed and written side by side: what waits at the same moment is written in one statement. */
const SIDE_BY_SIDE = 16;

/**
 * Issues what stands in files of awards, part by part. There is one runner of it, whichever replica. After a crash it begins
 * again with the part at hand, of which nothing is issued twice: a credential's id follows from who is awarded what as of when.
 */
export function awarding(given: Awarding): Subscription {
  return {
    name: 'awarding',
    batch: 10,
    before: async (events) => {
      for (const event of events as readonly (Recorded & BulkAwardPartEvent)[]) {
        if (event.type === 'BulkAwardPartGiven') await workOff(event.data, given);
      }
    },
  };
}

async function workOff(data: Given, given: Awarding): Promise<void> {
  const { bulkAwardId, organisationId, part: number, rows } = data;
  const partId = `${bulkAwardId}-${number}`;
  const { state } = await given.store.load(bulkAwardPart, partId);
  if (state === 'done') return;
  const left = rows.values();
  const refused: RefusedRow[] = [];
  const work = async (): Promise<void> => {
    for (const row of left) {
      const code = await award(row, data, given);
      if (code !== null) refused.push({ line: row.line, code });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  refused.sort((one, other) => one.line - other.line);
  const issued = rows.length - refused.length;
  const command = { type: 'FinishPart' as const, bulkAwardId, organisationId, part: number, issued, refused };
  await given.store.handle(part(bulkAwardPart, partId, command), { metadata: madeNow() });
}

const madeNow = (): Metadata => ({ at: new Date().toISOString(), by: 'service:credentials', for: null });

/** @returns why it was not issued; null where it is. What is no refusal by a rule is thrown, and the part is tried again. */
async function award(row: AwardRow, data: Given, { store, issuing }: Awarding): Promise<string | null> {
  const { bulkAwardId, organisationId, achievementId, achievementVersion } = data;
  const { line, learnerId, awardedOn, results, period, evidence } = row;
  const credentialId = await heldAward(store, data, row);
  try {
    await issuing.issue(
      {
        ...{ achievementId, achievementVersion, learnerId, organisationId, results, period },
        evidence: evidence === null || evidence.url === '' ? [] : [evidenceOf(evidence)],
        statement: null,
        assessedBy: [row.assessedBy],
        grantedAt: `${awardedOn}T00:00:00Z`,
      },
      {
        credentialId,
        validationId: null,
        bulkAwardId,
        metadata: madeNow(),
        once: { scope: `bulk-award ${bulkAwardId}`, key: String(line), digest: 'award' },
      },
    );
    return null;
  } catch (error) {
    // A learner who was erased has no key any more, with which the credential would be sealed. Being busy passes.
    if (error instanceof DomainError && error.code !== 'stream-busy')
      return error.code === 'credential-issued-otherwise' ? 'awarded-before' : error.code;
    throw error;
  }
}

const evidenceOf = ({ url, sha256 }: NonNullable<AwardRow['evidence']>) => ({
  evidenceId: url,
  ...(sha256 !== null && { sha256 }),
});
