import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import { endCopies, endedOf, type EndCopies, type HeldCopy } from './copies.rules.js';
import type { Copy, CredentialEvent, PublicReason, SignedVersion } from './credential.events.js';
import { accept, copy, decline, identify } from './holding.rules.js';
import { ofCredential, type OfCredential } from './of-credential.rules.js';
import { assertNewest, assertNotEnded, type Standing } from './standing.rules.js';

type Data<Type extends CredentialEvent['type']> = Extract<CredentialEvent, { type: Type }>['data'];
type Issued = Data<'CredentialIssued'>;

/** What a credential is for, as the validation granted it. */
export type Grant = Pick<
  Issued,
  'validationId' | 'bulkAwardId' | 'achievementId' | 'achievementVersion' | 'learnerId' | 'organisationId'
>;

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: { readonly person: string; readonly for: string };
  readonly reason: PublicReason;
  readonly note: string | null;
}

export type IssueCredential = { readonly type: 'IssueCredential' } & Readonly<Issued>;
/** Asked by the holder, for a wallet of theirs. */
export interface CopyCredential {
  readonly type: 'CopyCredential';
  readonly by: { readonly person: string };
  /** The version that was copied, by its digest: another one may have come meanwhile. */
  readonly of: string;
  readonly copy: Copy;
}

/** Asked by the holder. */
export interface OfHolder {
  readonly by: { readonly person: string };
}

export type CredentialCommand =
  | IssueCredential
  | CopyCredential
  | EndCopies
  /** `implied` where the holder does something with it that nobody does who does not want it; that never refuses. */
  | (OfHolder & { readonly type: 'AcceptCredential'; readonly implied?: boolean })
  | (OfHolder & { readonly type: 'DeclineCredential'; readonly note: string | null })
  /** The holder has it signed once more, since it is to tell more of whose it is. `of` is what was signed before, by its digest. */
  | (OfHolder & { readonly type: 'IdentifyHolder'; readonly of: string; readonly signed: SignedVersion })
  | (Pick<Asked<string>, 'by'> & { readonly type: 'RemindOfCredential'; readonly at: string })
  | Asked<'SuspendCredential'>
  | Asked<'RevokeCredential'>
  | (Asked<'ReinstateCredential'> & { readonly signed: SignedVersion })
  | (Asked<'ReissueCredential'> & {
      /** The version that it is made of, by its digest. */
      readonly of: string;
      readonly signed: SignedVersion;
      /** Of the achievement, where it is told in another version from now on. */
      readonly achievementVersion?: number;
      readonly operationId?: string;
    });

export interface CredentialState {
  readonly issued: Issued | null;
  /** As it was signed last. */
  readonly signed: SignedVersion | null;
  /** Of the achievement, as it was told last. */
  readonly achievementVersion: number;
  readonly standing: Standing;
  /** Who revoked it; null unless somebody did. */
  readonly revokedBy: string | null;
  readonly accepted: boolean;
  readonly remindedAt: string | null;
  /** Those that hold. */
  readonly copies: readonly HeldCopy[];
  /** All that were ever made, by their ids. */
  readonly copied: ReadonlySet<string>;
  /** Which operations issued it anew. */
  readonly operations: ReadonlySet<string>;
}

/** The rules of a credential: issued once, by a grant; suspended, reinstated, corrected or revoked by the school, for a reason. */
export const credentialDecider: Decider<CredentialState, CredentialCommand, CredentialEvent> = {
  initialState: {
    issued: null,
    signed: null,
    achievementVersion: 0,
    standing: 'valid',
    revokedBy: null,
    accepted: false,
    remindedAt: null,
    copies: [],
    copied: new Set(),
    operations: new Set(),
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'CredentialIssued':
        return {
          ...state,
          issued: event.data,
          signed: signedOf(event.data),
          achievementVersion: event.data.achievementVersion,
          standing: 'valid',
        };
      case 'CredentialCopied': {
        const { copyId, status, keyId } = event.data;
        const copies = [...state.copies, { copyId, status, keyId }];
        return { ...state, accepted: true, copies, copied: new Set([...state.copied, copyId]) };
      }
      case 'CredentialCopiesEnded': {
        const ended = new Set(event.data.copies.map(({ copyId }) => copyId));
        return { ...state, copies: state.copies.filter(({ copyId }) => !ended.has(copyId)) };
      }
      case 'CredentialAccepted':
        return { ...state, accepted: true };
      case 'CredentialDeclined':
        return { ...state, standing: 'declined', copies: [] };
      case 'CredentialReminded':
        return { ...state, remindedAt: event.data.remindedAt };
      case 'CredentialSuspended':
        return { ...state, standing: 'suspended', copies: [] };
      case 'CredentialRevoked':
        return { ...state, standing: 'revoked', revokedBy: event.data.by, copies: [] };
      case 'CredentialReinstated':
        return { ...state, signed: signedOf(event.data), standing: 'valid' };
      case 'CredentialReissued': {
        const { achievementVersion, operationId } = event.data;
        const operations = operationId === null ? state.operations : new Set([...state.operations, operationId]);
        const signed = signedOf(event.data);
        return { ...state, signed, achievementVersion, operations, standing: 'valid', copies: [] };
      }
    }
  },
  decide: (command, state) => {
    if (command.type === 'IssueCredential') {
      const { type: _type, ...data } = command;
      return isIssued(state, data) ? [] : [{ type: 'CredentialIssued', data }];
    }
    if (command.type === 'CopyCredential') return copy(command, state);
    if (command.type === 'EndCopies') return endCopies(command, state);
    if (command.type === 'AcceptCredential') return accept(command, state);
    if (command.type === 'DeclineCredential') return decline(command, state);
    if (command.type === 'IdentifyHolder') return identify(command, state);
    const { of, signed } = ofSchool(command, state);
    if (command.type === 'RemindOfCredential') return remind(command, of, state);
    const copies = endedOf(state.copies);
    const { reason, note, by } = command;
    const changed = { ...of, reason, note, by: by.person };
    switch (command.type) {
      case 'SuspendCredential':
        if (state.standing === 'suspended') return [];
        assertNotEnded(state);
        return [{ type: 'CredentialSuspended', data: { ...changed, copies, status: signed.status } }];
      case 'RevokeCredential':
        if (state.standing === 'revoked') return [];
        assertNotEnded(state);
        return [{ type: 'CredentialRevoked', data: { ...changed, copies, status: signed.status } }];
      case 'ReinstateCredential':
        if (state.standing === 'valid') return [];
        assertNotEnded(state);
        return [{ type: 'CredentialReinstated', data: { ...changed, ...command.signed } }];
      case 'ReissueCredential':
        assertNotEnded(state);
        if (state.standing === 'suspended') {
          refuse('credential-suspended', 'It is suspended: reinstate it, which signs it anew, or revoke it.');
        }
        assertNewest(command.of, signed);
        return [
          {
            type: 'CredentialReissued',
            data: {
              ...changed,
              ...command.signed,
              copies,
              replaces: signed.status,
              achievementVersion: command.achievementVersion ?? state.achievementVersion,
              operationId: command.operationId ?? null,
            },
          },
        ];
    }
  },
};

function signedOf({ credential, digest, keyId, status, validUntil, endorsedBy }: SignedVersion): SignedVersion {
  return { credential, digest, keyId, status, validUntil, endorsedBy };
}

/** What the school may change; for another school there is nothing here. */
function ofSchool(
  { by }: Pick<Asked<string>, 'by'>,
  { issued, signed }: CredentialState,
): { of: OfCredential; signed: SignedVersion } {
  if (!issued || !signed) unknown('credential-unknown', 'There is no credential with this id that you can see.');
  const of = ofCredential(issued);
  if (of.organisationId !== by.for) {
    unknown('credential-unknown', 'There is no credential with this id that you can see.');
  }
  if (of.learnerId === by.person) forbid('own-learning', 'Nobody decides on their own credential.');
  return { of, signed };
}

/** Nobody is reminded of the same thing oftener than this, in milliseconds. */
const BETWEEN_REMINDERS_MS = 24 * 60 * 60_000;

function remind(
  { by, at }: Extract<CredentialCommand, { type: 'RemindOfCredential' }>,
  of: OfCredential,
  state: CredentialState,
): CredentialEvent[] {
  assertNotEnded(state);
  if (state.accepted) refuse('credential-accepted', 'Its holder has accepted it: there is nothing to be reminded of.');
  const since = state.remindedAt === null ? Infinity : Date.parse(at) - Date.parse(state.remindedAt);
  if (since < BETWEEN_REMINDERS_MS) return [];
  return [{ type: 'CredentialReminded', data: { ...of, by: by.person, remindedAt: at } }];
}

/**
 * Whether this grant led to its credential before; asked before anything is signed.
 * @throws DomainError `credential-issued-otherwise` when the same validation led to a credential for something else
 */
export function isIssued({ issued }: CredentialState, grant: Grant): boolean {
  if (!issued) return false;
  const same =
    issued.validationId === grant.validationId &&
    issued.bulkAwardId === grant.bulkAwardId &&
    issued.achievementId === grant.achievementId &&
    issued.achievementVersion === grant.achievementVersion &&
    issued.learnerId === grant.learnerId &&
    issued.organisationId === grant.organisationId;
  if (!same) {
    refuse(
      'credential-issued-otherwise',
      'The same led to a credential for another learner or achievement, or was awarded before.',
    );
  }
  return true;
}
