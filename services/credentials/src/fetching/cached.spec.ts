import { beforeEach, describe, expect, it } from 'vitest';
import { cached } from './cached.js';
import { FetchRefused } from './fetch-refused.js';
import { ASKED, refusal } from './fixtures/elsewhere.js';
import type { Fetched, GuardedGet } from './guarded-fetch.js';

let asked: string[];
let at: number;
let answer: Partial<Fetched>;

const get: GuardedGet = async (url) => {
  asked.push(url);
  await Promise.resolve();
  if (answer.status === 0) throw new FetchRefused('not-reachable', 'Spec.');
  const contentType = 'application/json';
  return { status: 200, contentType, body: Uint8Array.of(1, 2, 3), url, secondsFresh: 60, ...answer };
};
const now = (): number => at;

beforeEach(() => {
  asked = [];
  at = 0;
  answer = {};
});

describe('what was fetched', () => {
  it('is given again for as long as it keeps', async () => {
    const one = cached(get, { now });
    const first = await one('a', ASKED);
    at = 59_999;
    expect(await one('a', ASKED)).toEqual(first);
    expect(asked).toEqual(['a']);
    at = 60_000;
    await one('a', ASKED);
    expect(asked).toEqual(['a', 'a']);
  });

  it('keeps from when it was asked for, not from when it came', async () => {
    const slow = cached(
      async (url, limits) => {
        const fetched = await get(url, limits);
        at += 50_000;
        return fetched;
      },
      { now },
    );
    await slow('a', ASKED);
    at = 60_000;
    await slow('a', ASKED);
    expect(asked).toEqual(['a', 'a']);
  });

  it('is fetched once for all who ask at the same time, also when it does not keep', async () => {
    answer = { secondsFresh: 0 };
    const one = cached(get, { now });
    const answers = await Promise.all([one('a', ASKED), one('a', ASKED), one('b', ASKED)]);
    expect(asked).toEqual(['a', 'b']);
    expect(answers[0]).toEqual(answers[1]);
    await one('a', ASKED);
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('is everybody’s own', async () => {
    const one = cached(get, { now });
    const both = await Promise.all([one('a', ASKED), one('a', ASKED)]);
    both[0].body.fill(9);
    expect(both[1].body).toEqual(Uint8Array.of(1, 2, 3));
    (await one('a', ASKED)).body.fill(9);
    expect((await one('a', ASKED)).body).toEqual(Uint8Array.of(1, 2, 3));
    expect(asked).toEqual(['a']);
  });

  it('is another thing under other limits', async () => {
    const one = cached(get, { now });
    await one('a', ASKED);
    await one('a', { ...ASKED, maxBytes: 2 });
    await one('a', { ...ASKED, accept: 'text/plain' });
    await one('a', { ...ASKED, timeoutMs: 1 });
    expect(asked).toHaveLength(4);
  });

  it('is not kept when it was refused or not found, and is asked for anew', async () => {
    const one = cached(get, { now });
    answer = { status: 0 };
    expect(await Promise.all([refusal(one('a', ASKED)), refusal(one('a', ASKED))])).toEqual([
      'not-reachable',
      'not-reachable',
    ]);
    expect(asked).toEqual(['a']);
    answer = { status: 404 };
    await one('a', ASKED);
    answer = {};
    expect((await one('a', ASKED)).status).toBe(200);
    expect(asked).toEqual(['a', 'a', 'a']);
  });
});

describe('what is kept', () => {
  it('is so many at most: the longest unused goes', async () => {
    const two = cached(get, { now, mostEntries: 2 });
    for (const url of ['a', 'b', 'a', 'c', 'a', 'b']) await two(url, ASKED);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is so large at most, and nothing too large drives out the rest', async () => {
    const small = cached(get, { now, mostBytes: 7 });
    for (const url of ['a', 'b', 'a', 'b', 'c', 'b', 'c', 'a']) await small(url, ASKED);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
    answer = { body: new Uint8Array(8) };
    await small('large', ASKED);
    await small('large', ASKED);
    await small('a', ASKED);
    expect(asked.slice(4)).toEqual(['large', 'large']);
  });

  it('makes room again when it is over', async () => {
    const small = cached(get, { now, mostBytes: 6 });
    for (const round of [0, 1, 2, 3]) {
      at = round * 60_000;
      await small('a', ASKED);
      await small('b', ASKED);
      await small('a', ASKED);
      await small('b', ASKED);
    }
    expect(asked).toHaveLength(8);
  });
});
