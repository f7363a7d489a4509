import { DomainError, fold } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as a from '../fixtures/wishes.js';
import type { ValidationCommand } from './validation.commands.js';
import { validationDecider } from './validation.decider.js';
import type { ValidationEvent } from './validation.events.js';
import { claimed } from './validation.state.js';

const people = fc.constantFrom(a.learner, a.baker, a.assessor, a.secondAssessor);
const acting = people.chain((person) =>
  fc.constantFrom(
    { person, for: 'self', roles: [] },
    { person, for: a.bakery, roles: ['employer'] },
    { person, for: a.school, roles: ['assessor'] },
  ),
);
const criteria = fc.constantFrom(a.trying, a.handingOn, a.budgeting);
const rank = fc.constantFrom(1 as const, 2 as const, 3 as const);
const seen = fc.constantFrom('yes' as const, 'partly' as const, 'not-seen' as const);
const claims = fc.constantFrom(
  [a.claimOf(a.trying), a.claimOf(a.handingOn)],
  [a.claimOf(a.trying), a.claimOf(a.handingOn), a.claimOf(a.budgeting)],
  [a.claimOf(a.trying)],
);

/** Wishes of everybody concerned, fitting or not. */
const commands: fc.Arbitrary<ValidationCommand> = fc.oneof(
  { weight: 1, arbitrary: claims.map((claimed) => a.request({ claims: claimed })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(acting, fc.constantFrom(a.id(26), a.id(27)), criteria)
      .map(([by, evidenceId, criterionId]) =>
        a.add({ by, evidence: a.aLink({ evidenceId }), criteria: [criterionId] }),
      ),
  },
  { weight: 1, arbitrary: acting.filter(({ person }) => person === a.baker).map((by) => a.withdraw(by)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(acting, fc.constantFrom(a.id(28), a.id(29)), seen, fc.boolean())
      .map(([by, statementId, saw, all]) =>
        a.state({
          by,
          statementId,
          criteria: [a.trying, a.handingOn, ...(all ? [a.budgeting] : [])].map((criterionId) => ({
            criterionId,
            seen: saw,
            words: null,
          })),
        }),
      ),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(acting, criteria, rank)
      .map(([by, criterionId, reached]) => a.assess(criterionId, reached, { by })),
  },
);

/** What leads to an outcome, somewhere among wishes that may hinder it. */
const needed = fc
  .tuple(
    claims.filter(({ length }) => length > 1),
    rank,
    rank,
    rank,
    seen,
  )
  .map(([claimedOnes, one, other, third, saw]) => {
    const all = claimedOnes.length === 3;
    const criteria = [...a.state().criteria, ...(all ? [{ criterionId: a.budgeting, seen: saw, words: null }] : [])];
    const judged = [a.assess(a.trying, one), a.assess(a.handingOn, other)];
    return {
      first: a.request({ claims: claimedOnes }),
      these: [a.state({ criteria }), ...judged, ...(all ? [a.assess(a.budgeting, third)] : [])],
    };
  });
const wishes = fc
  .tuple(needed, fc.array(commands, { maxLength: 20 }))
  .chain(([{ first, these }, others]) =>
    fc
      .shuffledSubarray<ValidationCommand>([...these, ...others], { minLength: these.length + others.length })
      .map((all) => [first, ...all]),
  );

/** Everything that was decided on these wishes, one after another; what is refused changes nothing. */
function played(
  all: readonly ValidationCommand[],
  after: (command: ValidationCommand, history: ValidationEvent[]) => void,
) {
  const history: ValidationEvent[] = [];
  for (const command of all) {
    const decided = decide(command, history);
    if (decided === null) continue;
    history.push(...decided);
    after(command, history);
  }
  return history;
}

function decide(command: ValidationCommand, history: readonly ValidationEvent[]): readonly ValidationEvent[] | null {
  try {
    return validationDecider.decide(command, fold(validationDecider, history));
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** The claimed criteria that nobody saw or that fall short, told from the history alone. */
function notEarned(history: readonly ValidationEvent[]): string[] {
  const said = history.flatMap((one) => (one.type === 'WorkplaceStatementGiven' ? one.data.criteria : []));
  const seen = new Set(said.filter((one) => one.seen !== 'not-seen').map((one) => one.criterionId));
  const reached = new Set(
    history.flatMap((one) => {
      if (one.type !== 'CriterionAssessed') return [];
      const { criterionId, levelId } = one.data;
      return levelId === a.level(criterionId, 1) ? [] : [criterionId];
    }),
  );
  return history
    .flatMap((one) => (one.type === 'ValidationRequested' ? one.data.claims : []))
    .map((claim) => claim.criterionId)
    .filter((criterionId) => !seen.has(criterionId) || !reached.has(criterionId));
}

describe('whatever is wished, in whatever order', () => {
  it('a repeated command decides nothing', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        played(all, (command, history) => {
          expect(decide(command, history)).toEqual([]);
        });
      }),
    );
  });

  it('three different people, one statement, one outcome, and nothing after it', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(wishes, (all) => {
        const history = played(all, () => undefined);
        const staters = history.flatMap((one) => (one.type === 'WorkplaceStatementGiven' ? [one.data.by] : []));
        const assessors = history.flatMap((one) => (one.type === 'CriterionAssessed' ? [one.data.by] : []));
        expect(staters.length).toBeLessThanOrEqual(1);
        expect([...staters, ...assessors]).not.toContain(a.learner);
        expect(assessors.filter((person) => staters.includes(person))).toEqual([]);
        const outcomes = ['ValidationGranted', 'ValidationDeclined', 'ValidationWithdrawn'];
        const first = history.findIndex((one) => outcomes.includes(one.type));
        if (first < 0) return;
        expect(first).toBe(history.length - 1);
        const last = history[first];
        if (last?.type === 'ValidationWithdrawn') return;
        expect(staters).toHaveLength(1);
        expect(assessors).toHaveLength(claimed(fold(validationDecider, history)).length);
        if (last?.type === 'ValidationGranted') expect(notEarned(history)).toEqual([]);
        ends.add(last?.type ?? '');
      }),
      { numRuns: 500 },
    );
    // Otherwise the sentences above would have judged nothing.
    expect([...ends].toSorted()).toEqual(['ValidationDeclined', 'ValidationGranted']);
  });

  it('any history folds', () => {
    const events = [a.requested, a.added, a.withdrawn, a.stated, a.assessed(a.trying), a.granted, a.declined];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 20 }), (history) => {
        const state = fold(validationDecider, history);
        expect(state.judgements.length).toBe(history.filter((one) => one.type === 'CriterionAssessed').length);
        expect(claimed(state).length).toBe(state.requested ? 2 : 0);
      }),
    );
  });
});
