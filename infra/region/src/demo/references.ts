/**
 * Names in a scenario file. `@bakery` stands for an id, `@bakery.kvkNumber` for something else that is known of it; in
 * what a read expects, `?digest` keeps the value found there, which later steps call `@digest`.
 */
export type Names = ReadonlyMap<string, unknown>;

const REFERENCE = /^@([a-z][a-z0-9-]*)((?:\.[A-Za-z0-9-]+)*)$/;
const CAPTURE = /^\?([a-z][a-z0-9-]*)$/;

/** One place in a value, as a JSON pointer, with the text that stands there. */
interface Place {
  readonly at: string;
  readonly member: string;
  readonly text: string;
}

/** Every text in a value, and where it stands. Items of a list carry the name of the member that holds the list. */
export function textsIn(value: unknown, at = '', member = ''): readonly Place[] {
  if (typeof value === 'string') return [{ at, member, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const list = Array.isArray(value);
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, `${at}/${key}`, list ? member : key));
}

/** The name that a reference begins with, or null when the text is no reference. */
export function referredTo(text: string): string | null {
  return REFERENCE.exec(text)?.[1] ?? null;
}

/** Whether a text looks as if it were meant to refer to something. */
export function looksReferring(text: string): boolean {
  return /^[@]\S*$/.test(text);
}

/** Names that a read would keep. */
export function capturedIn(pattern: unknown): readonly string[] {
  return textsIn(pattern).flatMap(({ text }) => CAPTURE.exec(text)?.[1] ?? []);
}

/**
 * The value with every reference replaced by what it stands for.
 * @throws when a name, or what is asked of it, is not known
 */
export function resolve(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return resolveText(value, names);
  if (Array.isArray(value)) return value.map((one: unknown) => resolve(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, resolve(one, names)]));
}

function resolveText(text: string, names: Names): unknown {
  const [, name, path] = REFERENCE.exec(text) ?? [];
  if (name === undefined || path === undefined) return text;
  if (!names.has(name)) throw new Error(`Nothing is called @${name}.`);
  let found = names.get(name);
  for (const member of path.split('.').slice(1)) {
    const inside = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[member] : undefined;
    if (inside === undefined) throw new Error(`@${name} has no "${member}": ${text}`);
    found = inside;
  }
  return idOf(found);
}

/** A thing stands for its id. */
function idOf(found: unknown): unknown {
  const thing = typeof found === 'object' && found !== null && !Array.isArray(found) && 'id' in found;
  return thing ? found.id : found;
}

/**
 * Compares what is there with what is expected of it: members left out may be anything, an item expected of a list must
 * be somewhere in it.
 *
 * @param pattern with references resolved
 * @returns the values to keep, by name; null when it is otherwise
 */
export function match(pattern: unknown, there: unknown): ReadonlyMap<string, unknown> | null {
  const kept = new Map<string, unknown>();
  return fits(pattern, there, kept) ? kept : null;
}

function fits(pattern: unknown, there: unknown, kept: Map<string, unknown>): boolean {
  const capture = typeof pattern === 'string' ? CAPTURE.exec(pattern)?.[1] : undefined;
  if (capture !== undefined) {
    if (there === undefined || there === null) return false;
    kept.set(capture, there);
    return true;
  }
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(there) && pattern.every((one: unknown) => there.some((item: unknown) => fitsWhole(one, item, kept)))
    );
  }
  if (typeof pattern !== 'object' || pattern === null) return pattern === there;
  if (typeof there !== 'object' || there === null) return false;
  return Object.entries(pattern).every(([key, one]: [string, unknown]) =>
    fits(one, (there as Record<string, unknown>)[key], kept),
  );
}

/** An item that fits in part must leave nothing behind, or a value of the wrong item would be kept. */
function fitsWhole(pattern: unknown, item: unknown, kept: Map<string, unknown>): boolean {
  const found = match(pattern, item);
  for (const [name, value] of found ?? []) kept.set(name, value);
  return found !== null;
}
