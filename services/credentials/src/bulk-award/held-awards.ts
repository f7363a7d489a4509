import type { EventStore } from '@estafette/event-store';
import { hasEnded, type Standing } from '../credential/credential.decider.js';
import { awardedCredentialIdOf, credential } from '../credential/credential.stream.js';
import type { Views } from '../views/views.js';
import type { AwardRow } from './bulk-award.events.js';

/**
 * The id of the credential of somebody as of a day: the one that holds or is of this file, or else, since what ended stays so, the first
 * that is still to be issued. Whatever file says so, one holds at most: after a crash, and for two files at once, it is the same one.
 */
export async function heldAward(
  store: EventStore,
  { achievementId, bulkAwardId }: { readonly achievementId: string; readonly bulkAwardId: string },
  { learnerId, awardedOn }: AwardRow,
): Promise<string> {
  for (let nth = 1; ; nth++) {
    const credentialId = awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);
    const { issued, standing } = (await store.load(credential, credentialId)).state;
    if (!issued || !hasEnded(standing) || issued.bulkAwardId === bulkAwardId) return credentialId;
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
