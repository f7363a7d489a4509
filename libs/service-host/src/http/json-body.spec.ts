import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json-body.js';
import { HttpProblem } from './problem.js';

const read = (text: string) => readJson(Buffer.from(text));
const faultsOf = (text: string): string[] => read(text).faults.map(({ at, code }) => `${at} ${code}`);

describe('JSON, read strictly', () => {
  it('gives what JSON.parse gives, and finds nothing wrong with what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));
        expect(read(text)).toEqual({ value: JSON.parse(text), faults: [] });
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', ['/a member-twice']],
    ['{"a":1,"\\u0061":2}', ['/a member-twice']],
    ['[{"b":[{"c":1},{"c":"}","c":"{"}]}]', ['/0/b/1/c member-twice']],
    ['{"a/b":{"x~":1,"x~":1},"a/b":0}', ['/a~1b/x~0 member-twice', '/a~1b member-twice']],
    ['{"__proto__":{"a":1}}', ['/__proto__ member-name']],
    ['{"a":{"\\u005f_proto__":1}}', ['/a/__proto__ member-name']],
    ['{"a":"a","b":"a","c":["a","a"],"d":{"a":1}}', []],
    ['{"a":"\\\\","b":"\\"a\\":1,"}', []],
  ])('%s', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it.each([
    ['', 'body-missing'],
    ['{', 'body-not-json'],
    ['{"a":"Jan', 'body-not-json'],
    ["{'a':1}", 'body-not-json'],
    ['\ufeff{}', 'body-not-json'],
    ['{"a":1}x', 'body-not-json'],
    ['NaN', 'body-not-json'],
    ['['.repeat(500_000), 'body-not-json'],
    ['['.repeat(500_000) + ']'.repeat(500_000), 'body-too-deep'],
  ])('refuses %.20s', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  it('refuses bytes that are not UTF-8, and never repeats what was sent', () => {
    const bytes = Buffer.from('{"name":"Jan Jansen"', 'utf16le');
    expect(() => readJson(bytes)).toThrow(HttpProblem);
    expect(() => readJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('body-not-json');
    expect(() => read('{"name":Jansen}')).toThrow(/^(?!.*Jansen)/);
  });
});
