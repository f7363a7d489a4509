import {
  CREDENTIALS_CONTEXT,
  encodeStatusList,
  statusBits,
  toDateTimeStamp,
  type StatusListCredential,
} from '@estafette/verifier';

export interface StatusListContent {
  /** Where it lies. */
  readonly id: string;
  readonly issuer: string;
  /** Left out: revocation. */
  readonly purpose?: StatusListCredential['credentialSubject']['statusPurpose'];
  readonly validFrom: Date;
  /** The places that are set. */
  readonly set: Iterable<number>;
  /** For so long others may keep it, in milliseconds. */
  readonly ttl: number;
}

/** Builds the unsigned credential of a Bitstring Status List (1.0, section 2.2). Pure. */
export function buildStatusList({
  id,
  issuer,
  purpose = 'revocation',
  validFrom,
  set,
  ttl,
}: StatusListContent): StatusListCredential {
  return {
    '@context': [CREDENTIALS_CONTEXT],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: toDateTimeStamp(validFrom),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: encodeStatusList(statusBits(set)),
      ttl,
    },
  };
}
