import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Together } from './together.js';

interface Statement {
  readonly keys: readonly string[];
  readonly answer: () => void;
}

/** A place to look things up in, which counts its statements and answers each when told to. */
class Place {
  readonly statements: Statement[] = [];
  readonly holds = new Map<string, number>();
  readonly together = new Together((keys) => this.#many(keys));

  async #many(keys: readonly string[]): Promise<number[]> {
    if (new Set(keys).size < keys.length) throw new Error('a key is named twice');
    // What a statement sees is what is there when it begins.
    const found = keys.map((key) => this.holds.get(key) ?? 0);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.statements.push({
      keys,
      answer: () => {
        resolve(undefined);
      },
    });
    await promise;
    if (keys.includes('bad')) throw new Error(`no such name, in a statement of ${keys.length}`);
    return found;
  }

  async answerAll(): Promise<void> {
    for (let nth = 0; nth < this.statements.length; nth += 1) {
      this.statements[nth]?.answer();
      await turn();
      await turn();
    }
  }
}

describe('looks that wait at the same moment', () => {
  it('share a statement, and each gets its own answer', async () => {
    const place = new Place();
    for (const [value, key] of ['a', 'b', 'c'].entries()) place.holds.set(key, value + 1);
    const answers = Promise.all(['c', 'a', 'none', 'b', 'a'].map((key) => place.together.look(key)));
    await turn();
    await place.answerAll();
    expect(await answers).toEqual([3, 1, 0, 2, 1]);
    expect(place.statements.map(({ keys }) => keys)).toEqual([['c', 'a', 'none', 'b']]);
  });

  it('go as two statements at once at most; those who come meanwhile go as the next', async () => {
    const place = new Place();
    const looks: Promise<number>[] = [];
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      looks.push(place.together.look(key));
      await turn();
    }
    expect(place.statements.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    await place.answerAll();
    await Promise.all(looks);
    expect(place.statements.map(({ keys }) => keys)).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  });

  it('see what was written before they were asked for: none joins a statement that began', async () => {
    const place = new Place();
    const before = place.together.look('a');
    await turn();
    place.holds.set('a', 1);
    const after = place.together.look('a');
    await turn();
    await place.answerAll();
    expect([await before, await after]).toEqual([0, 1]);
  });

  it('do not fail of what is wrong with one of them', async () => {
    const place = new Place();
    place.holds.set('a', 1);
    const answers = Promise.allSettled(['a', 'bad', 'b'].map((key) => place.together.look(key)));
    await turn();
    await place.answerAll();
    const [a, bad, b] = await answers;
    expect([a, b]).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'fulfilled', value: 0 },
    ]);
    expect(bad).toMatchObject({ reason: { message: 'no such name, in a statement of 1' } });
  });

  it('of many are told in statements of bounded size', async () => {
    const place = new Place();
    const keys = Array.from({ length: 100 }, (_, nth) => `k-${nth}`);
    for (const [nth, key] of keys.entries()) place.holds.set(key, nth);
    const answers = Promise.all(keys.map((key) => place.together.look(key)));
    await turn();
    await place.answerAll();
    expect(await answers).toEqual(keys.map((_key, nth) => nth));
    expect(Math.max(...place.statements.map((one) => one.keys.length))).toBe(32);
  });
});
