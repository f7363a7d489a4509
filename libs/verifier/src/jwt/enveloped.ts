import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { isCredential, isObject, many } from '../document/kinds.js';
import { holdsEndorsements, membersOf } from '../document/members.js';
import { isSdJwt, readSdJwt } from '../sd-jwt/compact-sd-jwt.js';
import { openSdJwt } from '../sd-jwt/open-sd-jwt.js';
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
  return isObject(value) && many(value['type']).some(isOfEnvelope);
}

const isOfEnvelope = (type: unknown): boolean => ENVELOPES.includes(String(type));

/**
 * The JWTs that stand directly within a document: endorsements of it, of its issuer or achievement, and what a presentation
 * shows. Like `membersOf`, for what is signed as text. What cannot be one is among them, so that it is told as such.
 */
export function jwtsIn(document: Members): JwtPart[] {
  const found: JwtPart[] = [];
  collect(document, '', document['id'], found);
  return found;
}

/** @param list the member of which this is the list */
function collect(of: object, path: string, id: unknown, found: JwtPart[], list?: string): void {
  for (const key of Object.keys(of)) {
    const value = (of as Members)[key];
    const name = list ?? key;
    if (typeof value === 'string' ? !OF_JWTS.includes(name) : !isOwn(value)) continue;
    const at = path === '' ? key : `${path}.${key}`;
    const text = isEnvelope(value) ? heldIn(value) : value;
    if (typeof text === 'string') found.push({ path: at, text, within: holdsEndorsements(at) ? id : undefined });
    else collect(text as object, at, isObject(text) ? text['id'] : id, found, Array.isArray(text) ? name : undefined);
  }
}

/** Whether it holds something of the document's own: what is signed by itself holds its own. */
const isOwn = (value: unknown): value is object => typeof value === 'object' && value !== null && !isCredential(value);

/** The text that an envelope holds; empty where it says more than that, since nobody signed what stands beside it. */
function heldIn({ '@context': context, type: _type, id, ...others }: Members): string {
  const isPlain = Object.keys(others).length === 0 && many(context).every((one) => one === CREDENTIALS_CONTEXT);
  return isPlain ? textOf(id) : '';
}

function textOf(id: unknown): string {
  return /^data:application\/(?:v[cp]\+jwt|vc\+sd-jwt),(.*)$/is.exec(String(id))?.[1] ?? '';
}

/** How many credentials stand within, at any depth, signed in whatever way. Each JWT is shorter than what it stands in. */
export function countWithin(document: object, list?: string): number {
  let count = 0;
  for (const key of Object.keys(document)) {
    const value = (document as Members)[key];
    const name = list ?? key;
    if (typeof value === 'string') count += OF_JWTS.includes(name) ? countOfJwt(value) : 0;
    else if (isEnvelope(value)) count += countOfJwt(heldIn(value));
    else if (typeof value === 'object' && value !== null)
      count += (isCredential(value) ? 1 : 0) + countWithin(value, Array.isArray(value) ? name : undefined);
  }
  return count;
}

const countOfJwt = (text: string): number => 1 + countWithin(documentIn(text) ?? {});

/** The document that a JWT holds, of an SD-JWT what is disclosed; not verified; undefined for what cannot be read. */
export function documentIn(text: string): Members | undefined {
  if (isSdJwt(text)) {
    const sdJwt = readSdJwt(text);
    const opened = 'fault' in sdJwt ? sdJwt : openSdJwt(sdJwt);
    return 'fault' in opened ? undefined : opened.content.document;
  }
  const jws = readJws(text);
  return 'fault' in jws ? undefined : contentOf(jws.payload).document;
}

/**
 * What stands directly within a document and was judged by itself, as it was judged: of a JWT the document that it holds. Whatever stands
 * beside or around it was judged by nobody.
 */
export const documentsWithin = (document: Members): readonly (Members | undefined)[] => [
  ...membersOf(document).map((one) => one.document),
  ...jwtsIn(document).map(({ text }) => documentIn(text)),
];
