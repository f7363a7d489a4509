import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type { StatusPurpose } from '../status/series.rules.js';
import type { InstanceCredentialEvent, SignedForOthers } from './instance-credential.events.js';

export type InstanceCredentialCommand =
  | { readonly type: 'IssueInstanceCredential'; readonly by: string; readonly signed: SignedForOthers }
  | {
      readonly type: 'SetInstanceCredentialStatus';
      readonly by: string;
      readonly purpose: StatusPurpose;
      readonly value: boolean;
    };

export interface InstanceCredentialState {
  readonly signed: SignedForOthers | null;
  /** The purposes that are set now. */
  readonly set: readonly StatusPurpose[];
}

/** The rules of what comes by the VC API: an id is issued once; what is revoked stays so, what is suspended may hold again. */
export const instanceCredentialDecider: Decider<
  InstanceCredentialState,
  InstanceCredentialCommand,
  InstanceCredentialEvent
> = {
  initialState: { signed: null, set: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'InstanceCredentialIssued': {
        const { by: _by, ...signed } = event.data;
        return { signed, set: [] };
      }
      case 'InstanceCredentialStatusSet': {
        const { place, value } = event.data;
        const others = state.set.filter((purpose) => purpose !== place.purpose);
        return { ...state, set: value ? [...others, place.purpose] : others };
      }
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'IssueInstanceCredential':
        if (state.signed) refuse('credential-id-issued', 'A credential with this id was issued before: give another.');
        return [{ type: 'InstanceCredentialIssued', data: { ...command.signed, by: command.by } }];
      case 'SetInstanceCredentialStatus':
        return setStatus(command, state);
    }
  },
};

type SetStatus = Extract<InstanceCredentialCommand, { type: 'SetInstanceCredentialStatus' }>;

function setStatus(
  { by, purpose, value }: SetStatus,
  { signed, set }: InstanceCredentialState,
): InstanceCredentialEvent[] {
  if (!signed) unknown('credential-unknown', 'No credential with this id was issued here.');
  const place = signed.places.find((one) => one.purpose === purpose);
  if (!place) refuse('status-not-there', `This credential was issued without a status for ${purpose}.`);
  if (set.includes(purpose) === value) return [];
  if (purpose === 'revocation' && !value) refuse('credential-revoked', 'It was revoked, which is for good.');
  return [{ type: 'InstanceCredentialStatusSet', data: { key: signed.key, place, value, by } }];
}
