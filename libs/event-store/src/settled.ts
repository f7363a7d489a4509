/**
 * Marks values in their settled form. They are frozen, so one that a fold keeps stays so and is not looked into again. No
 * copy takes the mark along. (A WeakSet of them takes as long as all the rest of a fold.)
 */
const SETTLED = Symbol('settled');
const MARK = { value: true };
const OWN = { enumerable: true, configurable: true, writable: true };

/**
 * A value as it comes back from JSON, members in one order, whatever order PostgreSQL keeps them in, and frozen: a fold
 * makes new values. What has this form already is not copied. `undefined` where JSON leaves the value out.
 *
 * @throws TypeError when it cannot be JSON: a bigint, a circle
 */
export function settled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return settledPrimitive(value);
  if (SETTLED in value) return value;
  // Dates, maps, whatever has a form of its own in JSON: as JSON says.
  if (!Array.isArray(value) && !isPlain(value)) return settled(JSON.parse(JSON.stringify(value)));
  const whole = Array.isArray(value) ? settledItems(value) : settledMembers(value);
  return Object.freeze(Object.defineProperty(whole, SETTLED, MARK));
}

function settledItems(value: readonly unknown[]): readonly unknown[] {
  const items = Array.from(value, (item) => settled(item) ?? null);
  return Object.isExtensible(value) && items.every((item, at) => Object.is(item, value[at])) ? value : items;
}

function settledMembers(value: object): object {
  const names = Object.keys(value);
  const inOrder = names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name);
  const fresh: Record<string, unknown> = {};
  let same = inOrder && Object.getPrototypeOf(value) === Object.prototype && Object.isExtensible(value);
  for (const name of inOrder ? names : names.sort()) {
    const given = (value as Record<string, unknown>)[name];
    const member = settled(given);
    same &&= Object.is(member, given) && member !== undefined;
    if (member === undefined) continue;
    // A plain assignment of this one name would set the prototype.
    if (name === '__proto__') Object.defineProperty(fresh, name, { ...OWN, value: member });
    else fresh[name] = member;
  }
  return same ? value : fresh;
}

function settledPrimitive(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // JSON knows neither infinity nor a zero with a sign.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'bigint') throw new TypeError('a bigint has no form in JSON');
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value);
}
