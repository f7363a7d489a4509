import type { Cast } from '../traffic/cast.js';
import type { Client } from '../traffic/client.js';
import { eventsOf } from './effects.js';

interface Shown {
  readonly total: number;
  readonly issued: number;
  readonly refused: readonly { readonly line: number; readonly code: string }[];
  readonly finishedAt: string | null;
}

/**
 * Whether what a school reads of its files of awards is what came of them: each is worked off, each row led to a credential or
 * stood in another file, and as many are told to be issued as there are.
 */
export async function progressFaults(client: Client, { issuerAdmin, school }: Cast): Promise<string[]> {
  const issued = (await eventsOf(client.chain, 'credentials')).filter(({ type }) => type === 'CredentialIssued');
  const faults: string[] = [];
  for (const { bulkAwardId, learners } of client.ledger.files) {
    const there = issued.filter(({ data }) => data['bulkAwardId'] === bulkAwardId).length;
    const path = `/v1/bulk-awards/${bulkAwardId}`;
    const shown = (await client.read('credentials', path, issuerAdmin, school)) as Shown | null;
    const others = shown?.refused.filter(({ code }) => code === 'awarded-before').length ?? 0;
    const isRight =
      shown !== null &&
      shown.finishedAt !== null &&
      [shown.total, shown.issued + others].every((count) => count === learners.length) &&
      shown.issued === there &&
      shown.refused.length === others;
    if (!isRight)
      faults.push(`progress: of ${learners.length} in a file ${there} are there, and told is ${JSON.stringify(shown)}`);
  }
  return faults;
}
