import { describe, expect, it } from 'vitest';
import { fromDigestMultibase, toDigestMultibase } from '../evidence.js';
import { toDateTimeStamp } from './sign.js';

describe('what credentials are written with', () => {
  it('is moments in UTC and whole seconds', () => {
    expect(toDateTimeStamp(new Date('2026-11-21T15:33:00.999+01:00'))).toBe('2026-11-21T14:33:00Z');
    for (const moment of [new Date(Number.NaN), new Date('+012026-01-01T00:00:00Z')]) {
      expect(() => toDateTimeStamp(moment)).toThrow(expect.objectContaining({ code: 'not-signable' }));
    }
  });

  it('is a SHA-256 as multihash in multibase, which is read back, in base58 too', () => {
    const digest = new Uint8Array(32).fill(255);
    expect(toDigestMultibase(digest)).toBe('uEiD__________________________________________w');
    expect(Uint8Array.from(fromDigestMultibase('uEiD__________________________________________w') ?? [])).toEqual(
      digest,
    );
    expect(fromDigestMultibase('zQmfYsUWNU8UZEk1R6pNVKoBBWqJbEGvYVHzxGAADSVQZYS')).toHaveLength(32);
    for (const other of ['', 'uEiD', 'xyz', 'mEiD__________________________________________w', 'uESD_____']) {
      expect(fromDigestMultibase(other)).toBeUndefined();
    }
  });
});
