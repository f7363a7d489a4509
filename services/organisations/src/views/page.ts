import { id } from '@estafette/service-host';
import { z } from 'zod';

/** Asks for one page of a list, in the order of ids. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: id.optional().describe('the `next` of the page before'),
};

/** Prisma's part of asking for the rows past `after`, and one more that tells whether there is a next page. */
export function pageOf<Key extends string>(key: Key, { limit, after }: { limit: number; after?: string | undefined }) {
  return {
    where: (after === undefined ? {} : { [key]: { gt: after } }) as Partial<Record<Key, { gt: string }>>,
    orderBy: { [key]: 'asc' } as Record<Key, 'asc'>,
    take: limit + 1,
  };
}

/** The rows of the page and the id to go on from; null on the last page. */
export function cut<Row extends Record<Key, string>, Key extends string>(
  rows: readonly Row[],
  key: Key,
  limit: number,
) {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > limit ? (page.at(-1)?.[key] ?? null) : null };
}
