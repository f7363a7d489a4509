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
  const found: MemberPart[] = [];
  collect(document, '', document['id'], found);
  return found;
}

/** Whether a place in a document holds endorsements of what it stands in. */
export const holdsEndorsements = (path: string): boolean => /(?:^|\.)endorsement(?:Jwt)?(?:\.\d+)?$/.test(path);

/** Names of places are put together only of what may hold something: most values are texts. */
function collect(of: object, path: string, id: unknown, found: MemberPart[]): void {
  for (const name of Object.keys(of)) {
    const value = (of as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'object' || value === null) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (isCredential(value)) found.push({ path: at, document: value, within: holdsEndorsements(at) ? id : undefined });
    else collect(value, at, isObject(value) ? value['id'] : id, found);
  }
}
