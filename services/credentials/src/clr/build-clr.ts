import {
  CREDENTIALS_CONTEXT,
  LEARNER_RECORD_CONTEXT,
  OPEN_BADGES_CONTEXT,
  toDateTimeStamp,
  type Profile,
} from '@estafette/verifier';
import { hashIdentity, toIri, type CredentialContent } from '../signing/index.js';

export interface RecordContent {
  readonly id: string;
  /** As wallets show it. */
  readonly name: string;
  readonly issuer: Profile;
  readonly at: Date;
  /** Whose record it is; as in their credentials, only a hash of it goes in. */
  readonly identity: CredentialContent['identity'];
  /** Each as it was signed, with its proof. */
  readonly credentials: readonly object[];
  /** Whether more is known here of this learner than what is chosen. */
  readonly partial: boolean;
}

/**
 * Builds an unsigned `ClrCredential` (Comprehensive Learner Record 2.0). Achievements stand in their credentials alone: told a second
 * time, they could differ. How achievements belong together (`association`) nobody knows here yet. A record that is complete says so
 * by leaving `partial` out, as the standard has it; `awardedDate` is `validFrom`, since no record is ever issued again.
 */
export function buildRecord({ id, name, issuer, at, identity, credentials, partial }: RecordContent) {
  return {
    '@context': [CREDENTIALS_CONTEXT, LEARNER_RECORD_CONTEXT, OPEN_BADGES_CONTEXT],
    id: toIri(id),
    type: ['VerifiableCredential', 'ClrCredential'],
    name,
    ...(partial && { partial }),
    issuer,
    validFrom: toDateTimeStamp(at),
    credentialSubject: {
      type: ['ClrSubject'],
      identifier: [hashIdentity(identity)],
      verifiableCredential: credentials,
    },
  };
}
