import { same } from '@estafette/decider';
import type { EventStore } from '@estafette/event-store';
import type { AchievementCredential } from '@estafette/verifier';
import { THIS_SERVICE } from '../by-service.js';
import { assessedContent, isMadeOfAward } from '../credential/credential-content.js';
import { type CredentialState } from '../credential/credential.decider.js';
import { hasEnded, type Standing } from '../credential/standing.rules.js';
import { awardedCredentialIdOf, credential } from '../credential/credential.stream.js';
import { withAssessed, type AssessedContent } from '../signing/index.js';
import type { AwardRow } from './bulk-award.events.js';

/** What a row of a file leads to. */
export type AwardPlan =
  | { readonly does: 'issue'; readonly credentialId: string }
  | { readonly does: 'reissue'; readonly credentialId: string; readonly assessed: AssessedContent }
  /** It says what is held already, or was done before a crash. */
  | { readonly does: 'nothing'; readonly credentialId: string; readonly since: 'unchanged' | 'reissued' }
  | { readonly does: 'refuse'; readonly code: string };

/** A file that puts others right. */
export interface CorrectedFile {
  readonly bulkAwardId: string;
  readonly achievementId: string;
  /** The bulk awards that it puts right. */
  readonly corrects: readonly string[];
}

/**
 * The credential of somebody as of a day is the one that holds or is of this file, or else, since what ended stays so, the first that
 * is still to be issued. Whatever file says so, one holds at most: after a crash, and for two files at once, it is the same one. What
 * a file that is corrected led to is put right under the id that it has; if it ended since, it is left as it is, unless a correction
 * took it away, which the next one takes back by another.
 */
export async function planOf(store: EventStore, file: CorrectedFile, row: AwardRow): Promise<AwardPlan> {
  const { achievementId, bulkAwardId, corrects } = file;
  const { learnerId, awardedOn } = row;
  let ended: Standing | undefined;
  for (let nth = 1; ; nth++) {
    const credentialId = awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);
    const { state } = await store.load(credential, credentialId);
    const { issued, standing } = state;
    if (!issued && ended !== undefined) return { does: 'refuse', code: `credential-${ended}` };
    if (!issued || issued.bulkAwardId === bulkAwardId) return { does: 'issue', credentialId };
    // Asked first: what came of it since, somebody wanted so.
    if (state.operations.has(bulkAwardId)) return { does: 'nothing', credentialId, since: 'reissued' };
    const isCorrected = corrects.includes(issued.bulkAwardId ?? '');
    if (!hasEnded(standing)) {
      return isCorrected ? correctionOf(state, row) : { does: 'refuse', code: 'awarded-before' };
    }
    // What a correction took away was as wrong as its file; what else ended, somebody wanted so.
    if (isCorrected && state.revokedBy !== THIS_SERVICE) ended = standing;
  }
}

function correctionOf({ issued, signed, standing }: CredentialState, row: AwardRow): AwardPlan {
  const credentialId = issued?.credentialId ?? '';
  if (!signed?.credential) return { does: 'refuse', code: 'person-erased' };
  const before = JSON.parse(signed.credential) as AchievementCredential;
  const assessed = assessedOf(row);
  if (same(inOneOrder(withAssessed(before, assessed, isMadeOfAward)), inOneOrder(before))) {
    return { does: 'nothing', credentialId, since: 'unchanged' };
  }
  return standing === 'suspended'
    ? { does: 'refuse', code: 'credential-suspended' }
    : { does: 'reissue', credentialId, assessed };
}

/** Results stand in the order of the columns of a file, which says nothing. */
function inOneOrder({ credentialSubject, ...rest }: AchievementCredential): object {
  const { result = [], ...subject } = credentialSubject;
  const sorted = result.toSorted((one, other) => (one.resultDescription < other.resultDescription ? -1 : 1));
  return { ...rest, credentialSubject: { ...subject, result: sorted } };
}

/** What a row says of the evidence that its file names; without an address once the learner was erased. */
export function evidenceOf({ evidence }: AwardRow): { readonly evidenceId: string; readonly sha256?: string }[] {
  if (evidence === null || evidence.url === '') return [];
  const { url, sha256 } = evidence;
  return [{ evidenceId: url, ...(sha256 !== null && { sha256 }) }];
}

function assessedOf(row: AwardRow): AssessedContent {
  const { results, period } = row;
  return assessedContent({ results, period, evidence: evidenceOf(row) });
}
