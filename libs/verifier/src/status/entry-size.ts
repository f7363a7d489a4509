import { isObject } from '../document/kinds.js';

/** More bits than these would need more messages than a document may hold: all values are listed in the credential. */
export const MAX_STATUS_SIZE = 8;

export type SizeFault =
  | 'status-size-missing'
  | 'status-size-malformed'
  | 'status-size-too-large'
  | 'status-messages-missing'
  | 'status-messages-incomplete';

export interface EntrySize {
  /** Bits of an entry. */
  readonly size: number;
  /** What each value means, in the words of the issuer; undefined where an entry of one bit has none. */
  readonly messages: ReadonlyMap<number, string> | undefined;
}

/** Reads of how many bits an entry is, and what its values mean (Bitstring Status List 1.0, section 2.1). */
export function readEntrySize(entry: Readonly<Record<string, unknown>>): EntrySize | SizeFault {
  const { statusSize, statusMessage } = entry;
  const said = statusMessage === undefined ? undefined : [statusMessage].flat();
  if (statusSize === undefined && said !== undefined && said.length > 2) return 'status-size-missing';
  const size = statusSize ?? 1;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) return 'status-size-malformed';
  if (size > MAX_STATUS_SIZE) return 'status-size-too-large';
  if (said === undefined) return size > 1 ? 'status-messages-missing' : { size, messages: undefined };
  const messages = readMessages(said);
  const isWhole = messages?.size === 2 ** size && [...messages.keys()].every((value) => value < 2 ** size);
  return isWhole && said.length === messages.size ? { size, messages } : 'status-messages-incomplete';
}

/** @returns undefined where one of them is not a value with its words */
function readMessages(said: readonly unknown[]): ReadonlyMap<number, string> | undefined {
  const messages = new Map<number, string>();
  for (const one of said) {
    const { status, message } = isObject(one) ? one : {};
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,4}$/i.test(status) || typeof message !== 'string')
      return undefined;
    messages.set(Number(status), message);
  }
  return messages;
}
