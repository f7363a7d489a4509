import {
  compareCursors,
  part,
  START,
  type Cursor,
  type EventStore,
  type Recorded,
  type Subscription,
} from '@estafette/event-store';
import { byService } from '../by-service.js';
import { endCopiesOf, withCopiesUnder } from '../copy/ending-copies.js';
import type { CredentialEvent } from '../credential/credential.events.js';
import type { IssuerEvent } from '../issuer/issuer.events.js';
import type { Views } from '../views/views.js';
import type { ReissueState } from './reissue.decider.js';
import type { ReissueEvent, Selection } from './reissue.events.js';
import { reissue, operationIdOf } from './reissue.stream.js';
import { reasonOf, type Renewals } from './renewals.js';

/** So many are signed before it is noted how far it came: a crash repeats no more, and other work has its turn. */
const SHARE = 50;
/** For so long a share waits for the views to show what was written before, in milliseconds. */
const VIEWS_WAIT_MS = 30_000;

interface Reissuing {
  readonly store: EventStore;
  readonly views: Views;
  readonly renewals: Pick<Renewals, 'renew'>;
  readonly passed: (cursor: Recorded['cursor'], withinMs: number) => Promise<boolean>;
}

type Event = Recorded & (IssuerEvent | CredentialEvent | ReissueEvent);

/**
 * Issues anew what was signed with a compromised key, or tells a mistake: share by share, each noted in the log, whose next event
 * leads to the next share. There is one runner of it, whichever replica; what it repeats after a crash has no second effect.
 */
export function reissuing(given: Reissuing): Subscription {
  const revoked = new RevokedKeys(given.views);
  let last: Cursor = START;
  return {
    name: 'reissuing',
    batch: 100,
    before: async (events, after) => {
      const [first] = events;
      if (first && compareCursors(after, last) !== 0) {
        // Another replica read on from here, and may have read that a key was withdrawn.
        await shown(first, given);
        revoked.forget();
      }
      for (const event of events as readonly Event[]) await react(event, given, revoked);
      last = events.at(-1)?.cursor ?? last;
    },
  };
}

async function react(event: Event, given: Reissuing, revoked: RevokedKeys): Promise<void> {
  switch (event.type) {
    case 'KeyRevoked':
      await revoked.add(event.data);
      await start(event, given);
      for (const credentialId of await withCopiesUnder(event.data, given.views))
        await endCopiesOf(credentialId, event.data, given.store, byService());
      return;
    case 'CredentialCopied':
      // As below: signed before the key was withdrawn, and written after that by who had not read of it yet.
      if (await revoked.hasAny([event.data]))
        await endCopiesOf(event.data.credentialId, event.data, given.store, byService());
      return;
    case 'ReissueStarted':
    case 'ReissueProgressed':
      return share(event, given);
    case 'CredentialIssued':
    case 'CredentialReinstated':
    case 'CredentialReissued': {
      // It was being signed while the key was withdrawn, and came into the log after that.
      const { credentialId, organisationId, keyId, endorsedBy } = event.data;
      const keys = [...(keyId === null ? [] : [{ organisationId, keyId }]), ...endorsedBy];
      if (!(await revoked.hasAny(keys))) return;
      const once = { scope: 'late-key', key: event.id };
      const metadata = byService();
      await given.renewals.renew({ credentialId, reason: 'key-compromised', note: null, once, metadata });
      return;
    }
    default:
  }
}

async function start(event: Event & { type: 'KeyRevoked' }, given: Reissuing): Promise<void> {
  const { organisationId, keyId, by } = event.data;
  await shown(event, given);
  for (const kind of ['issuer-key', 'endorser-key'] as const) {
    const selection: Selection = { kind, organisationId, keyId };
    const reissueId = operationIdOf(kind, organisationId, keyId);
    const total = await countOf(selection, given.views);
    if (total === 0) continue;
    const command = { type: 'StartReissue' as const, reissueId, selection, total, note: null, by };
    await given.store.handle(part(reissue, reissueId, command), { metadata: byService() });
  }
}

async function share(event: Event & { data: { reissueId: string } }, given: Reissuing): Promise<void> {
  const { reissueId } = event.data;
  const { state } = await given.store.load(reissue, reissueId);
  const { started, after, finished } = state;
  // Only the last event leads on: one that is read again has been followed already.
  const here = event.type === 'ReissueProgressed' && 'after' in event.data ? event.data.after : null;
  if (!started || finished || here !== after) return;
  await shown(event, given);
  const ids = await nextOf(started.selection, after, given.views);
  const metadata = byService();
  const last = ids.at(-1);
  if (last === undefined) {
    await given.store.handle(part(reissue, reissueId, { type: 'FinishReissue' }), { metadata });
    return;
  }
  const reissued = await renewAll(ids, started, given);
  const skipped = ids.length - reissued;
  const command = { type: 'ProgressReissue' as const, since: after, after: last, reissued, skipped };
  await given.store.handle(part(reissue, reissueId, command), { metadata });
}

async function renewAll(
  ids: readonly string[],
  { reissueId, selection, note }: NonNullable<ReissueState['started']>,
  { renewals }: Reissuing,
): Promise<number> {
  let renewed = 0;
  for (const credentialId of ids) {
    const outcome = await renewals.renew({
      credentialId,
      reason: reasonOf(selection),
      note,
      once: { scope: `reissue ${reissueId}`, key: credentialId },
      metadata: byService(),
      operationId: reissueId,
      ...(selection.kind === 'achievement' && { toVersion: selection.toVersion }),
    });
    if (outcome === 'reissued') renewed += 1;
  }
  return renewed;
}

/** Waits until the views show all that was written up to here, so that nothing is missed. */
async function shown({ cursor }: Recorded, { passed }: Reissuing): Promise<void> {
  if (!(await passed(cursor, VIEWS_WAIT_MS)))
    throw new Error('the views lag behind: a share of a reissue waits for them');
}

function whereOf(selection: Selection): Parameters<Views['myCredentials']['findMany']>[0] & object {
  const { organisationId } = selection;
  switch (selection.kind) {
    case 'issuer-key':
      return { where: { organisationId, keyId: selection.keyId } };
    case 'endorser-key':
      // What the same key signed as a whole is issued anew by that, with the endorsement to which it links.
      return {
        where: {
          endorsedBy: { array_contains: [{ organisationId, keyId: selection.keyId }] },
          NOT: { organisationId, keyId: selection.keyId },
        },
      };
    case 'achievement': {
      const { achievementId, fromVersion: achievementVersion } = selection;
      return { where: { organisationId, achievementId, achievementVersion } };
    }
  }
}

export function countOf(selection: Selection, views: Views): Promise<number> {
  return views.myCredentials.count({ where: whereOf(selection).where ?? {} });
}

async function nextOf(selection: Selection, after: string | null, views: Views): Promise<readonly string[]> {
  const { where } = whereOf(selection);
  const rows = await views.myCredentials.findMany({
    where: { ...where, ...(after !== null && { credentialId: { gt: after } }) },
    select: { credentialId: true },
    orderBy: { credentialId: 'asc' },
    take: SHARE,
  });
  return rows.map(({ credentialId }) => credentialId);
}

/** Keys that may not vouch any more: those that the view tells of when it is first asked, and each that is read of here. */
class RevokedKeys {
  #names: Promise<Set<string>> | undefined;

  constructor(private readonly views: Views) {}

  forget(): void {
    this.#names = undefined;
  }

  async add(key: { readonly organisationId: string; readonly keyId: string }): Promise<void> {
    (await this.#all()).add(nameOf(key));
  }

  async hasAny(keys: readonly { readonly organisationId: string; readonly keyId: string }[]): Promise<boolean> {
    const all = await this.#all();
    return keys.some((key) => all.has(nameOf(key)));
  }

  #all(): Promise<Set<string>> {
    this.#names ??= this.#read();
    // What failed is asked again.
    this.#names.catch(() => (this.#names = undefined));
    return this.#names;
  }

  async #read(): Promise<Set<string>> {
    const rows = await this.views.issuers.findMany({ select: { organisationId: true, keys: true } });
    return new Set(
      rows.flatMap(({ organisationId, keys }) =>
        (keys as { keyId: string; revokedAt: string | null }[])
          .filter(({ revokedAt }) => revokedAt !== null)
          .map(({ keyId }) => nameOf({ organisationId, keyId })),
      ),
    );
  }
}

const nameOf = ({ organisationId, keyId }: { readonly organisationId: string; readonly keyId: string }): string =>
  `${organisationId}#${keyId}`;
