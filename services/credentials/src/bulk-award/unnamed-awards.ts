import type { EventStore } from '@estafette/event-store';
import pLimit from 'p-limit';
import { THIS_SERVICE } from '../by-service.js';
import { credential } from '../credential/credential.stream.js';
import type { Views } from '../views/views.js';
import type { FileFault } from './award-file.js';
import { planOf, type CorrectedFile } from './award-plans.js';
import type { AwardRow, LeftOut } from './bulk-award.events.js';
import { heldAsOf, type Award, type Awarded, type HeldAward } from './held-awards.js';

/** So many rows are looked up side by side. */
const SIDE_BY_SIDE = 100;

/** What becomes of awards that a file puts right without naming them. */
export interface Unnamed {
  readonly withdrawn: readonly HeldAward[];
  /** Of rows as of another day which cannot be meant so, or of which nobody can tell what they are meant to replace. */
  readonly faults: readonly FileFault[];
}

interface Asked {
  readonly file: CorrectedFile;
  readonly leftOut: LeftOut;
  readonly awarded: Awarded;
  readonly rows: readonly AwardRow[];
}

/**
 * Whoever is named as of another day instead was not awarded as of the one before: that award is withdrawn, where the row leads to
 * another. A day that is named is no way round a decision on what somebody was awarded: what is under review, was declined, or was
 * revoked by other than a correction is not awarded as of another day either.
 */
export async function unnamedAwards(
  store: EventStore,
  views: Views,
  { file, leftOut, awarded, rows }: Asked,
): Promise<Unnamed> {
  const held = await heldAsOf(views, file.achievementId, rows);
  const named = new Set(held.values());
  // What is suspended is left to whoever reviews it.
  const left = awarded.issued.filter(({ credentialId, standing }) => standing === 'valid' && !named.has(credentialId));
  const awards = Map.groupBy(awarded.issued, ({ learnerId }) => learnerId);
  const others = rows.filter((row) => !held.has(row) && awards.has(row.learnerId));
  const sideBySide = pLimit(SIDE_BY_SIDE);
  const planned = await sideBySide.map(others, async (row) => [row, await planOf(store, file, row)] as const);
  const anew = Map.groupBy(
    planned.flatMap(([row, { does }]) => (does === 'issue' ? [row] : [])),
    ({ learnerId }) => learnerId,
  );
  const faults = await sideBySide.map([...anew], async ([learnerId, ofLearner]) => {
    const unnamed = left.filter((one) => one.learnerId === learnerId).length;
    const isUnclear = leftOut === 'kept' && unnamed > ofLearner.length;
    const why = (await decided(store, awards.get(learnerId) ?? [])) ?? (isUnclear ? UNCLEAR : undefined);
    return why ? ofLearner.map(({ line }) => ({ line, column: 'awarded_on', ...why })) : [];
  });
  return {
    withdrawn: left
      .filter(({ learnerId }) => leftOut === 'revoked' || anew.has(learnerId))
      .map(({ credentialId, learnerId }) => ({ credentialId, learnerId })),
    faults: faults.flat(),
  };
}

type Why = Pick<FileFault, 'code' | 'detail'>;

const UNCLEAR: Why = {
  code: 'day-unclear',
  detail: 'This learner was awarded as of more days than one that the file does not name: name those that stay, too.',
};
const ELSE = 'Leave the row out, or award them anew by a file that puts nothing right.';
const DECIDED = {
  suspended: {
    code: 'credential-suspended',
    detail: 'What this learner was awarded is suspended: reinstate or revoke it first, or leave the row out.',
  },
  declined: { code: 'credential-declined', detail: `This learner declined what they were awarded. ${ELSE}` },
  revoked: { code: 'credential-revoked', detail: `What this learner was awarded was revoked since. ${ELSE}` },
} as const;

/** What somebody decided on what a learner was awarded; a correction that took it away is no such thing. */
async function decided(store: EventStore, awards: readonly Award[]): Promise<Why | undefined> {
  for (const { credentialId, standing } of awards) {
    if (standing === 'valid') continue;
    if (standing !== 'revoked') return DECIDED[standing];
    const { state } = await store.load(credential, credentialId);
    if (state.revokedBy !== THIS_SERVICE) return DECIDED.revoked;
  }
  return undefined;
}
