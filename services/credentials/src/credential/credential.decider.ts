import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown } from '@estafette/decider';
import type { CredentialEvent, PublicReason, SignedVersion } from './credential.events.js';

type Data<Type extends CredentialEvent['type']> = Extract<CredentialEvent, { type: Type }>['data'];
type Issued = Data<'CredentialIssued'>;

/** What a credential is for, as the validation granted it. */
export type Grant = Pick<
  Issued,
  'validationId' | 'achievementId' | 'achievementVersion' | 'learnerId' | 'organisationId'
>;

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: { readonly person: string; readonly for: string };
  readonly reason: PublicReason;
  readonly note: string | null;
}

export type IssueCredential = { readonly type: 'IssueCredential' } & Readonly<Issued>;
export type CredentialCommand =
  | IssueCredential
  | Asked<'SuspendCredential'>
  | Asked<'RevokeCredential'>
  | (Asked<'ReinstateCredential'> & { readonly signed: SignedVersion })
  | (Asked<'ReissueCredential'> & {
      readonly signed: SignedVersion;
      /** Of the achievement, where it is told in another version from now on. */
      readonly achievementVersion?: number;
    });

export type Standing = 'valid' | 'suspended' | 'revoked';

export interface CredentialState {
  readonly issued: Issued | null;
  /** As it was signed last. */
  readonly signed: SignedVersion | null;
  /** Of the achievement, as it was told last. */
  readonly achievementVersion: number;
  readonly standing: Standing;
}

/** The rules of a credential: issued once, by a grant; suspended, reinstated, corrected or revoked by the school, for a reason. */
export const credentialDecider: Decider<CredentialState, CredentialCommand, CredentialEvent> = {
  initialState: { issued: null, signed: null, achievementVersion: 0, standing: 'valid' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'CredentialIssued':
        return {
          issued: event.data,
          signed: signedOf(event.data),
          achievementVersion: event.data.achievementVersion,
          standing: 'valid',
        };
      case 'CredentialSuspended':
        return { ...state, standing: 'suspended' };
      case 'CredentialRevoked':
        return { ...state, standing: 'revoked' };
      case 'CredentialReinstated':
        return { ...state, signed: signedOf(event.data), standing: 'valid' };
      case 'CredentialReissued': {
        const { achievementVersion } = event.data;
        return { ...state, signed: signedOf(event.data), achievementVersion, standing: 'valid' };
      }
    }
  },
  decide: (command, state) => {
    if (command.type === 'IssueCredential') {
      const { type: _type, ...data } = command;
      return isIssued(state, data) ? [] : [{ type: 'CredentialIssued', data }];
    }
    const { of, signed } = ofSchool(command, state);
    const { reason, note, by } = command;
    const changed = { ...of, reason, note, by: by.person };
    switch (command.type) {
      case 'SuspendCredential':
        if (state.standing === 'suspended') return [];
        assertNotRevoked(state);
        return [{ type: 'CredentialSuspended', data: { ...changed, status: signed.status } }];
      case 'RevokeCredential':
        if (state.standing === 'revoked') return [];
        return [{ type: 'CredentialRevoked', data: { ...changed, status: signed.status } }];
      case 'ReinstateCredential':
        if (state.standing === 'valid') return [];
        assertNotRevoked(state);
        return [{ type: 'CredentialReinstated', data: { ...changed, ...command.signed } }];
      case 'ReissueCredential':
        assertNotRevoked(state);
        if (state.standing === 'suspended') {
          refuse('credential-suspended', 'It is suspended: reinstate it, which signs it anew, or revoke it.');
        }
        return [
          {
            type: 'CredentialReissued',
            data: {
              ...changed,
              ...command.signed,
              replaces: signed.status,
              achievementVersion: command.achievementVersion ?? state.achievementVersion,
            },
          },
        ];
    }
  },
};

function signedOf({ credential, digest, keyId, status, endorsedBy }: SignedVersion): SignedVersion {
  return { credential, digest, keyId, status, endorsedBy };
}

/** What the school may change; for another school there is nothing here. */
function ofSchool(
  { by }: Asked<string>,
  { issued, signed }: CredentialState,
): { of: Pick<Issued, 'credentialId' | 'learnerId' | 'organisationId'>; signed: SignedVersion } {
  if (!issued || !signed) unknown('credential-unknown', 'There is no credential with this id that you can see.');
  const { credentialId, learnerId, organisationId } = issued;
  if (organisationId !== by.for) unknown('credential-unknown', 'There is no credential with this id that you can see.');
  if (learnerId === by.person) forbid('own-learning', 'Nobody decides on their own credential.');
  return { of: { credentialId, learnerId, organisationId }, signed };
}

function assertNotRevoked({ standing }: CredentialState): void {
  if (standing === 'revoked') {
    refuse('credential-revoked', 'It was revoked, which is for good. Grant it again if it should hold after all.');
  }
}

/**
 * Whether this grant led to its credential before; asked before anything is signed.
 * @throws DomainError `credential-issued-otherwise` when the same validation led to a credential for something else
 */
export function isIssued({ issued }: CredentialState, grant: Grant): boolean {
  if (!issued) return false;
  const same =
    issued.validationId === grant.validationId &&
    issued.achievementId === grant.achievementId &&
    issued.achievementVersion === grant.achievementVersion &&
    issued.learnerId === grant.learnerId &&
    issued.organisationId === grant.organisationId;
  if (!same) {
    refuse('credential-issued-otherwise', 'This validation led to a credential for another learner or achievement.');
  }
  return true;
}
