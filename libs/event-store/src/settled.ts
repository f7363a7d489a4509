/** Values in their settled form. They are frozen, so one that a fold keeps stays so and is not looked into again. */
const known = new WeakSet<object>();
const OWN = { enumerable: true, configurable: true, writable: true };

/**
 * A value as it comes back from JSON, members in one order, whatever order PostgreSQL keeps them in, and frozen: a fold
 * makes new values. `undefined` where JSON leaves the value out.
 *
 * @throws TypeError when it cannot be JSON: a bigint, a circle
 */
export function settled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return settledPrimitive(value);
  if (known.has(value)) return value;
  // Dates, maps, whatever has a form of its own in JSON: as JSON says.
  if (!Array.isArray(value) && !isPlain(value)) return settled(JSON.parse(JSON.stringify(value)));
  const fresh = Array.isArray(value) ? Array.from(value, (item) => settled(item) ?? null) : settledMembers(value);
  known.add(Object.freeze(fresh));
  return fresh;
}

function settledMembers(value: object): object {
  const fresh: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const member = settled((value as Record<string, unknown>)[name]);
    if (member === undefined) continue;
    // A plain assignment of this one name would set the prototype.
    if (name === '__proto__') Object.defineProperty(fresh, name, { ...OWN, value: member });
    else fresh[name] = member;
  }
  return fresh;
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
