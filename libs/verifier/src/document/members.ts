import { isCredential, isObject } from './kinds.js';

/** Each is verified by itself; more than this nobody puts into one document in earnest. */
export const MAX_MEMBERS = 64;

export interface MemberPart {
  /** Where it stands, such as `endorsement.0`. */
  readonly path: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** The id of what an endorsement stands in, which it must be about; undefined of all else. */
  readonly within: unknown;
}

/**
 * The credentials that stand directly within a document: endorsements of it, of its issuer or achievement, and what a record or
 * presentation holds. What stands within those is theirs. Recursion is safe: the depth was bounded before.
 */
export function membersOf(document: Readonly<Record<string, unknown>>): MemberPart[] {
  return Object.entries(document).flatMap(([name, value]) => membersAt(value, name, document['id']));
}

/** Whether a place in a document holds endorsements of what it stands in. */
export const holdsEndorsements = (path: string): boolean => /(?:^|\.)endorsement(?:Jwt)?(?:\.\d+)?$/.test(path);

function membersAt(value: unknown, path: string, id: unknown): MemberPart[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => membersAt(element, `${path}.${index}`, id));
  if (!isObject(value)) return [];
  if (isCredential(value)) return [{ path, document: value, within: holdsEndorsements(path) ? id : undefined }];
  return Object.entries(value).flatMap(([name, member]) => membersAt(member, `${path}.${name}`, value['id']));
}

/** How many credentials stand within, at any depth. */
export function countMembers(document: Readonly<Record<string, unknown>>): number {
  return membersOf(document).reduce((sum, member) => sum + 1 + countMembers(member.document), 0);
}
