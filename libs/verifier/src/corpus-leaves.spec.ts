import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.example.js';

// Nothing of a credential that we issue can be changed without a case that says what comes of it.

const cases = readCorpus().map(({ one }) => one);
const full = cases.find(({ name }) => name === 'good/full')?.document;

type Leaves = ReadonlyMap<string, unknown>;

/** Texts, numbers and flags, by their places, such as `evidence.0.name`. */
function leavesOf(value: unknown, path: readonly string[] = []): Leaves {
  if (typeof value !== 'object' || value === null) return new Map([[path.join('.'), value]]);
  return new Map(Object.entries(value).flatMap(([name, member]) => [...leavesOf(member, [...path, name])]));
}

function placesOfChange(one: Leaves, other: Leaves): string[] {
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places].filter((place) => one.get(place) !== other.get(place));
}

/** Those of which no forged case changes this one and nothing else. */
function unchangedLeaves(among: typeof cases): string[] {
  const leaves = leavesOf(full);
  const forged = among.filter(({ verdict }) => verdict === 'not-genuine');
  const changes = forged.map(({ document }) => placesOfChange(leaves, leavesOf(document)));
  const changed = new Set(changes.filter(({ length }) => length === 1).flat());
  return [...leaves.keys()].filter((leaf) => !changed.has(leaf));
}

describe('the full credential', () => {
  it('has a forged case for each of its leaves', () => {
    expect(leavesOf(full).size).toBeGreaterThan(120);
    expect(unchangedLeaves(cases)).toEqual([]);
  });

  it.each([
    ['leaves/endorsement.0.proof.0.cryptosuite', 'endorsement.0.proof.0.cryptosuite'],
    ['altered/tag', 'credentialSubject.achievement.tag.0'],
  ])('would be told of without %s', (name, leaf) => {
    expect(unchangedLeaves(cases.filter((one) => one.name !== name))).toEqual([leaf]);
  });
});
