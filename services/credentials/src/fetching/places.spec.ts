import { expect, it } from 'vitest';
import { Places } from './places.js';

it('gives so many places, so many for one host, and each again once it is given back', () => {
  const places = new Places(3, 2);
  const giveBack = places.take('a');
  places.take('a');
  expect(() => places.take('a')).toThrow('too-many-at-once');
  places.take('b');
  expect(() => places.take('c')).toThrow('too-many-at-once');
  giveBack();
  giveBack();
  places.take('a');
  expect(() => places.take('c')).toThrow('too-many-at-once');
});
