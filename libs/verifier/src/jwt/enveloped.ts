import { isCredential, isObject, many } from '../document/kinds.js';
import { countMembers, holdsEndorsements, membersOf } from '../document/members.js';
import { contentOf } from './claims.js';
import { readJws } from './compact-jws.js';

export interface JwtPart {
  /** Where it stands, such as `endorsementJwt.0`. */
  readonly path: string;
  /** What stands there, to be read as a JWT; empty where it is something else. */
  readonly text: string;
  /** The id of what an endorsement stands in, which it must be about; undefined of all else. */
  readonly within: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** Members whose text is a JWT: of Open Badges 3.0, and of a presentation as in version 1.1 of the data model. */
const OF_JWTS = ['endorsementJwt', 'verifiableCredential'];

const ENVELOPES = ['EnvelopedVerifiableCredential', 'EnvelopedVerifiablePresentation'];

/** Whether a part of a document is an envelope (VC Data Model 2.0, sections 4.13.1 and 4.13.2): what counts stands in its id. */
export function isEnvelope(value: unknown): value is Members {
  return isObject(value) && many(value['type']).some((type) => ENVELOPES.includes(String(type)));
}

/**
 * The JWTs that stand directly within a document: endorsements of it, of its issuer or achievement, and what a presentation
 * shows. Like `membersOf`, for what is signed as text. What cannot be one is among them, so that it is told as such.
 */
export function jwtsIn(document: Members): JwtPart[] {
  return Object.entries(document).flatMap(([name, value]) => jwtsAt(value, name, name, document['id']));
}

function jwtsAt(value: unknown, path: string, name: string, id: unknown): JwtPart[] {
  const within = holdsEndorsements(path) ? id : undefined;
  if (typeof value === 'string') return OF_JWTS.includes(name) ? [{ path, text: value, within }] : [];
  if (Array.isArray(value)) return value.flatMap((element, index) => jwtsAt(element, `${path}.${index}`, name, id));
  if (!isObject(value) || isCredential(value)) return [];
  if (isEnvelope(value)) return [{ path, text: textOf(value['id']), within }];
  return Object.entries(value).flatMap(([member, part]) => jwtsAt(part, `${path}.${member}`, member, value['id']));
}

function textOf(id: unknown): string {
  return /^data:application\/v[cp]\+jwt,(.*)$/is.exec(String(id))?.[1] ?? '';
}

/** How many credentials stand within, at any depth, signed in whatever way. Each JWT is shorter than what it stands in. */
export function countWithin(document: Members): number {
  return countMembers(document) + countJwts(document);
}

function countJwts(document: Members): number {
  const within = membersOf(document).reduce((sum, member) => sum + countJwts(member.document), 0);
  return jwtsIn(document).reduce((sum, { text }) => sum + 1 + countWithin(documentIn(text) ?? {}), within);
}

/** The document that a JWT holds, not verified; undefined for what cannot be read. */
export function documentIn(text: string): Members | undefined {
  const jws = readJws(text);
  return 'fault' in jws ? undefined : contentOf(jws.payload).document;
}
