import { z } from 'zod';

/**
 * Asks for one page of what waits, the longest waiting first. Rows go as soon as they are done with, so a page goes on from
 * a place in that order and not from a row.
 */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^[-\d]{10}T[\d:.]{12}Z~[-0-9a-f]{36}$/, 'expected the `next` of the page before')
    .optional()
    .describe('the `next` of the page before'),
};

export const WAITING_LONGEST = [{ since: 'asc' as const }, { validationId: 'asc' as const }];

/** The rows beyond a place; all of them where none is given. Instants in ISO 8601 order as text. */
export function beyond(after: string | undefined) {
  if (after === undefined) return {};
  const [since = '', validationId = ''] = after.split('~');
  return { OR: [{ since: { gt: since } }, { since, validationId: { gt: validationId } }] };
}

/** The rows of the page, of which one more was asked for than it holds, and where to go on from; null on the last page. */
export function cut<Row extends { readonly since: string; readonly validationId: string }>(
  rows: readonly Row[],
  limit: number,
): { page: readonly Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last && rows.length > limit ? `${last.since}~${last.validationId}` : null };
}
