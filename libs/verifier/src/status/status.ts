import { z } from 'zod';
import { isObject, many } from '../document/kinds.js';
import { MIN_STATUS_BITS, statusAt } from './bitstring.js';
import { readEntrySize, type EntrySize, type SizeFault } from './entry-size.js';

export type StatusFault =
  | 'status-not-supported'
  | 'status-too-many'
  | 'status-not-reached'
  | 'status-malformed'
  | SizeFault
  | 'status-list-not-genuine'
  | 'status-list-of-other-issuer'
  | 'status-list-for-other-purpose'
  | 'status-list-of-other-address'
  | 'status-list-of-other-size'
  | 'status-list-too-short'
  | 'status-index-out-of-range'
  | 'revoked'
  | 'suspended';

/** Some issuers write the index as a number; the standard wants text. */
const index = z.union([
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,9})$/)
    .transform(Number),
  z.number().int().nonnegative(),
]);

const bitstringEntry = z.looseObject({
  type: z.literal('BitstringStatusListEntry'),
  statusPurpose: z.string(),
  statusListIndex: index,
  statusListCredential: z.string(),
});

const revocationListEntry = z.looseObject({ type: z.literal('1EdTechRevocationList'), id: z.string() });

export type BitstringEntry = z.infer<typeof bitstringEntry> & EntrySize;
export type StatusEntry = BitstringEntry | z.infer<typeof revocationListEntry>;

/** It is told, and says nothing on whether a credential holds. */
const MESSAGE = 'message';
/** Purposes that say nothing on whether a credential holds. */
const SAYS_NOTHING: ReadonlySet<unknown> = new Set([MESSAGE, 'refresh']);

const purposeOf = (one: unknown): unknown =>
  isObject(one) && one['type'] === 'BitstringStatusListEntry' ? one['statusPurpose'] : undefined;

/** Reads of `credentialStatus`, one entry or a list of them, those that say whether the credential holds. */
export function statusEntriesOf(value: unknown): readonly (StatusEntry | StatusFault)[] {
  return many(value)
    .filter((one) => !SAYS_NOTHING.has(purposeOf(one)))
    .map((one) => {
      const type = isObject(one) ? one['type'] : undefined;
      if (type === 'BitstringStatusListEntry') return readBitstringEntry(one);
      if (type !== '1EdTechRevocationList') return 'status-not-supported';
      const read = revocationListEntry.safeParse(one);
      return read.success ? read.data : 'status-malformed';
    });
}

/** What is wrong with entries of Bitstring Status Lists as they stand, whatever they are for and whatever their lists say. */
export function bitstringFaultsOf(value: unknown): readonly StatusFault[] {
  const entries = many(value).filter((one) => isObject(one) && one['type'] === 'BitstringStatusListEntry');
  return entries.map(readBitstringEntry).filter((read) => typeof read === 'string');
}

/** Reads those that say something else of it, in words. */
export function messageEntriesOf(value: unknown): readonly (BitstringEntry | StatusFault)[] {
  return many(value)
    .filter((one) => purposeOf(one) === MESSAGE)
    .map(readBitstringEntry);
}

function readBitstringEntry(one: unknown): BitstringEntry | StatusFault {
  const read = bitstringEntry.safeParse(one);
  if (!read.success) return 'status-malformed';
  const sized = readEntrySize(read.data);
  return typeof sized === 'string' ? sized : { ...read.data, ...sized };
}

/**
 * What a genuine list says of an entry (Bitstring Status List 1.0, section 3.2).
 *
 * @param bits the list unpacked; undefined where it cannot be
 */
export function valueInList(
  list: Readonly<Record<string, unknown>>,
  bits: Uint8Array | undefined,
  { statusPurpose, statusListIndex, size }: BitstringEntry,
): number | StatusFault {
  const subject = list['credentialSubject'] as Record<string, unknown>;
  if (!many(subject['statusPurpose']).includes(statusPurpose)) return 'status-list-for-other-purpose';
  // No context gives a list this word, and the standard wants it there: so a list in a JWT may have it.
  if ((subject['statusSize'] ?? size) !== size) return 'status-list-of-other-size';
  if (bits === undefined) return 'status-list-not-genuine';
  if ((bits.length * 8) / size < MIN_STATUS_BITS) return 'status-list-too-short';
  return statusAt(bits, statusListIndex, size) ?? 'status-index-out-of-range';
}

/** What its value comes to; undefined when nothing stands against the credential. */
export function faultOfValue({ statusPurpose }: BitstringEntry, value: number): StatusFault | undefined {
  if (value === 0) return undefined;
  return statusPurpose === 'suspension' ? 'suspended' : 'revoked';
}

const revocationList = z.looseObject({
  issuer: z.string(),
  revokedCredential: z.array(z.looseObject({ id: z.string(), revoked: z.boolean().optional() })).optional(),
});

/** The same for the list that 1EdTech describes; it is not signed, and vouched for by its address alone. */
export function faultInRevocationList(list: unknown, issuer: string, credentialId: unknown): StatusFault | undefined {
  const read = revocationList.safeParse(list);
  if (!read.success) return 'status-list-not-genuine';
  if (read.data.issuer !== issuer) return 'status-list-of-other-issuer';
  const found = read.data.revokedCredential?.some(({ id, revoked }) => id === credentialId && revoked !== false);
  return found === true ? 'revoked' : undefined;
}
