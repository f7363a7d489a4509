/**
 * What sort of "no" it is; the HTTP side maps it to a status.
 *
 * - `refused`: the rules do not allow it now (409)
 * - `forbidden`: this person may see the thing, but may not do this (403)
 * - `unknown`: there is no such thing, or this person may not know of it (404)
 */
export type RefusalKind = 'refused' | 'forbidden' | 'unknown';

/**
 * A refusal by the rules of the domain. `code` is stable and kebab-case: clients and scenarios name it; `detail` tells a
 * person what to do; `facts` are codes and ids that help a machine (never personal data).
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: string,
    readonly detail: string,
    readonly kind: RefusalKind = 'refused',
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Throws a refusal by the rules; written as a function so that a rule reads as one line. */
export function refuse(code: string, detail: string, facts?: Readonly<Record<string, unknown>>): never {
  throw new DomainError(code, detail, 'refused', facts);
}

/** Throws a refusal because of who asks. */
export function forbid(code: string, detail: string): never {
  throw new DomainError(code, detail, 'forbidden');
}

/** Throws a refusal because there is nothing there that this person may know of. */
export function unknown(code: string, detail: string): never {
  throw new DomainError(code, detail, 'unknown');
}
