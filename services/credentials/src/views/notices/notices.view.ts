import type { Recorded, View } from '@estafette/event-store';
import type { CredentialEvent } from '../../credential/credential.events.js';

/** What a holder is told of; `updated` of what was issued anew, `copies-ended` of copies for wallets that do not hold any more. */
export const NOTICES = ['issued', 'reminded', 'suspended', 'reinstated', 'revoked', 'updated', 'copies-ended'] as const;
export type NoticeKind = (typeof NOTICES)[number];

/** Something that a holder is told once, of one credential, or of all of theirs that one operation changed. */
export interface NoticesRow {
  /** `<learner id>~<kind>~<credential, event or operation>` */
  readonly notice: string;
  readonly learnerId: string;
  readonly organisationId: string;
  readonly kind: NoticeKind;
  readonly at: string;
  /** Which credentials it is about, the first hundred of them. */
  readonly credentialIds: readonly string[];
  readonly count: number;
}

const KINDS: Readonly<Partial<Record<CredentialEvent['type'], NoticeKind>>> = {
  CredentialIssued: 'issued',
  CredentialReminded: 'reminded',
  CredentialSuspended: 'suspended',
  CredentialReinstated: 'reinstated',
  CredentialRevoked: 'revoked',
  CredentialReissued: 'updated',
  CredentialCopiesEnded: 'copies-ended',
};
const MOST_NAMED = 100;

/** What holders were told, or will be. */
export const notices: View<NoticesRow, CredentialEvent> = {
  name: 'notices',
  version: 1,
  key: 'notice',
  keys: (event) => {
    const kind = event.streamId.startsWith('credential-') ? KINDS[event.type] : undefined;
    if (kind === undefined) return [];
    return [`${event.data.learnerId}~${kind}~${occasionOf(event)}`];
  },
  evolve: (row, event, notice) => {
    const { credentialId, learnerId, organisationId } = event.data;
    const { at } = event.metadata;
    const kind = KINDS[event.type];
    if (kind === undefined) return row;
    if (row === null) return { notice, learnerId, organisationId, kind, at, credentialIds: [credentialId], count: 1 };
    const credentialIds = [...row.credentialIds, credentialId].slice(0, MOST_NAMED);
    return { ...row, credentialIds, count: row.count + 1 };
  },
};

/** What a notice is told once of: a credential that was issued, the operation that changed it among others, or what happened. */
function occasionOf(event: Recorded & CredentialEvent): string {
  if (event.type === 'CredentialIssued') return event.data.credentialId;
  return ('operationId' in event.data ? event.data.operationId : null) ?? event.id;
}
