import { describe, expect, it } from 'vitest';
import { APART, inputsOf, isOfJson, optionsOf, readCorpus, textOf, type Case } from './corpus.example.js';
import { isObject } from './document/kinds.js';
import { verifiesBySecondLineage } from './proof/second-lineage.example.js';
import { verify } from './verify.js';

// The signatures of the corpus, judged by a second lineage: another reader of JSON-LD, another RDFC-1.0, another Ed25519.

/** A JWT or SD-JWT has no RDF that is signed: it is held against a library of its own (corpus.spec.ts). */
const cases = readCorpus()
  .map(({ one }) => one)
  .filter(isOfJson);

const named = APART.flatMap((group) => group.cases);

/** Whether we find that it was signed by who must have signed it. */
async function isSignedByUs(one: Case): Promise<boolean> {
  const { checks } = await verify(inputsOf(one)[0], optionsOf(one));
  const passed = checks.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check);
  return passed.includes('proof') && passed.includes('signature');
}

async function isSignedBySecondLineage(one: Case): Promise<boolean> {
  let document: unknown;
  try {
    document = JSON.parse(textOf(one));
  } catch {
    return false;
  }
  const { didDocuments } = one.sources;
  return isObject(document) && (await verifiesBySecondLineage(document, { didDocuments, now: new Date(one.now) }));
}

describe('a second lineage', () => {
  const alike = cases.filter(({ name }) => !named.includes(name));

  it.each(alike.map((one) => [one.name, one] as const))('says of the signature of %s what we say', async (_, one) => {
    expect(await isSignedBySecondLineage(one)).toBe(await isSignedByUs(one));
  });

  it('is held against most of the corpus, good and bad', async () => {
    expect(alike.length).toBeGreaterThan(cases.length * 0.8);
    const signed = await Promise.all(alike.map(isSignedByUs));
    expect(signed.filter(Boolean).length).toBeGreaterThan(100);
    expect(signed.filter((one) => !one).length).toBeGreaterThan(100);
  });

  it.each(named)('says something else of %s, as listed', async (name) => {
    const one = cases.find((each) => each.name === name);
    if (one === undefined) throw new Error(`${name} is no case: take it from corpus/second-lineage.json`);
    expect(await isSignedBySecondLineage(one)).not.toBe(await isSignedByUs(one));
  });

  it('says something else for a reason, each case once', () => {
    for (const { why } of APART) expect(why).not.toBe('');
    expect(new Set(named).size).toBe(named.length);
  });
});
