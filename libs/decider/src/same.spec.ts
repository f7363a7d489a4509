import { describe, expect, it } from 'vitest';
import { same } from './same.js';

describe('saying the same', () => {
  it('does not depend on the order of members, at any depth', () => {
    expect(same({ a: 1, b: { c: [1, { d: 2, e: 3 }] } }, { b: { c: [1, { e: 3, d: 2 }] }, a: 1 })).toBe(true);
  });

  it('depends on all else', () => {
    expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(same({ a: null }, {})).toBe(false);
    expect(same({ a: '1' }, { a: 1 })).toBe(false);
  });
});
