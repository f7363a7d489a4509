import { randomUUID } from 'node:crypto';
import { eventually, type Caller } from '@estafette/test-kit';
import { expect, vi } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import { SignedVersions } from './credential/signed-versions.js';
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

export interface FullRow {
  readonly learner: Pick<Caller, 'personId'>;
  /** Of the criterion that one may leave out. */
  readonly level?: string;
  readonly day?: string;
  readonly evidence?: string;
  readonly period?: readonly [string, string];
}

/** A file of which each row may say more. */
export const fullFileFor = (rows: readonly FullRow[], { definition }: IssuingSchool): string =>
  [
    `${headerOf(definition)},Explains it,awarded_on,evidence_url,evidence_sha256,period_start,period_end`,
    ...rows.map(({ learner, level = '', day = '', evidence = '', period = ['', ''] }) =>
      [learner.personId, ASSESSOR, '2', '2', level, day, evidence, evidence && 'ab'.repeat(32), ...period].join(','),
    ),
  ].join('\n');

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

type Signing = () => ReturnType<SignedVersions['sign']>;

/** Has something else done around the next signature. */
export const onceSigned = (around: (signing: Signing) => ReturnType<Signing>): { mockRestore: () => void } =>
  vi.spyOn(SignedVersions.prototype, 'sign').mockImplementationOnce(function (this: SignedVersions, ...given) {
    return around(() => this.sign(...given));
  });
