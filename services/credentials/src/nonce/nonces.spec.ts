import { KeyVault } from '@estafette/event-store';
import pg from 'pg';
import { expect, it } from 'vitest';
import { Nonces } from './nonces.js';

// It connects to nothing: nothing is asked of it here.
const noncesOf = (secret: number): Nonces => new Nonces(new KeyVault(new pg.Pool(), Buffer.alloc(32, secret)));
const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22) + seconds * 1_000);

it('a nonce holds for five minutes, in any replica, and nowhere else', () => {
  const nonce = noncesOf(1).make(at(0));
  expect(noncesOf(1).holds(nonce, at(300))).toBe(true);
  expect(noncesOf(1).holds(nonce, at(301))).toBe(false);
  expect(noncesOf(2).holds(nonce, at(0))).toBe(false);
  expect(noncesOf(1).make(at(0))).not.toBe(nonce);
});
