import { z } from 'zod';
import { isObject, many } from '../document/kinds.js';
import { decodeStatusList, MIN_STATUS_BITS, statusAt } from './bitstring.js';

export type StatusFault =
  | 'status-not-supported'
  | 'status-not-reached'
  | 'status-malformed'
  | 'status-list-not-genuine'
  | 'status-list-of-other-issuer'
  | 'status-list-for-other-purpose'
  | 'status-list-of-other-address'
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
  statusSize: z.number().int().min(1).max(8).optional(),
});

const revocationListEntry = z.looseObject({ type: z.literal('1EdTechRevocationList'), id: z.string() });

export type BitstringEntry = z.infer<typeof bitstringEntry>;
export type StatusEntry = BitstringEntry | z.infer<typeof revocationListEntry>;

/** Purposes that say nothing on whether a credential holds. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['message', 'refresh']);

/**
 * Reads `credentialStatus`: one entry, or a list of them. A message says nothing on whether a credential holds, so it is left out.
 */
export function statusEntriesOf(value: unknown): readonly (StatusEntry | StatusFault)[] {
  const entries = many(value).map((one): StatusEntry | StatusFault => {
    const type = isObject(one) ? one['type'] : undefined;
    const schema = type === '1EdTechRevocationList' ? revocationListEntry : bitstringEntry;
    if (type !== '1EdTechRevocationList' && type !== 'BitstringStatusListEntry') return 'status-not-supported';
    const read = schema.safeParse(one);
    return read.success ? read.data : 'status-malformed';
  });
  return entries.filter(
    (entry) =>
      typeof entry === 'string' || entry.type === '1EdTechRevocationList' || !SAYS_NOTHING.has(entry.statusPurpose),
  );
}

/** What a genuine list says of an entry (Bitstring Status List 1.0, section 3.2); undefined when nothing stands against it. */
export function faultInList(list: Readonly<Record<string, unknown>>, entry: BitstringEntry): StatusFault | undefined {
  const { statusPurpose, encodedList } = list['credentialSubject'] as Record<string, unknown>;
  if (!many(statusPurpose).includes(entry.statusPurpose)) return 'status-list-for-other-purpose';
  let bits: Uint8Array;
  try {
    bits = decodeStatusList(String(encodedList));
  } catch {
    return 'status-list-not-genuine';
  }
  if ((bits.length * 8) / (entry.statusSize ?? 1) < MIN_STATUS_BITS) return 'status-list-too-short';
  const value = statusAt(bits, entry.statusListIndex, entry.statusSize);
  if (value === undefined) return 'status-index-out-of-range';
  if (value === 0) return undefined;
  return entry.statusPurpose === 'suspension' ? 'suspended' : 'revoked';
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
