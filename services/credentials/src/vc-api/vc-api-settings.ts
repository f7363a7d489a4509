import type { StatusListEntry } from '@estafette/verifier';
import { z } from 'zod';
import { INSTANCE_PURPOSES, MOST_MESSAGES, type StatusPurpose } from '../status/series.rules.js';

const messages = z.array(z.string().trim().min(1).max(200)).min(2).max(MOST_MESSAGES);

/** What whoever runs the region decides of the VC API. */
export const vcApiSettings = z.object({
  VC_API_STATUS: z
    .string()
    .default('')
    .transform((text) => text.split(/[ ,]+/).filter((one) => one !== ''))
    .pipe(z.array(z.enum(INSTANCE_PURPOSES)))
    .describe(
      'which status a credential gets that asks for none: revocation, suspension, message, or several; left out: none',
    ),
  VC_API_MESSAGES: z
    .string()
    .transform((text, problems) => {
      const read = messages.safeParse(parsed(text));
      if (read.success) return read.data;
      problems.addIssue(`expected a JSON array of 2 to ${MOST_MESSAGES} texts of 1 to 200 characters`);
      return z.NEVER;
    })
    .optional()
    .describe('the messages that a credential may have, in the order of their values from 0x0; left out: it has none'),
  VC_API_MESSAGES_URL: z
    .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
    .optional()
    .describe('where more is said of the messages (`statusReference`)'),
});

export type VcApiSettings = z.infer<typeof vcApiSettings>;

/** What one setting makes needed of another. */
export const hasItsMessages = ({ VC_API_STATUS, VC_API_MESSAGES }: VcApiSettings): boolean =>
  VC_API_MESSAGES !== undefined || !VC_API_STATUS.includes('message');
export const WITHOUT_MESSAGES = { path: ['VC_API_MESSAGES'], error: 'is needed when VC_API_STATUS has message' };

/** Which status is given where none is asked for, and the messages that can be. */
export function statusOf({ VC_API_STATUS, VC_API_MESSAGES, VC_API_MESSAGES_URL }: VcApiSettings): {
  readonly purposes: readonly StatusPurpose[];
  readonly messages: Messages | undefined;
} {
  return {
    purposes: VC_API_STATUS,
    messages: VC_API_MESSAGES && messagesOf(VC_API_MESSAGES, VC_API_MESSAGES_URL),
  };
}

/** What an entry for messages says beside its place (Bitstring Status List 1.0, section 2.1). */
export type Messages = Required<Pick<StatusListEntry, 'statusSize' | 'statusMessage'>> &
  Pick<StatusListEntry, 'statusReference'>;

/** In as few bits as tell them apart; values beyond the last are told to be `undefined`, as the standard has it. */
function messagesOf(texts: readonly string[], statusReference: string | undefined): Messages {
  const statusSize = Math.ceil(Math.log2(texts.length));
  const statusMessage = Array.from({ length: 2 ** statusSize }, (_, value) => ({
    status: `0x${value.toString(16)}`,
    message: texts[value] ?? 'undefined',
  }));
  return { statusSize, statusMessage, ...(statusReference !== undefined && { statusReference }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
