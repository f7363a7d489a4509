/** Where endorsements of batons lie, below the public address of this service: each version for good, since credentials name its digest. */
export const ACCEPTANCE_PATH = 'baton-acceptances/:acceptanceId/:version';

/** Which version of which endorsement. */
export interface AcceptanceVersion {
  readonly acceptanceId: string;
  readonly version: number;
}

/** The address of a version, as credentials tell it. */
export function acceptanceUrl(publicUrl: string, { acceptanceId, version }: AcceptanceVersion): string {
  return `${publicUrl}/baton-acceptances/${acceptanceId}/${version}`;
}

/** What lies at an address; undefined where it is none of ours. */
export function acceptanceAt(publicUrl: string, url: string): AcceptanceVersion | undefined {
  const path = url.startsWith(`${publicUrl}/`) ? url.slice(publicUrl.length + 1) : '';
  const [, acceptanceId, version] = /^baton-acceptances\/([0-9a-f-]{36})\/([1-9][0-9]{0,5})$/.exec(path) ?? [];
  return acceptanceId === undefined ? undefined : { acceptanceId, version: Number(version) };
}
