import { randomUUID } from 'node:crypto';
import { eventually } from '@estafette/test-kit';
import { expect } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import type { IssuingSchool } from './issuing-school.set-up.js';

// What the specs of files of awards have in common.

export const ASSESSOR = randomUUID();
export const TODAY = new Date().toISOString().slice(0, 10);
export const CSV = { 'content-type': 'text/csv' };

export const headerOf = ({ criteria }: Definition): string =>
  ['learner_id', 'assessed_by', ...criteria.filter(({ required }) => required).map(({ name }) => name)].join(',');

/** A file that awards each of these learners, on their own. */
export const fileFor = (learners: readonly string[], { definition }: IssuingSchool): string =>
  [headerOf(definition), ...learners.map((learner) => `${learner},${ASSESSOR},on your own,2`)].join('\n');

export const sendFile = (
  file: string,
  bulkAwardId: string,
  { office, achievementId }: IssuingSchool,
): Promise<Response> => office.post(`/v1/achievements/${achievementId}/bulk-awards/${bulkAwardId}`, file, CSV);

export interface ShownAward {
  readonly total: number;
  readonly issued: number;
  readonly refused: { line: number; code: string }[];
  readonly finishedAt: string | null;
}

type Office = Pick<IssuingSchool, 'office'>;

/** How far it is. */
export async function shownAward(bulkAwardId: string, { office }: Office): Promise<ShownAward> {
  const answer = await office.get(`/v1/bulk-awards/${bulkAwardId}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as ShownAward;
}

/** The same, once it is finished. */
export const finishedAward = (bulkAwardId: string, of: Office): Promise<ShownAward> =>
  eventually(
    async () => {
      const found = await shownAward(bulkAwardId, of);
      return found.finishedAt !== null && found;
    },
    { timeoutMs: 60_000 },
  );

export const someone = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
