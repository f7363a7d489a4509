import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { CredentialEvent } from './credential.events.js';

type Issued = CredentialEvent['data'];

/** What a credential is for, as the validation granted it. */
export type Grant = Pick<
  Issued,
  'validationId' | 'achievementId' | 'achievementVersion' | 'learnerId' | 'organisationId'
>;

export type IssueCredential = { readonly type: 'IssueCredential' } & Readonly<Issued>;

export interface CredentialState {
  readonly issued: Issued | null;
}

/** The rules of a credential: it is issued once; what was signed first stands. */
export const credentialDecider: Decider<CredentialState, IssueCredential, CredentialEvent> = {
  initialState: { issued: null },
  evolve: (_state, { data }) => ({ issued: data }),
  decide: ({ type: _type, ...data }, state) => (isIssued(state, data) ? [] : [{ type: 'CredentialIssued', data }]),
};

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
