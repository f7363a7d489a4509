import { DomainError } from '@estafette/decider';
import { part, type EventStore, type OnceKey, type Recorded, type Subscription } from '@estafette/event-store';
import pLimit from 'p-limit';
import { byService, THIS_SERVICE } from '../by-service.js';
import type { Issuing } from '../credential/issuing.js';
import { credential } from '../credential/credential.stream.js';
import type { Renewals } from '../reissue/renewals.js';
import { SigningError } from '../signing/index.js';
import { evidenceOf, planOf, type AwardPlan } from './award-plans.js';
import type { AwardRow, BulkAwardPartEvent, RefusedRow } from './bulk-award.events.js';
import { bulkAwardPart } from './bulk-award.stream.js';

interface Awarding {
  readonly store: EventStore;
  readonly issuing: Pick<Issuing, 'issue'>;
  readonly renewals: Pick<Renewals, 'renew'>;
}

type Given = Extract<BulkAwardPartEvent, { type: 'BulkAwardPartGiven' }>['data'];
type Done = Extract<BulkAwardPartEvent, { type: 'BulkAwardPartDone' }>['data'];
type Counted = 'issued' | 'reissued' | 'unchanged' | 'revoked';

/** So many are signed and written side by side: what waits at the same moment is written in one statement. */
const SIDE_BY_SIDE = 16;

/**
 * Issues what stands in files of awards, part by part, and puts right what a file that is corrected told wrong. There is one runner of
 * it, whichever replica. After a crash it begins again with the part at hand, of which nothing is done twice: a credential's id
 * follows from who is awarded what as of when, and a credential tells which files it was issued anew by.
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

/** Reads the rows from their stream: what is personal in them is sealed in the log, and open there. */
async function workOff({ bulkAwardId, part: number }: Given, given: Awarding): Promise<void> {
  const partId = `${bulkAwardId}-${number}`;
  const { given: data, isDone } = (await given.store.load(bulkAwardPart, partId)).state;
  if (data === null || isDone) return;
  const { organisationId, rows, withdrawn } = data;
  const counts: Record<Counted, number> = { issued: 0, reissued: 0, unchanged: 0, revoked: 0 };
  const refused: RefusedRow[] = [];
  const sideBySide = pLimit(SIDE_BY_SIDE);
  await sideBySide.map(withdrawn, async (credentialId) => {
    if (await withdraw(credentialId, data, given)) counts.revoked += 1;
  });
  await sideBySide.map(rows, async (row) => {
    const outcome = await award(row, data, given);
    if (typeof outcome === 'string') counts[outcome] += 1;
    else refused.push({ line: row.line, ...outcome });
  });
  refused.sort((one, other) => one.line - other.line);
  const done: Done = { bulkAwardId, organisationId, part: number, ...counts, refused };
  await given.store.handle(part(bulkAwardPart, partId, { type: 'FinishPart', ...done }), { metadata: byService() });
}

type Outcome = Exclude<Counted, 'revoked'> | { readonly code: string };

/** What is no refusal by a rule is thrown, and the part is tried again. */
async function award(row: AwardRow, data: Given, given: Awarding): Promise<Outcome> {
  try {
    return await carryOut(await planOf(given.store, data, row), row, data, given);
  } catch (error) {
    return refusalOf(error);
  }
}

/**
 * A learner who was erased has no key any more, with which the credential would be sealed; and what cannot be signed never can be.
 * Being busy passes.
 */
function refusalOf(error: unknown): { readonly code: string } {
  if (error instanceof SigningError) return { code: error.code };
  if (!(error instanceof DomainError) || error.code === 'stream-busy') throw error;
  return { code: error.code === 'credential-issued-otherwise' ? 'awarded-before' : error.code };
}

async function carryOut(plan: AwardPlan, row: AwardRow, data: Given, given: Awarding): Promise<Outcome> {
  const { bulkAwardId, organisationId, achievementId, achievementVersion } = data;
  const { line, learnerId, awardedOn, results, period } = row;
  const { metadata, once } = { metadata: byService(), once: { scope: scopeOf(data), key: String(line) } };
  switch (plan.does) {
    case 'refuse':
      return { code: plan.code };
    case 'nothing':
      return plan.since;
    case 'reissue': {
      const { credentialId, assessed } = plan;
      const why = { reason: 'corrected', note: null, operationId: bulkAwardId } as const;
      return given.renewals.renew({ credentialId, ...why, once, metadata, assessed });
    }
    case 'issue':
      await given.issuing.issue(
        {
          ...{ achievementId, achievementVersion, learnerId, organisationId, results, period },
          evidence: evidenceOf(row),
          statement: null,
          assessedBy: [row.assessedBy],
          grantedAt: `${awardedOn}T00:00:00Z`,
        },
        {
          credentialId: plan.credentialId,
          ...{ validationId: null, bulkAwardId, metadata },
          once: { ...once, digest: 'award' },
        },
      );
      return 'issued';
  }
}

const scopeOf = ({ bulkAwardId }: Given): string => `bulk-award ${bulkAwardId}`;

/** @returns whether this revoked it: it may have ended before */
async function withdraw(credentialId: string, data: Given, { store }: Awarding): Promise<boolean> {
  const once: OnceKey = { scope: scopeOf(data), key: credentialId, digest: 'withdraw' };
  const by = { person: THIS_SERVICE, for: data.organisationId };
  const revoke = { type: 'RevokeCredential', by, reason: 'issued-in-error', note: null } as const;
  try {
    const { appended, repeated } = await store.handle(part(credential, credentialId, revoke), {
      ...{ metadata: byService(), once },
      answer: (outcome) => ({ appended: outcome.appended }),
    });
    return Number(repeated?.['appended'] ?? appended) > 0;
  } catch (error) {
    refusalOf(error);
    return false;
  }
}
