import type { z } from 'zod';
import { openBadgesAt } from './open-badges-model.js';
import type { Level } from './open-badges-values.js';

export type { Level } from './open-badges-values.js';

const MODELS = { strict: openBadgesAt('strict'), lenient: openBadgesAt('lenient') };

/**
 * Says what in a document is not as the formal model of Open Badges 3.0 (of CLR 2.0, for a record) has it, each fault as `path: what must be`; nothing
 * when it conforms. It is of no weight for a verdict: a badge that departs from the model may be genuine all the same.
 *
 * Recursion is safe where the depth was bounded before (`readPlainJson`).
 */
export function formalFaults(
  document: unknown,
  kind: 'achievement' | 'endorsement' | 'profile' | 'record',
  level: Level = 'strict',
): readonly string[] {
  const { error } = MODELS[level][kind].safeParse(document);
  return error?.issues.flatMap((issue) => faultsOf(issue, [])) ?? [];
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, within: readonly PropertyKey[]): string[] {
  const path = [...within, ...issue.path];
  const at = (name?: string): string => [...path, ...(name === undefined ? [] : [name])].join('.') || 'credential';
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => `${at(name)}: must not be there`);
  const meant = meantBy(issue);
  return meant?.flatMap((inner) => faultsOf(inner, path)) ?? [`${at()}: ${issue.message}`];
}

/** Where one of several forms is wanted, the one that was meant is that of which only something within is wrong. */
function meantBy(issue: Issue): readonly Issue[] | undefined {
  return issue.code === 'invalid_union' ? issue.errors.find((form) => form.every(liesWithin)) : undefined;
}

function liesWithin(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys' || meantBy(issue) !== undefined;
}
