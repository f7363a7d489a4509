/** A part of a list, by how many come before it. */
export interface Asked {
  readonly limit: number;
  readonly offset: number;
  /** Goes along to the other pages. */
  readonly since?: string | undefined;
}

/**
 * The header `Link` of a page (Open Badges 3.0, section 6.4; RFC 8288): the first and the last, and the ones next to it where there are
 * such.
 *
 * @param address of the list, without a query
 */
export function linksOf(address: string, { limit, offset, since }: Asked, total: number): string {
  const at = (place: number): string => {
    const query = new URLSearchParams({
      limit: String(limit),
      offset: String(place),
      ...(since !== undefined && { since }),
    });
    return `<${address}?${query.toString()}>`;
  };
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  return [
    ...(offset + limit < total ? [`${at(offset + limit)}; rel="next"`] : []),
    `${at(last)}; rel="last"`,
    `${at(0)}; rel="first"`,
    ...(offset > 0 ? [`${at(Math.max(0, Math.min(offset, last + limit) - limit))}; rel="prev"`] : []),
  ].join(', ');
}
