import { expect } from 'vitest';
import { codesOf, type Case, type Expected } from './corpus-case.example.js';
import type { Verification } from './verify.js';

/** Holds what was said of a case against what the corpus states, of what stands within it too. */
export function expectAsStated(verification: Verification, { verdict, codes, members, tells }: Case): void {
  expect({ verdict: verification.verdict, codes: codesOf(verification, codes).sort() }).toEqual({
    verdict,
    codes: [...codes].sort(),
  });
  if (members) expectMembers(verification, members);
  const status = verification.checks.find(({ check }) => check === 'status')?.reason ?? '';
  if (tells) expect(tells.filter((piece) => status.includes(piece))).toEqual(tells);
}

function expectMembers({ members }: Verification, expected: Readonly<Record<string, Expected>>): void {
  expect(members.map(({ path }) => path)).toEqual(Object.keys(expected));
  for (const { path, verification } of members) {
    const { verdict, codes, members: within } = expected[path] ?? {};
    expect(verification.verdict, path).toBe(verdict);
    if (codes) expect(codesOf(verification, codes).sort(), path).toEqual([...codes].sort());
    if (within) expectMembers(verification, within);
  }
}
