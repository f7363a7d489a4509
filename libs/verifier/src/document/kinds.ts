/**
 * What a document is by its `type`: a badge (Open Badges 3.0 `AchievementCredential`), an endorsement of one, a record of
 * several (CLR 2.0), a list of statuses (Bitstring Status List), a presentation, or any other verifiable credential.
 */
export const KINDS = ['achievement', 'endorsement', 'record', 'status-list', 'presentation', 'other'] as const;
export type Kind = (typeof KINDS)[number];

const KIND_OF_TYPE: ReadonlyMap<string, Kind> = new Map([
  ['OpenBadgeCredential', 'achievement'],
  ['AchievementCredential', 'achievement'],
  ['EndorsementCredential', 'endorsement'],
  ['ClrCredential', 'record'],
  ['BitstringStatusListCredential', 'status-list'],
  ['VerifiablePresentation', 'presentation'],
]);

/** JSON-LD lets a single value stand for a list of one. */
export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * Whatever else it is, what says that it is of one of these kinds is judged as such; of several, which stand there in no order, as
 * the first of {@link KINDS}.
 */
export function kindOf(document: unknown): Kind {
  const said = new Set(
    isObject(document) ? many(document['type']).map((type) => KIND_OF_TYPE.get(type as string)) : [],
  );
  return KINDS.find((kind) => said.has(kind)) ?? 'other';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a part of a document is a credential of its own, with a proof of its own. */
export function isCredential(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && many(value['type']).includes('VerifiableCredential');
}
