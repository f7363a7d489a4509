import { verify, type Sources } from '@estafette/verifier';
import type { Chain } from '../chain/chain.js';
import { FORMATS } from '../traffic/copies.js';
import { faultsOfEach, isLost, judgedHere, whyNot, type Judged, type Key } from './verdicts.js';
import type { Copy } from './versions.js';

/**
 * What is wrong with what anybody is told of copies, here and where only what a school publishes is known: those of what holds are
 * valid; those of what was suspended, revoked or issued anew since are not, nor is anything under a key that was lost. None was made of
 * what did not hold, or of a text that was not the newest any more.
 */
export async function copyFaults(chain: Chain, copies: readonly Copy[], lost: readonly Key[]): Promise<string[]> {
  const sources = publishedBy(chain);
  const faults = await faultsOfEach(copies, async (copy) => {
    const due = dueOf(copy, lost);
    const name = `${copy.format} ${copy.copyId} of ${copy.credentialId}, under ${copy.keyId},`;
    if (!isOfNewest(copy)) return [`copy: ${name} is not of the text that held when it was made`];
    const outside = await verify(copy.text, { now: new Date(), sources });
    const elsewhere = { ...outside, members: outside.members.map(({ verification }) => verification) };
    return [...told('', name, await judgedHere(chain, copy.text), due), ...told(' elsewhere', name, elsewhere, due)];
  });
  const kinds = new Set(copies.flatMap((copy) => [copy.format, dueOf(copy, lost)]));
  const none = [...FORMATS, 'valid', 'not-valid-any-more', 'not-genuine'].filter((kind) => !kinds.has(kind));
  return [...faults, ...none.map((kind) => `idle: no copy is ${kind}`)];
}

function told(where: string, name: string, judged: Judged, due: string): string[] {
  const { verdict, members } = judged;
  if (verdict !== due) return [`copy: ${name} is ${verdict} (${whyNot(judged)})${where} and should be ${due}`];
  return due === 'valid' && members.some((member) => member.verdict !== 'valid')
    ? [`copy: ${name} has an endorsement that is not valid${where}`]
    : [];
}

function dueOf(copy: Copy, lost: readonly Key[]): string {
  if (isLost(copy, lost)) return 'not-genuine';
  return copy.holds ? 'valid' : 'not-valid-any-more';
}

/** Each text of a credential holds from another moment, which its copies tell too. */
function isOfNewest({ of, text }: Copy): boolean {
  return of !== null && text !== '' && startOf(of) === startOf(text);
}

/** In seconds. */
function startOf(text: string): number {
  const json = text.startsWith('{') ? text : Buffer.from(text.split('.')[1] ?? '', 'base64url').toString();
  const { nbf, validFrom = '' } = JSON.parse(json) as { readonly nbf?: number; readonly validFrom?: string };
  return nbf ?? Math.floor(Date.parse(validFrom) / 1_000);
}

/** Documents and status lists, each asked for once. */
function publishedBy(chain: Chain): Sources {
  const asked = new Map<string, Promise<string>>();
  const get = (path: string): Promise<string> => {
    const found = asked.get(path) ?? fetch(`${chain.one('credentials').url}${path}`).then((answer) => answer.text());
    asked.set(path, found);
    return found;
  };
  return {
    // did:web:<host>:<folder>:<id>
    didDocument: async (did) => JSON.parse(await get(`/${did.split(':').slice(3).join('/')}/did.json`)) as unknown,
    statusList: (url) => get(new URL(url).pathname),
    issuer: (id) => Promise.resolve({ name: id, registry: 'hearsay' }),
  };
}
