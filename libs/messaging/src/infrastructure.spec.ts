import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { DomainError } from '@estafette/decider';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isInfrastructureError } from './infrastructure.js';
import { atMost } from './lanes.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('infrastructure', () => {
  it.each([
    '08006',
    '57P01',
    '57014',
    '53300',
    '40P01',
    '40001',
    '25006',
    '58030',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
  ])('is what %s is about', (code) => {
    expect(isInfrastructureError(withCode(code))).toBe(true);
    expect(isInfrastructureError(new Error('wrapped', { cause: withCode(code) }))).toBe(true);
    expect(isInfrastructureError(new AggregateError([new Error('a'), withCode(code)]))).toBe(true);
  });

  it.each([
    withCode('22P05'),
    withCode('23505'),
    withCode('54000'),
    withCode('42P01'),
    new DomainError('too-early', 'not yet'),
    new TypeError('x is not a function'),
    'a text',
    null,
  ])('is not what %s is about', (error) => {
    expect(isInfrastructureError(error)).toBe(false);
  });

  it('is what a client meets where nothing listens, and a request that takes too long', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const late = await errorOf(fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(1) }));
    expect(isInfrastructureError(late)).toBe(true);
    server.close();
    expect(isInfrastructureError(await errorOf(fetch(`http://127.0.0.1:${port}`)))).toBe(true);
    const pool = new pg.Pool({ host: '127.0.0.1', port });
    expect(isInfrastructureError(await errorOf(pool.query('select 1')))).toBe(true);
    await pool.end();
    expect(isInfrastructureError(await errorOf(pool.query('select 1')))).toBe(true);
  });
});

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

describe('work side by side', () => {
  it('stays within its bound, and begins nothing after a failure', async () => {
    let [running, most] = [0, 0];
    const begun: number[] = [];
    const all = atMost(3, [1, 2, 3, 4, 5, 6, 7, 8], async (n) => {
      begun.push(n);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (n === 4) throw new Error('four');
    });
    await expect(all).rejects.toThrow('four');
    expect(most).toBe(3);
    expect(begun).not.toContain(8);
  });
});
