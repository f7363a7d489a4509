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
  const unsafe = place === 'body' ? unsafeValues(value) : [];
  const read = schema.safeParse(value);
  if (read.success && unsafe.length === 0) return { value: read.data };
  const issues = read.success ? [] : read.error.issues.flatMap((issue) => faultsOf(issue, place));
  return { faults: [...unsafe, ...issues] };
}

function faultsOf(issue: z.core.$ZodIssue, place: Place): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: place,
      at: pointer([...issue.path, key], place),
      code: 'unknown-member',
      detail: 'This member is not known here: leave it out.',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const code = missing ? 'missing' : issue.code.replaceAll('_', '-');
  return [{ in: place, at: pointer(issue.path, place), code, detail: missing ? 'This is needed.' : issue.message }];
}

/** Text that PostgreSQL or other readers cannot hold, and numbers that JavaScript cannot. */
function unsafeValues(value: unknown, path: readonly PropertyKey[] = []): Fault[] {
  const at = pointer(path, 'body');
  if (typeof value === 'string') {
    if (value.includes('\0'))
      return [{ in: 'body', at, code: 'nul-character', detail: 'Text cannot hold the character NUL.' }];
    if (!value.isWellFormed())
      return [{ in: 'body', at, code: 'lone-surrogate', detail: 'This text is not well-formed Unicode.' }];
    return [];
  }
  if (typeof value === 'number') {
    const unsafe = Number.isInteger(value) && !Number.isSafeInteger(value);
    return unsafe
      ? [{ in: 'body', at, code: 'number-too-large', detail: 'Whole numbers go up to 9007199254740991.' }]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, key];
    const name = key.includes('\0') || !key.isWellFormed();
    const fault: Fault = {
      in: 'body',
      at,
      code: 'member-name',
      detail: 'A member has a name that is not well-formed text.',
    };
    return name ? [fault] : unsafeValues(member, here);
  });
}

function pointer(path: readonly PropertyKey[], place: Place): string {
  if (place !== 'body') return path.map(String).join('.');
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
