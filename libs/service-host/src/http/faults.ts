import { z } from 'zod';

/** One thing that is wrong with a request, and where. */
export interface Fault {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** JSON pointer (RFC 6901) in a body; the name elsewhere. */
  readonly at: string;
  readonly code: string;
  readonly detail: string;
}

type Place = Fault['in'];

/** Checks a value and gives it parsed, or every fault in it. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place,
): { readonly value: z.output<Schema> } | { readonly faults: readonly Fault[] } {
  const unsafe = unsafeValues(value, place);
  // Without the input nobody could tell a member that is missing from one of another type.
  const read = schema.safeParse(value, { reportInput: true });
  if (read.success && unsafe.length === 0) return { value: read.data };
  const issues = read.success ? [] : read.error.issues.flatMap((issue) => faultsOf(issue, place));
  return { faults: [...unsafe, ...issues] };
}

/** JSON pointer (RFC 6901). */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function faultsOf(issue: z.core.$ZodIssue, place: Place): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: place,
      at: placeOf([...issue.path, key], place),
      code: 'unknown-member',
      detail: 'This member is not known here: leave it out.',
    }));
  }
  const missing = issue.input === undefined && ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code);
  const code = missing ? 'missing' : issue.code.replaceAll('_', '-');
  return [{ in: place, at: placeOf(issue.path, place), code, detail: missing ? 'This is needed.' : issue.message }];
}

/** Text that PostgreSQL or other readers cannot hold, and numbers that JavaScript cannot. */
function unsafeValues(value: unknown, place: Place, path: readonly PropertyKey[] = []): Fault[] {
  const fault = (code: string, detail: string): Fault[] => [{ in: place, at: placeOf(path, place), code, detail }];
  if (typeof value === 'string') {
    if (value.includes('\0')) return fault('nul-character', 'Text cannot hold the character NUL.');
    if (!value.isWellFormed()) return fault('lone-surrogate', 'This text is not well-formed Unicode.');
    return [];
  }
  if (typeof value === 'number') {
    const unsafe = Math.abs(value) > Number.MAX_SAFE_INTEGER;
    return unsafe ? fault('number-too-large', 'Numbers go up to 9007199254740991.') : [];
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name.includes('\0') || !name.isWellFormed()
      ? fault('member-name', 'A member has a name that is not well-formed text.')
      : unsafeValues(member, place, [...path, name]),
  );
}

function placeOf(path: readonly PropertyKey[], place: Place): string {
  return place === 'body' ? pointerOf(path) : path.map(String).join('.');
}
