import { KeyVault } from '@estafette/event-store';
import type { Chain } from '../chain/chain.js';
import type { StoredEvent } from './effects.js';
import { eventsOf } from './effects.js';

/** A credential, and whose it is. */
export interface Held {
  readonly credentialId: string;
  readonly learnerId: string;
}

/** What was signed for a school, with a place of its own in a status list. */
export interface Signed extends Held {
  readonly organisationId: string;
  readonly text: string;
  readonly digest: string;
  readonly keyId: string;
  readonly status: { readonly list: number; readonly index: number };
}

/** One text of a credential, as it was signed and stands in the log. */
export interface Version extends Signed {
  /** With whose keys others endorsed within it. */
  readonly endorsedBy: readonly { readonly organisationId: string; readonly keyId: string }[];
  readonly isFirst: boolean;
  /** No later one took its place. */
  readonly isNewest: boolean;
  /** Whether the credential holds: it was not revoked or suspended since. */
  readonly holds: boolean;
}

/** A copy of a credential for a wallet, as it was signed and stands in the log. */
export interface Copy extends Signed {
  readonly copyId: string;
  readonly format: string;
  /** The text that was the newest when it was made; null where the credential did not hold then. */
  readonly of: string | null;
  /** Whether that text holds: nothing happened to the credential since. */
  readonly holds: boolean;
}

const SIGNED = ['CredentialIssued', 'CredentialReinstated', 'CredentialReissued'];
const ENDED = ['CredentialRevoked', 'CredentialSuspended', 'CredentialDeclined'];
const COPIED = 'CredentialCopied';

/**
 * Every text that was ever signed and issued, and every copy, also those that nobody was given: whoever reads along may have any
 * of them.
 */
export async function signedIn(chain: Chain): Promise<{ readonly versions: Version[]; readonly copies: Copy[] }> {
  const events = await eventsOf(chain, 'credentials');
  const key = Buffer.from(chain.vaultKeys.get('credentials') ?? '', 'base64');
  const opened = await new KeyVault(chain.pool('credentials'), key).open(
    events.filter(({ type }) => [...SIGNED, ...ENDED, COPIED].includes(type)),
  );
  const histories = [...Map.groupBy(opened, ({ stream }) => stream).values()];
  return { versions: histories.flatMap(versionsIn), copies: histories.flatMap(copiesIn) };
}

function versionsIn(history: readonly StoredEvent[]): Version[] {
  const holds = isSigned(history.findLast(({ type }) => type !== COPIED));
  const signed = history.filter(isSigned);
  return signed.map(({ data }, nth) => ({
    ...(data as unknown as Omit<Version, 'text' | 'isFirst' | 'isNewest' | 'holds'>),
    text: String(data['credential']),
    isFirst: nth === 0,
    isNewest: nth === signed.length - 1,
    holds,
  }));
}

function copiesIn(history: readonly StoredEvent[]): Copy[] {
  return history.flatMap(({ type, data }, nth) => {
    if (type !== COPIED) return [];
    const before = history.slice(0, nth).findLast((event) => event.type !== COPIED);
    return {
      ...(data as unknown as Omit<Copy, 'of' | 'holds'>),
      of: before && isSigned(before) ? String(before.data['credential']) : null,
      holds: history.slice(nth).every((event) => event.type === COPIED),
    };
  });
}

function isSigned(event: StoredEvent | undefined): boolean {
  return event !== undefined && SIGNED.includes(event.type);
}

/** Credentials of which a text was signed, or endorsed, with a key so far, the first ones first. */
export async function signedWith(chain: Chain, organisationId: string, keyId: string): Promise<Held[]> {
  const { rows } = await chain.pool('credentials').query<Held>(
    `select data->>'credentialId' as "credentialId", data->>'learnerId' as "learnerId" from log.events
     where type = any($1) and (data @> $2 or data->'endorsedBy' @> jsonb_build_array($2::jsonb)) order by position`,
    [SIGNED, { organisationId, keyId }],
  );
  return rows;
}
