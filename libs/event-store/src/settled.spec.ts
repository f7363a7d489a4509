import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settled } from './settled.js';

const anything = fc.anything({
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
  withBoxedValues: true,
});

/** What JSON makes of it; the oracle. */
const throughJson = (value: unknown): unknown => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};

/** Every object in it, itself too. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe('a settled value', () => {
  it('is what comes back from JSON, whatever it was', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(settled(value)).toStrictEqual(throughJson(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('has its members in one order, and is frozen all through', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const backwards = Object.fromEntries(Object.entries(value).reverse());
        expect(JSON.stringify(settled(backwards))).toBe(JSON.stringify(settled(value)));
        expect(objectsIn(settled(value)).every((one) => Object.isFrozen(one))).toBe(true);
      }),
    );
  });

  it('is not made again, alone or as part of a new one', () => {
    const part = settled({ b: [1], a: 2 });
    const whole = settled({ part, more: 1 }) as { part: unknown };
    expect(settled(part)).toBe(part);
    expect(whole.part).toBe(part);
  });

  it('keeps a member of any name', () => {
    const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2,"2":3,"10":4}') as object;
    expect(JSON.stringify(settled(odd))).toBe('{"2":3,"10":4,"__proto__":{"a":1},"constructor":2}');
    expect(Object.getPrototypeOf(settled(odd))).toBe(Object.prototype);
  });

  it('is not made again when somebody made it in this form, but a copy of it with a change is looked into', () => {
    const made = { a: [1, { b: 'c' }], d: null };
    expect(settled(made)).toBe(made);
    const at = new Date('2026-11-21T10:00:00.000Z');
    expect(settled({ ...made, d: at })).toEqual({ ...made, d: at.toISOString() });
    expect(settled([...made.a, at])).toEqual([...made.a, at.toISOString()]);
  });

  it('that somebody else froze is looked into all the same', () => {
    const at = new Date('2026-11-21T10:00:00.000Z');
    expect(settled(Object.freeze({ at }))).toEqual({ at: at.toISOString() });
    expect(settled(Object.freeze([Object.freeze({ a: 1 })]))).toEqual([{ a: 1 }]);
  });

  it('cannot be a bigint or a circle', () => {
    const circle: Record<string, unknown> = {};
    circle['itself'] = circle;
    expect(() => settled({ n: 1n })).toThrow(TypeError);
    expect(() => settled(circle)).toThrow(RangeError);
  });
});
