import type { EventStore } from '@estafette/event-store';
import { hasEnded, type CredentialState, type Standing } from '../credential/credential.decider.js';
import { awardedCredentialIdOf, credential } from '../credential/credential.stream.js';
import type { Views } from '../views/views.js';
import type { AwardRow } from './bulk-award.events.js';

/** Who is awarded what as of when: whatever file says so, one credential of it holds at most. */
type Named = Pick<AwardRow, 'learnerId' | 'awardedOn'>;

export interface HeldAward {
  readonly credentialId: string;
  readonly state: CredentialState;
}

/**
 * The credential of somebody as of a day: the one that holds or is of these files, or else, since what ended stays so, the first that is
 * still to be issued. After a crash, and for two files at once, that is the same one.
 */
export async function heldAward(
  store: EventStore,
  achievementId: string,
  { learnerId, awardedOn }: Named,
  files: readonly string[],
): Promise<HeldAward> {
  for (let nth = 1; ; nth++) {
    const credentialId = awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);
    const { state } = await store.load(credential, credentialId);
    const { issued, standing } = state;
    if (!issued || !hasEnded(standing) || files.includes(issued.bulkAwardId ?? '')) return { credentialId, state };
  }
}

/** Which of these rows name somebody who holds it as of that day, as the view shows it. */
export async function alreadyHeld(
  views: Views,
  achievementId: string,
  rows: readonly AwardRow[],
): Promise<readonly AwardRow[]> {
  const held: AwardRow[] = [];
  let left = rows;
  for (let nth = 1; left.length > 0; nth++) {
    const idOf = ({ learnerId, awardedOn }: AwardRow): string =>
      awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);
    const found = await views.myCredentials.findMany({
      where: { credentialId: { in: left.map(idOf) } },
      select: { credentialId: true, standing: true },
    });
    const ended = new Map(found.map((one) => [one.credentialId, hasEnded(one.standing as Standing)]));
    held.push(...left.filter((row) => ended.get(idOf(row)) === false));
    left = left.filter((row) => ended.get(idOf(row)) === true);
  }
  return held.toSorted((one, other) => one.line - other.line);
}
