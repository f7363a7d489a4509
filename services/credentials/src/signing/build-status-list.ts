import {
  CREDENTIALS_CONTEXT,
  encodeStatusList,
  statusBits,
  toDateTimeStamp,
  type StatusListCredential,
  type StatusPurpose,
} from '@estafette/verifier';

export interface StatusListContent {
  /** Where it lies. */
  readonly id: string;
  readonly issuer: string;
  /** Left out: revocation. */
  readonly purpose?: StatusPurpose;
  /** Bits of an entry; left out: one. */
  readonly size?: number;
  readonly validFrom: Date;
  /** The places of which the value is not 0. */
  readonly values: ReadonlyMap<number, number>;
  /** For so long others may keep it, in milliseconds. */
  readonly ttl: number;
}

/** Builds the unsigned credential of a Bitstring Status List (1.0, section 2.2). Pure. */
export function buildStatusList({
  id,
  issuer,
  purpose = 'revocation',
  size = 1,
  validFrom,
  values,
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
      encodedList: encodeStatusList(statusBits(values, size)),
      ttl,
    },
  };
}
