import { describe, expect, it } from 'vitest';
import { secondsFresh } from './freshness.js';

const fresh = (control: string, more: Record<string, string> = {}): number =>
  secondsFresh({ 'cache-control': control, ...more });

describe('an answer', () => {
  it('keeps for as long as it says, an hour at most', () => {
    expect(fresh('max-age=60')).toBe(60);
    expect(fresh('public, Max-Age="60", must-revalidate')).toBe(60);
    expect(fresh('max-age=3601')).toBe(3_600);
    expect(fresh('max-age=99999999999999999999999')).toBe(3_600);
    expect(fresh('max-age=60, s-maxage=30')).toBe(30);
  });

  it('has grown older on its way', () => {
    expect(fresh('max-age=60', { age: '20' })).toBe(40);
    expect(fresh('max-age=60', { age: '61' })).toBe(0);
    expect(fresh('max-age=60', { age: '-20' })).toBe(60);
  });

  it('does not keep otherwise', () => {
    expect(secondsFresh({})).toBe(0);
    for (const control of ['', 'public', 'max-age=-1', 'max-age=1e3', 'max-age=', 'x-max-age=60', 'max-age=60 30']) {
      expect(fresh(control), control).toBe(0);
    }
    for (const control of ['no-store', 'no-cache', 'private', 'PRIVATE="set-cookie"']) {
      expect(fresh(`max-age=60, ${control}`), control).toBe(0);
    }
    expect(fresh('max-age=60, max-age=0')).toBe(0);
    expect(fresh('max-age=60', { vary: '*' })).toBe(0);
    expect(fresh('max-age=60', { vary: 'accept' })).toBe(60);
  });
});
