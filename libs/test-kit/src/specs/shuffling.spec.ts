import { describe, expect, it } from 'vitest';
import { chunks, shuffledRepeats } from './shuffling.js';

const story = ['a1', 'a2', 'b1', 'a3', 'c1', 'b2'];
const keyOf = (message: string): string => message.slice(0, 1);
const told = shuffledRepeats(story, keyOf, 7);

describe('a story told ten times and shuffled', () => {
  it('holds each message ten times, the first of each in the order of its key', () => {
    expect(Object.values(Object.groupBy(told, (one) => one)).map((all) => all?.length)).toEqual(story.map(() => 10));
    for (const key of ['a', 'b', 'c']) {
      const order = [...new Set(told.filter((one) => keyOf(one) === key))];
      expect(order).toEqual(story.filter((one) => keyOf(one) === key));
    }
  });

  it('tells repeats behind later messages of their key, and keys in another order than they came', () => {
    expect(told.lastIndexOf('a1')).toBeGreaterThan(told.indexOf('a3'));
    expect([...new Set(told.map(keyOf))]).not.toEqual(['a', 'b', 'c']);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(shuffledRepeats(story, keyOf, 7)).toEqual(told);
    expect(shuffledRepeats(story, keyOf, 8)).not.toEqual(told);
  });

  it('comes in parts that hold all of it', () => {
    expect(chunks(told, 5).flat()).toEqual(told);
    expect(chunks(told, 5)).toHaveLength(5);
  });
});
