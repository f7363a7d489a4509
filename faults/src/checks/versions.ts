import { KeyVault } from '@estafette/event-store';
import type { Chain } from '../chain/chain.js';
import type { StoredEvent } from './effects.js';
import { eventsOf } from './effects.js';

/** One text of a credential, as it was signed and stands in the log. */
export interface Version {
  readonly credentialId: string;
  readonly learnerId: string;
  readonly organisationId: string;
  readonly text: string;
  readonly digest: string;
  readonly keyId: string;
  /** With whose keys others endorsed within it. */
  readonly endorsedBy: readonly { readonly organisationId: string; readonly keyId: string }[];
  readonly isFirst: boolean;
  /** No later one took its place. */
  readonly isNewest: boolean;
  /** Whether the credential holds: it was not revoked or suspended since. */
  readonly holds: boolean;
}

const SIGNED = ['CredentialIssued', 'CredentialReinstated', 'CredentialReissued'];
const ENDED = ['CredentialRevoked', 'CredentialSuspended', 'CredentialDeclined'];

/** Every text that was ever signed and issued, also those that nobody was given: whoever reads along may have any of them. */
export async function versionsOf(chain: Chain): Promise<Version[]> {
  const events = (await eventsOf(chain, 'credentials')).filter(({ type }) => [...SIGNED, ...ENDED].includes(type));
  const key = Buffer.from(chain.vaultKeys.get('credentials') ?? '', 'base64');
  const opened = await new KeyVault(chain.pool('credentials'), key).open(events);
  return [...Map.groupBy(opened, ({ stream }) => stream).values()].flatMap((history) => versionsIn(history));
}

function versionsIn(history: readonly StoredEvent[]): Version[] {
  const holds = !ENDED.includes(history.at(-1)?.type ?? '');
  const signed = history.filter(({ type }) => SIGNED.includes(type));
  return signed.map(({ data }, nth) => ({
    ...(data as unknown as Omit<Version, 'text' | 'isFirst' | 'isNewest' | 'holds'>),
    text: String(data['credential']),
    isFirst: nth === 0,
    isNewest: nth === signed.length - 1,
    holds,
  }));
}

/** Credentials of which a text was signed, or endorsed, with a key so far, the first ones first. */
export async function signedWith(chain: Chain, organisationId: string, keyId: string): Promise<string[]> {
  const { rows } = await chain.pool('credentials').query<{ id: string }>(
    `select data->>'credentialId' as id from log.events
     where type = any($1) and (data @> $2 or data->'endorsedBy' @> jsonb_build_array($2::jsonb)) order by position`,
    [SIGNED, { organisationId, keyId }],
  );
  return rows.map(({ id }) => id);
}
