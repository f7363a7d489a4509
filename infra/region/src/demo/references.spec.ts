import { describe, expect, it } from 'vitest';
import { capturedIn, match, referredTo, resolve, textsIn } from './references.js';

const names = new Map<string, unknown>([
  ['bakery', { id: 'b-1', kvkNumber: '12345678', branchNumber: null }],
  ['skill', { id: 's-1', measures: { id: 'c-1', alone: { id: 'l-1' } }, criteria: [{ criterionId: 'c-1' }] }],
  ['digest', 'abc'],
]);

describe('a reference', () => {
  it.each([
    ['@bakery', 'b-1'],
    ['@bakery.kvkNumber', '12345678'],
    ['@bakery.branchNumber', null],
    ['@skill.measures', 'c-1'],
    ['@skill.measures.alone', 'l-1'],
    ['@skill.criteria', [{ criterionId: 'c-1' }]],
    ['@skill.criteria.0.criterionId', 'c-1'],
    ['@digest', 'abc'],
    ['mail @bakery', 'mail @bakery'],
    ['bas@bakery.example', 'bas@bakery.example'],
  ])('%s stands for %j', (text, value) => {
    expect(resolve(text, names)).toEqual(value);
  });

  it('is replaced wherever it stands, and nothing else is', () => {
    const value = { a: ['@bakery', { b: '@digest' }], c: 3, d: null, e: true };
    expect(resolve(value, names)).toEqual({ a: ['b-1', { b: 'abc' }], c: 3, d: null, e: true });
  });

  it('to nothing is an error that names it', () => {
    expect(() => resolve('@baker', names)).toThrow('Nothing is called @baker.');
    expect(() => resolve('@bakery.kvk', names)).toThrow('@bakery has no "kvk": @bakery.kvk');
  });

  it('is told from other texts', () => {
    expect(referredTo('@bakery.kvkNumber')).toBe('bakery');
    expect(referredTo('@Bakery')).toBeNull();
    expect(referredTo('?bakery')).toBeNull();
  });
});

describe('what a read expects', () => {
  const there = {
    next: null,
    steps: [
      { what: 'posted', said: { title: 'Bread' } },
      { what: 'handed-over', said: { batonId: 'x', digest: 'wrong' } },
      { what: 'handed-over', said: { batonId: 'y', digest: 'right', salt: 1 } },
    ],
  };

  it('may leave members out, finds an item anywhere in a list, and keeps a value of that item', () => {
    const found = match({ steps: [{ what: 'handed-over', said: { digest: '?digest', batonId: 'y' } }] }, there);
    expect(found).toEqual(new Map([['digest', 'right']]));
  });

  it('is not met by parts of different items', () => {
    expect(match({ steps: [{ what: 'posted', said: { batonId: 'x' } }] }, there)).toBeNull();
  });

  it('takes null for null, and never keeps what is not there', () => {
    expect(match({ next: null }, there)).toEqual(new Map());
    expect(match({ next: '?next' }, there)).toBeNull();
    expect(match({ more: '?more' }, there)).toBeNull();
    expect(match({ steps: [] }, null)).toBeNull();
  });

  it('says which values it keeps', () => {
    expect(capturedIn({ a: [{ b: '?one' }], c: '?two', d: 'what?' })).toEqual(['one', 'two']);
  });
});

it('knows of each text where it stands; items carry the name of their list', () => {
  expect(textsIn({ a: { b: 'x' }, c: ['y', { d: 'z' }], e: 1 })).toEqual([
    { at: '/a/b', member: 'b', text: 'x' },
    { at: '/c/0', member: 'c', text: 'y' },
    { at: '/c/1/d', member: 'd', text: 'z' },
  ]);
});
