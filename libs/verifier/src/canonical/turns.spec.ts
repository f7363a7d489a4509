import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

describe('turns', () => {
  it('let one in at a time, in the order of asking, and go on after a failure', async () => {
    const turns = new Turns();
    const said: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      said.push(`${name} begins`);
      await Promise.resolve();
      said.push(`${name} ends`);
      if (name === 'second') throw new Error(name);
      return name;
    };
    const settled = await Promise.allSettled(['first', 'second', 'third'].map((name) => turns.take(work(name))));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const pairs = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    expect(said).toEqual(pairs);
  });

  it('let everything else in between two', async () => {
    const turns = new Turns();
    const said: string[] = [];
    setImmediate(() => said.push('else'));
    await Promise.all(['first', 'second'].map((name) => turns.take(() => Promise.resolve(said.push(name)))));
    expect(said).toEqual(['first', 'else', 'second']);
  });
});
