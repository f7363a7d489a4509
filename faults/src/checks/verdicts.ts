import { createHash } from 'node:crypto';
import type { Chain } from '../chain/chain.js';
import type { Client } from '../traffic/client.js';
import { Outside } from './outside.js';
import type { Signed, Version } from './versions.js';

/** A key that somebody else may have used. */
export interface Key {
  readonly organisationId: string;
  readonly keyId: string;
}

export interface Judged {
  readonly verdict: string;
  readonly checks: readonly { readonly outcome: string; readonly code: string }[];
  readonly members: readonly { readonly verdict: string }[];
}

const AT_ONCE = 4;

/**
 * What is wrong with what anybody is told of the texts of credentials: the newest of each credential that holds is valid, here and
 * by software of others, and its holder reads that one; no other text is, and it is said why.
 */
export async function verdictFaults(
  client: Client,
  versions: readonly Version[],
  lost: readonly Key[],
): Promise<string[]> {
  const outside = new Outside(client.chain);
  return faultsOfEach(versions, async (version) => [
    ...(await verdictOf(client.chain, outside, version, lost)),
    ...(version.isNewest ? await readByHolder(client, version) : []),
  ]);
}

/** What is wrong with any of these, of which a few are looked at at once. */
export async function faultsOfEach<T>(all: readonly T[], look: (one: T) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  const left = all.values();
  const judge = async (): Promise<void> => {
    for (const one of left) faults.push(...(await look(one)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, judge));
  return faults;
}

export function isLost({ organisationId, keyId }: Key, lost: readonly Key[]): boolean {
  return lost.some((key) => key.organisationId === organisationId && key.keyId === keyId);
}

export function whyNot({ checks }: Judged): string {
  const failed = checks.filter(({ outcome }) => /failed|undecided/.test(outcome));
  return failed.map(({ code }) => code).join(', ');
}

async function verdictOf(chain: Chain, outside: Outside, version: Version, lost: readonly Key[]): Promise<string[]> {
  const { credentialId, keyId, isNewest, holds, text } = version;
  const of = `${isNewest ? 'the newest' : 'an earlier'} text of ${credentialId}, under ${keyId},`;
  const due = isNewest && holds ? 'valid' : isLost(version, lost) ? 'not-genuine' : 'not-valid-any-more';
  const judged = await judgedHere(chain, text);
  const { verdict, members } = judged;
  const faults: string[] = [];
  if (verdict !== due) faults.push(`verdict: ${of} is ${verdict} (${whyNot(judged)}) and should be ${due}`);
  if (due === 'valid' && members.some((member) => member.verdict !== 'valid'))
    faults.push(`verdict: ${of} has an endorsement that is not valid`);
  const elsewhere = await outside.verdict(text);
  if (elsewhere !== due) faults.push(`outside: ${of} is ${elsewhere} elsewhere and should be ${due}`);
  return faults;
}

export async function judgedHere(chain: Chain, credential: string): Promise<Judged> {
  const answer = await fetch(`${chain.one('credentials').url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential }),
  });
  return (await answer.json()) as Judged;
}

async function readByHolder(client: Client, { credentialId, learnerId, digest }: Version): Promise<string[]> {
  const read = await client.read('credentials', `/v1/credentials/${credentialId}`, learnerId, 'self');
  const found = createHash('sha256').update(JSON.stringify(read)).digest('hex');
  return found === digest ? [] : [`holder: ${learnerId} reads another text of ${credentialId} than its newest`];
}

/** Places in status lists that more than one text refers to. */
export function placeFaults(signed: readonly Signed[]): string[] {
  const placeOf = ({ organisationId, status }: Signed): string => `${status.index} of ${organisationId}/${status.list}`;
  return [...Map.groupBy(signed, placeOf)].flatMap(([place, { length }]) =>
    length === 1 ? [] : [`place: ${place} stands in ${length} texts`],
  );
}
