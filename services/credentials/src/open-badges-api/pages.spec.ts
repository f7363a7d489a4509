import { describe, expect, it } from 'vitest';
import { linksOf } from './pages.js';

const links = (limit: number, offset: number, total: number, since?: string): Record<string, string> =>
  Object.fromEntries(
    linksOf('http://x/c', { limit, offset, since }, total)
      .split(', ')
      .map((link) => {
        const [, query = '', rel = ''] = /^<http:\/\/x\/c\?(.*)>; rel="(.*)"$/.exec(link) ?? [];
        return [rel, query];
      }),
  );
const at = (offset: number): string => `limit=10&offset=${offset}`;

describe('the links of a page', () => {
  it('always name the first and the last, and the ones next to it where there are such', () => {
    expect(links(10, 0, 25)).toEqual({ first: at(0), last: at(20), next: at(10) });
    expect(links(10, 10, 25)).toEqual({ first: at(0), last: at(20), next: at(20), prev: at(0) });
    expect(links(10, 20, 25)).toEqual({ first: at(0), last: at(20), prev: at(10) });
    expect(links(10, 0, 10)).toEqual({ first: at(0), last: at(0) });
    expect(links(10, 0, 0)).toEqual({ first: at(0), last: at(0) });
  });

  it('lead back from between pages and from past the end', () => {
    expect(links(10, 3, 25)).toEqual({ first: at(0), last: at(20), next: at(13), prev: at(0) });
    expect(links(10, 90, 25)).toEqual({ first: at(0), last: at(20), prev: at(20) });
  });

  it('carry on what else was asked', () => {
    const since = '2026-11-22T09:00:00.000Z';
    expect(links(10, 0, 25, since)['next']).toBe('limit=10&offset=10&since=2026-11-22T09%3A00%3A00.000Z');
  });
});
