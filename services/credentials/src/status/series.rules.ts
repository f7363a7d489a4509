import { INSTANCE } from '../issuer/instance.rules.js';

/**
 * For what the instance keeps lists. Open Badges knows one status, so schools have lists for revocation alone, which suspending sets
 * too; other credentials can tell the two apart.
 */
export const INSTANCE_PURPOSES = ['revocation', 'suspension'] as const;
export type StatusPurpose = (typeof INSTANCE_PURPOSES)[number];

/** Whose lists, and for what: an organisation's id names its lists for revocation, `instance-<purpose>` those of the instance. */
export type Series = string;

export function seriesOfInstance(purpose: StatusPurpose): Series {
  return `${INSTANCE}-${purpose}`;
}

/** Who signs the lists of a series, and for what they are. */
export function readSeries(series: Series): { readonly issuer: string; readonly purpose: StatusPurpose } {
  const purpose = INSTANCE_PURPOSES.find((one) => seriesOfInstance(one) === series);
  return purpose === undefined ? { issuer: series, purpose: 'revocation' } : { issuer: INSTANCE, purpose };
}

/** Where the lists of a series lie, below the public address of this service. */
export function pathOfSeries(series: Series): string {
  const { issuer, purpose } = readSeries(series);
  return issuer === INSTANCE ? `instance/status-lists/${purpose}` : `status-lists/${series}`;
}

/** The list that lies at an address below the public one; undefined where none of ours can. */
export function listAt(path: string): { readonly series: Series; readonly list: number } | undefined {
  const [, where = '', list = ''] = /^(.*)\/([1-9][0-9]{0,5})$/.exec(path) ?? [];
  const [, organisationId] = /^status-lists\/([0-9a-f-]{36})$/.exec(where) ?? [];
  const series = organisationId ?? INSTANCE_PURPOSES.map(seriesOfInstance).find((one) => pathOfSeries(one) === where);
  return series === undefined ? undefined : { series, list: Number(list) };
}

/** The same of the lists to which SD-JWTs refer: each place once more. */
export function tokenListAt(path: string): { readonly organisationId: string; readonly list: number } | undefined {
  const [, organisationId, list] = /^token-status-lists\/([0-9a-f-]{36})\/([1-9][0-9]{0,5})$/.exec(path) ?? [];
  return organisationId === undefined ? undefined : { organisationId, list: Number(list) };
}
