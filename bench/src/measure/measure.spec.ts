import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paced } from './asking.js';
import { forMs, perSecond } from './pace.js';
import { isMet, median, percentile, spreadOf } from './ratio.js';
import { inTurns, short } from './rounds.js';

const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 50 });

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (given, expected) => {
    expect(median(given)).toBe(expected);
  });

  it('has as many values above it as below, whatever their order', () => {
    fc.assert(
      fc.property(values, (given) => {
        const found = median(given);
        const [below, above] = [given.filter((one) => one < found), given.filter((one) => one > found)];
        expect(Math.max(below.length, above.length)).toBeLessThanOrEqual(given.length / 2);
        expect(median(given.toReversed())).toBe(found);
      }),
    );
  });

  it('of nothing is a fault', () => {
    expect(() => median([])).toThrow('no median of nothing');
  });
});

describe('a percentile', () => {
  it('is a value that was there, and that so many do not exceed', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, share) => {
        const found = percentile(given, share);
        expect(given).toContain(found);
        expect(given.filter((one) => one <= found).length).toBeGreaterThanOrEqual(share * given.length - 1e-9);
      }),
    );
  });

  it('of 100 values at 0.99 leaves one above it', () => {
    expect(
      percentile(
        Array.from({ length: 100 }, (_, nth) => nth + 1),
        0.99,
      ),
    ).toBe(99);
  });
});

describe('a goal', () => {
  it.each([
    [{ goal: 0.8 }, 0.8, true],
    [{ goal: 0.8 }, 0.799, false],
    [{ goal: 3, atMost: true as const }, 3, true],
    [{ goal: 3, atMost: true as const }, 3.001, false],
  ])('%j with %d: %s', (goal, ratio, met) => {
    expect(isMet(goal, ratio)).toBe(met);
  });
});

describe('rounds in turns', () => {
  function recorded(...given: readonly (readonly [ours: number, other: number])[]) {
    const order: string[] = [];
    let [ours, other] = [0, 0];
    const side = (name: string, next: () => number | undefined) => ({
      name,
      round: () => {
        order.push(name);
        return Promise.resolve(next() ?? NaN);
      },
    });
    return {
      order,
      ours: side('ours', () => given[ours++]?.[0]),
      other: side('other', () => given[other++]?.[1]),
    };
  }

  it('give the median of the rounds’ ratios and their spread; warm-ups do not count', async () => {
    const sides = recorded([1, 1_000], [50, 100], [90, 100], [70, 140]);
    const { ratio, spread } = await inTurns({ ...sides, rounds: 3, warmUps: 1, unit: '/s' });
    expect(ratio).toBe(0.5);
    expect(spread).toEqual([0.5, 0.9]);
  });

  it('alternate who begins', async () => {
    const sides = recorded([1, 1], [1, 1], [1, 1]);
    await inTurns({ ...sides, rounds: 3, warmUps: 0, unit: '/s' });
    expect(sides.order).toEqual(['ours', 'other', 'other', 'ours', 'ours', 'other']);
  });

  it('tell what both came to', async () => {
    const sides = recorded([1_234.5, 2_000], [1_300, 3_000], [1_400, 4_000]);
    const { details } = await inTurns({ ...sides, rounds: 3, warmUps: 0, unit: '/s' });
    expect(details).toEqual(['ours: 1,300/s (1,235 … 1,400)', 'other: 3,000/s (2,000 … 4,000)', '3 rounds in turns']);
  });

  it('break when a side does', async () => {
    const { other } = recorded([1, 1]);
    const broken = { name: 'ours', round: () => Promise.reject(new Error('rows are missing')) };
    await expect(inTurns({ ours: broken, other, unit: '/s' })).rejects.toThrow('rows are missing');
  });
});

describe('work for a time', () => {
  it('counts what was done by all workers, and how long it took', async () => {
    const seen = new Set<number>();
    let operations = 0;
    const done = await forMs(20, 3, (worker) => {
      seen.add(worker);
      operations++;
      return new Promise((resolve) => setTimeout(resolve, 1));
    });
    expect(done.operations).toBe(operations);
    expect(seen).toEqual(new Set([0, 1, 2]));
    expect(done.ms).toBeGreaterThanOrEqual(20);
    expect(perSecond({ operations: 50, ms: 250 })).toBe(200);
  });

  it('asked at a steady pace goes on asking when answers are late', async () => {
    const answers: ((ms: number) => void)[] = [];
    const asking = paced(20, 500, () => new Promise<number>((resolve) => answers.push(resolve)));
    while (answers.length < 10) await new Promise(setImmediate);
    for (const answer of answers) answer(7);
    expect(await asking).toEqual(Array.from({ length: 10 }, () => 7));
  });
});

it('values are told with three digits, or in whole numbers', () => {
  expect([0.01234, 1.2345, 99.95, 123.45, 12_345.6].map(short)).toEqual(['0.0123', '1.23', '100', '123', '12,346']);
  expect(spreadOf([3, 1, 2])).toEqual([1, 3]);
});
