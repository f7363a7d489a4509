import { describe, expect, it } from 'vitest';
import { KINDS, kindOf } from './kinds.js';

const TYPES = [
  'OpenBadgeCredential',
  'EndorsementCredential',
  'ClrCredential',
  'BitstringStatusListCredential',
  'VerifiablePresentation',
];
const PAIRS = TYPES.flatMap((one, index) => TYPES.slice(index + 1).map((other): [string, string] => [one, other]));

describe('what a document is', () => {
  it.each(PAIRS)('is the same in whichever order it says %s and %s, since a set has none', (one, other) => {
    const kind = kindOf({ type: ['VerifiableCredential', one, other] });
    expect(kindOf({ type: [other, 'VerifiableCredential', one] })).toBe(kind);
    expect([one, other].map((type) => kindOf({ type }))).toContain(kind);
  });

  it('is each kind that is known, by its type alone', () => {
    expect(new Set(TYPES.map((type) => kindOf({ type })))).toEqual(new Set(KINDS.filter((kind) => kind !== 'other')));
    for (const type of [[['OpenBadgeCredential']], 'Anything', 7, undefined]) expect(kindOf({ type })).toBe('other');
  });
});
