import { v7 as uuidv7 } from 'uuid';
import type { Cast } from './cast.js';
import type { Client } from './client.js';
import type { AwardFile } from './wish.js';

/** Named in each file: one that is sent again the next day is about the same awards. */
const AWARDED_ON = '2026-03-27';

/** So many who learned something at the school; this platform has not heard of them before. */
export function classOf(many: number): string[] {
  return Array.from({ length: many }, () => uuidv7());
}

/** Sends a file that awards the achievement of the school to each of these. */
export async function awardInBulk(client: Client, cast: Cast, learners: readonly string[]): Promise<AwardFile> {
  const { school, issuerAdmin, achievement, assessor } = cast;
  const file = { bulkAwardId: uuidv7(), learners };
  client.ledger.files.push(file);
  await client.wish({
    service: 'credentials',
    path: `/v1/achievements/${achievement}/bulk-awards/${file.bulkAwardId}`,
    body: [
      'learner_id,assessed_by,awarded_on,Goes on',
      ...learners.map((learner) => `${learner},${assessor},${AWARDED_ON},alone`),
    ].join('\n'),
    as: issuerAdmin,
    for: school,
    leaves: { stream: `bulk-award-${file.bulkAwardId}`, type: 'BulkAwardStarted' },
  });
  return file;
}
