import { isCredential, isObject } from './kinds.js';

/** Each is verified by itself; more than this nobody puts into one document in earnest. */
export const MAX_MEMBERS = 64;

export interface MemberPart {
  /** Where it stands, such as `endorsement.0`. */
  readonly path: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * The credentials that stand directly within a document: endorsements of it, of its issuer or achievement, and what a record or
 * presentation holds. What stands within those is theirs. Recursion is safe: the depth was bounded before.
 */
export function membersOf(document: Readonly<Record<string, unknown>>): MemberPart[] {
  return Object.entries(document).flatMap(([name, value]) => membersAt(value, name));
}

function membersAt(value: unknown, path: string): MemberPart[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => membersAt(element, `${path}.${index}`));
  if (!isObject(value)) return [];
  if (isCredential(value)) return [{ path, document: value }];
  return Object.entries(value).flatMap(([name, member]) => membersAt(member, `${path}.${name}`));
}

/** How many credentials stand within, at any depth. */
export function countMembers(document: Readonly<Record<string, unknown>>): number {
  return membersOf(document).reduce((sum, member) => sum + 1 + countMembers(member.document), 0);
}
