// What a JSON document says, whatever the order in which it says it: what tells in the fuzz tests whether two are the same. Written
// without anything of the verifier.

/** One text for all that JSON-LD cannot tell apart in our contexts: the order of members, and the order and number in sets. */
export function meaningOf(value: unknown): string {
  if (Array.isArray(value)) {
    const set = [...new Set(value.flat(Infinity).map(meaningOf))].sort();
    return set.length === 1 ? (set[0] ?? '') : `[${set.join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${meaningOf(member)}`);
  return `{${members.sort().join()}}`;
}

/** The same of what a proof is over: the document without it. */
export function signedMeaningOf(document: unknown): string {
  if (typeof document !== 'object' || document === null) return meaningOf(document);
  const { proof: _, ...signed } = document as Record<string, unknown>;
  return meaningOf(signed);
}

/** What stands at a path such as `endorsement.0`; a single value may stand for a list of one. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], document);
}
