import type { z } from 'zod';
import type { HttpProblem } from './problem.js';

/** How errors are told below an address, where a standard of others says so. */
export interface ProblemForm {
  /** `/ims/ob/v3p0`: this address and all below it, also those at which there is nothing. */
  readonly below: string;
  readonly mediaType: string;
  /** What `body` gives. */
  readonly schema: z.ZodType;
  readonly body: (this: void, problem: HttpProblem) => object;
}

/** The form for a path; undefined where errors are problems as everywhere. */
export function formAt(forms: readonly ProblemForm[], path: string): ProblemForm | undefined {
  return forms.find(({ below }) => path === below || path.startsWith(`${below}/`));
}
