import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laterThan } from './signed-versions.js';

describe('a further version of a credential', () => {
  const before = { validFrom: '2026-11-22T22:39:56Z' };

  it('begins in the second in which it is signed', () => {
    expect(laterThan(before, new Date('2026-11-22T22:39:57.999Z'))).toBe('2026-11-22T22:39:57Z');
  });

  it('begins later within the second of the one before, yet never ahead of the clock', () => {
    const [second, third] = ['2026-11-22T22:39:56.412Z', '2026-11-22T22:39:56.413Z'].map((at) => new Date(at));
    if (!second || !third) throw new Error('there are two');
    const next = laterThan(before, second);
    expect(next).toBe(second.toISOString());
    expect(laterThan({ validFrom: next }, third)).toBe(third.toISOString());
  });

  it('begins a thousandth of a second after the one before where the clock is behind', () => {
    expect(laterThan(before, new Date('2026-11-22T22:39:50Z'))).toBe('2026-11-22T22:39:56.001Z');
  });

  it('always begins later, and no later than now where the one before began earlier', () => {
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: -5_000, max: 5_000 }), (first, passed) => {
        const at = new Date(first.getTime() + passed);
        const began = laterThan({ validFrom: first.toISOString() }, at);
        expect(Date.parse(began)).toBeGreaterThan(first.getTime());
        if (passed > 0) expect(Date.parse(began)).toBeLessThanOrEqual(at.getTime());
      }),
    );
  });
});
