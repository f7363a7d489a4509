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
      /** 1 to set it, 0 to unset it; of a message its number. */
      readonly value: number;
    };

export interface InstanceCredentialState {
  readonly signed: SignedForOthers | null;
  /** What the places say now. */
  readonly values: Readonly<Partial<Record<StatusPurpose, number>>>;
}

/** The rules of what comes by the VC API: an id is issued once; what is revoked stays so, what is suspended may hold again, messages come and go. */
export const instanceCredentialDecider: Decider<
  InstanceCredentialState,
  InstanceCredentialCommand,
  InstanceCredentialEvent
> = {
  initialState: { signed: null, values: {} },
  evolve: (state, event) => {
    switch (event.type) {
      case 'InstanceCredentialIssued': {
        const { by: _by, ...signed } = event.data;
        return { signed, values: {} };
      }
      case 'InstanceCredentialStatusSet': {
        const { place, value } = event.data;
        return { ...state, values: { ...state.values, [place.purpose]: value } };
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
  { signed, values }: InstanceCredentialState,
): InstanceCredentialEvent[] {
  if (!signed) unknown('credential-unknown', 'No credential with this id was issued here.');
  const place = signed.places.find((one) => one.purpose === purpose);
  if (!place) refuse('status-not-there', `This credential was issued without a status for ${purpose}.`);
  if (value >= 2 ** place.size) {
    const last = `0x${(2 ** place.size - 1).toString(16)}`;
    refuse('message-not-there', `This credential was issued with the messages 0x0 to ${last}: set one of these.`);
  }
  if ((values[purpose] ?? 0) === value) return [];
  if (purpose === 'revocation' && value === 0) refuse('credential-revoked', 'It was revoked, which is for good.');
  return [{ type: 'InstanceCredentialStatusSet', data: { key: signed.key, place, value, by } }];
}
