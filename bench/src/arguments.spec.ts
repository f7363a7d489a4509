import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.js';
import type { Bench } from './bench.js';

const benches = ['append-1', 'append-32', 'load-fold', 'load-fold-sealed'].map((name): Bench => ({
  name,
  what: name,
  against: null,
  goal: 1,
  run: () => Promise.reject(new Error('not run here')),
}));
const named = (...args: string[]) => readArguments(args, benches).benches.map(({ name }) => name);

describe('what is asked for', () => {
  it('is everything, one bench, or those whose names begin alike', () => {
    expect(named()).toHaveLength(4);
    expect(named('--only', 'load-fold-sealed')).toEqual(['load-fold-sealed']);
    expect(named('--only', 'append')).toEqual(['append-1', 'append-32']);
    expect(named('--only', 'append-1', '--only', 'load-fold-sealed')).toEqual(['append-1', 'load-fold-sealed']);
  });

  it('is refused with all that is wrong, and with the benches that there are', () => {
    const wrong = () => readArguments(['--only', 'apend', '--events', '3', '--write'], benches);
    expect(wrong).toThrow('There is no bench apend. There are: append-1, append-32, load-fold, load-fold-sealed.');
    expect(wrong).toThrow('--events is a whole number from 20000.');
    expect(wrong).toThrow('--write keeps the figures of a whole run');
    expect(() => readArguments(['--fast'], benches)).toThrow("Unknown option '--fast'");
  });

  it('has a large log of ten million events unless told otherwise', () => {
    expect(readArguments([], benches)).toMatchObject({ events: 10_000_000, json: false, write: false, profiles: null });
    expect(readArguments(['--events', '1000000', '--json'], benches)).toMatchObject({ events: 1_000_000, json: true });
  });
});
