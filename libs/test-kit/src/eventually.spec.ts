import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives what the check gives as soon as it holds', async () => {
    let calls = 0;
    const result = await eventually(() => {
      calls += 1;
      if (calls === 1) throw new Error('too early');
      return calls === 2 ? false : { calls };
    });
    expect(result).toEqual({ calls: 3 });
  });

  it('takes undefined, 0 and empty text for an answer', async () => {
    await expect(eventually(() => undefined)).resolves.toBeUndefined();
    expect(await eventually(() => Promise.resolve(0))).toBe(0);
    expect(await eventually(() => '')).toBe('');
  });

  it('says the last failure when time is up', async () => {
    const cause = new Error('2 rows instead of 3');
    const failing = eventually(() => Promise.reject(cause), { timeoutMs: 20 });
    await expect(failing).rejects.toThrow(/Not within 20 ms \(\d+ tries\)\. The last time: 2 rows instead of 3/);
    await expect(failing).rejects.toMatchObject({ cause });
    await expect(eventually(() => false, { timeoutMs: 5 })).rejects.toThrow('the check gave false');
  });
});
