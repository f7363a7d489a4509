import { z } from 'zod';
import { id } from './values.js';

const limit = z.coerce.number().int().min(1).max(200).default(50);
const NEXT = 'the `next` of the page before';

/** Query members of a list in the order of ids. */
export const pageById = { limit, after: id.optional().describe(NEXT) };

/** Query members of a list in the order of instants; a place in it is `<instant>~<id>`. */
export const pageByTime = {
  limit,
  after: z
    .string()
    .regex(/^[-\d]{10}T[\d:.]{12}Z~[-0-9a-f]{36}$/, `expected ${NEXT}`)
    .optional()
    .describe(NEXT),
};

interface Asked {
  readonly limit: number;
  readonly after?: string | undefined;
}

/**
 * The rows of a list in the order of `key` that lie past `after`, as `findMany` takes it, and one more, which tells whether
 * there is a next page. A page goes on from a place in the order and not from a row: rows move and go meanwhile.
 */
export function pastId<Key extends string>(key: Key, { limit, after }: Asked) {
  return {
    where: (after === undefined ? {} : { [key]: { gt: after } }) as Partial<Record<Key, { gt: string }>>,
    orderBy: { [key]: 'asc' } as Record<Key, 'asc'>,
    take: limit + 1,
  };
}

/** The same in the order of an instant and then of `key`. Instants in ISO 8601 order as text. */
export function pastTime<Instant extends string, Key extends string>(
  instant: Instant,
  key: Key,
  { limit, after }: Asked,
  order: 'asc' | 'desc' = 'asc',
) {
  const [time = '', last = ''] = after?.split('~') ?? [];
  const later = { [instant]: order === 'asc' ? { gt: time } : { lt: time } };
  const places = [later, { [instant]: time, [key]: { gt: last } }] as Partial<
    Record<Instant | Key, string | { gt: string } | { lt: string }>
  >[];
  return {
    where: after === undefined ? {} : { OR: places },
    orderBy: [{ [instant]: order } as Record<Instant, 'asc' | 'desc'>, { [key]: 'asc' } as Record<Key, 'asc'>],
    take: limit + 1,
  };
}

/** The rows of the page, without the one more that was asked for, and where to go on from; null on the last page. */
export function cut<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => string) {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last !== undefined && rows.length > limit ? placeOf(last) : null };
}
