import { hasEnded, type Standing } from '../credential/standing.rules.js';
import { awardedCredentialIdOf } from '../credential/credential.stream.js';
import type { Views } from '../views/views.js';
import type { AwardRow } from './bulk-award.events.js';

/** By row, the id of the credential that the learner holds as of that day, or may hold again, as the view shows it. */
export async function heldAsOf(
  views: Views,
  achievementId: string,
  rows: readonly AwardRow[],
): Promise<ReadonlyMap<AwardRow, string>> {
  const held = new Map<AwardRow, string>();
  let left = rows;
  for (let nth = 1; left.length > 0; nth++) {
    const idOf = ({ learnerId, awardedOn }: AwardRow): string =>
      awardedCredentialIdOf(achievementId, learnerId, awardedOn, nth);
    const found = await views.myCredentials.findMany({
      where: { credentialId: { in: left.map(idOf) } },
      select: { credentialId: true, standing: true },
    });
    const ended = new Map(found.map((one) => [one.credentialId, hasEnded(one.standing as Standing)]));
    for (const row of left) if (ended.get(idOf(row)) === false) held.set(row, idOf(row));
    left = left.filter((row) => ended.get(idOf(row)) === true);
  }
  return held;
}

/** Which of these rows name somebody who holds it as of that day. */
export async function alreadyHeld(
  views: Views,
  achievementId: string,
  rows: readonly AwardRow[],
): Promise<readonly AwardRow[]> {
  const held = await heldAsOf(views, achievementId, rows);
  return rows.filter((row) => held.has(row));
}

export interface HeldAward {
  readonly credentialId: string;
  readonly learnerId: string;
}

/** Whether or not it holds. */
export type Award = HeldAward & { readonly standing: Standing };

/** What some bulk awards led to, the first of which puts nothing right. */
export interface Awarded {
  /** As YYYY-MM-DD: when the first was sent. */
  readonly since: string;
  readonly issued: readonly Award[];
}

/** @returns undefined as long as not all that they led to is shown */
export async function awardedBy(views: Views, bulkAwardIds: readonly string[]): Promise<Awarded | undefined> {
  const where = { bulkAwardId: { in: [...bulkAwardIds] } };
  const [awards, issued] = await Promise.all([
    views.bulkAwards.findMany({ where, select: { issued: true, startedAt: true, finishedAt: true, corrects: true } }),
    views.myCredentials.findMany({
      where,
      select: { credentialId: true, learnerId: true, standing: true },
      orderBy: { credentialId: 'asc' },
    }),
  ]);
  const finished = awards.filter(({ finishedAt }) => finishedAt !== null);
  const first = finished.find(({ corrects }) => corrects === null);
  const count = finished.reduce((sum, one) => sum + one.issued, 0);
  if (!first || finished.length < bulkAwardIds.length || issued.length < count) return undefined;
  return { since: first.startedAt.slice(0, 10), issued: issued as readonly Award[] };
}
