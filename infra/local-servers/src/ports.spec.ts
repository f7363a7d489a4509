import { describe, expect, it } from 'vitest';
import { freePort } from './ports.js';

describe('a free port', () => {
  it('is given out once, though nobody listens there yet', async () => {
    const ports = await Promise.all(Array.from({ length: 300 }, () => freePort()));
    expect(new Set(ports).size).toBe(300);
  });
});
