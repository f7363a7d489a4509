import { INSTANCE } from '../issuer/instance.rules.js';

/**
 * For what the instance keeps lists. Open Badges knows one status, so schools have lists for revocation alone, which suspending sets
 * too; other credentials can tell the two apart, and may have a message beside.
 */
export const INSTANCE_PURPOSES = ['revocation', 'suspension', 'message'] as const;
export type StatusPurpose = (typeof INSTANCE_PURPOSES)[number];

/** All messages stand in each credential, which verifiers read within bounds. */
const MOST_BITS = 6;
export const MOST_MESSAGES = 2 ** MOST_BITS;

/** What the entries of a list are for, and of how many bits. Only messages need more than one. */
export interface EntryKind {
  readonly purpose: StatusPurpose;
  readonly size: number;
}

/** Whose lists, and for what: an organisation's id names its lists for revocation, `instance-<lists>` those of the instance. */
export type Series = string;

const KINDS: ReadonlyMap<string, EntryKind> = new Map<string, EntryKind>([
  ['revocation', { purpose: 'revocation', size: 1 }],
  ['suspension', { purpose: 'suspension', size: 1 }],
  ...Array.from(
    { length: MOST_BITS },
    (_, before) => [`message-${before + 1}`, { purpose: 'message', size: before + 1 }] as const,
  ),
]);

/** The lists of the instance, by their names in addresses: those for messages of so many bits lie apart. */
export const INSTANCE_LISTS = [...KINDS.keys()];

export const seriesOfLists = (lists: string): Series => `${INSTANCE}-${lists}`;

export function seriesOfInstance({ purpose, size }: EntryKind): Series {
  return seriesOfLists(purpose === 'message' ? `message-${size}` : purpose);
}

/** Who signs the lists of a series, and for what they are. */
export function readSeries(series: Series): EntryKind & { readonly issuer: string } {
  const lists = INSTANCE_LISTS.find((one) => seriesOfLists(one) === series) ?? '';
  const kind = KINDS.get(lists);
  return kind ? { issuer: INSTANCE, ...kind } : { issuer: series, purpose: 'revocation', size: 1 };
}

/** Where the lists of a series lie, below the public address of this service. */
export function pathOfSeries(series: Series): string {
  const lists = INSTANCE_LISTS.find((one) => seriesOfLists(one) === series);
  return lists === undefined ? `status-lists/${series}` : `instance/status-lists/${lists}`;
}

/** The list that lies at an address below the public one; undefined where none of ours can. */
export function listAt(path: string): { readonly series: Series; readonly list: number } | undefined {
  const [, where = '', list = ''] = /^(.*)\/([1-9][0-9]{0,5})$/.exec(path) ?? [];
  const [, organisationId] = /^status-lists\/([0-9a-f-]{36})$/.exec(where) ?? [];
  const series = organisationId ?? INSTANCE_LISTS.map(seriesOfLists).find((one) => pathOfSeries(one) === where);
  return series === undefined ? undefined : { series, list: Number(list) };
}

/** The same of the lists to which SD-JWTs refer: each place once more. */
export function tokenListAt(path: string): { readonly organisationId: string; readonly list: number } | undefined {
  const [, organisationId, list] = /^token-status-lists\/([0-9a-f-]{36})\/([1-9][0-9]{0,5})$/.exec(path) ?? [];
  return organisationId === undefined ? undefined : { organisationId, list: Number(list) };
}
