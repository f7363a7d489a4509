import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Verdict } from '../checks.js';
import type { Verification } from '../verify.js';

// How inputs are thrown at the verifier: how many, by which chance, and what none of them may come to. See tools/fuzz.mjs.

/** In all, over every property; `npm test` takes a share that fits into its time. */
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 1_500);
const seed = process.env['FUZZ_SEED'];
/** What goes on longer than this hangs. The general path gives up after two seconds; the rest is for a busy machine. */
const LONGEST_MS = 10_000;

interface Fuzzed<Input> {
  /** Which part of all inputs these are. */
  readonly share: number;
  readonly input: fc.Arbitrary<Input>;
  /** What is asked with an input; whatever it throws fails. */
  readonly ask: (input: Input) => Promise<Verification>;
  /** Whether what was said to be genuine is so, by other code than the verifier's; true of what was refused. */
  readonly holds: (input: Input, said: Verification) => boolean | Promise<boolean>;
  /** Where there is nothing genuine left in any input. */
  readonly refusesAll?: true;
}

/** Throws inputs at the verifier: none may break it, keep it for long, or be taken for genuine without being so. */
export function fuzz<Input>(name: string, { share, input, ask, holds, refusesAll }: Fuzzed<Input>): void {
  const numRuns = Math.ceil(INPUTS * share);
  it(`${name}: ${numRuns} inputs`, { timeout: 7_200_000 }, async () => {
    const verdicts = new Map<Verdict, number>();
    let worst = 0;
    const property = fc.asyncProperty(input, async (one) => {
      const began = performance.now();
      const said = await ask(one);
      worst = Math.max(worst, performance.now() - began);
      verdicts.set(said.verdict, (verdicts.get(said.verdict) ?? 0) + 1);
      expect(worst).toBeLessThan(LONGEST_MS);
      expect(await holds(one, said)).toBe(true);
    });
    await fc.assert(property, { numRuns, endOnFailure: true, ...(seed !== undefined && { seed: Number(seed) }) });
    if (seed !== undefined) {
      const counts = Array.from(verdicts, ([verdict, count]) => `${verdict} ${count}`).toSorted();
      console.log(`${name}: ${numRuns} inputs, longest ${Math.round(worst)} ms; ${counts.join(', ')}`);
    }
    // Were all refused, they would say little of what is let through. Of few inputs all may be, by chance.
    const accepted = numRuns - (verdicts.get('not-genuine') ?? 0);
    if (refusesAll) expect(accepted).toBe(0);
    else if (numRuns >= 300) expect(accepted).toBeGreaterThan(0);
  });
}

/** What says that a document was signed by who it names, whether or not it still holds, or anybody can tell that now. */
export const isGenuine = ({ verdict, checks }: Verification): boolean =>
  verdict === 'undecided'
    ? checks.some(({ check, outcome }) => check === 'signature' && outcome === 'passed')
    : verdict !== 'not-genuine';
