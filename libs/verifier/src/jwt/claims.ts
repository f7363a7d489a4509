import { z } from 'zod';
import { isObject, kindOf, many } from '../document/kinds.js';
import { idOf, type Shaped } from '../document/shape.js';
import type { JoseHeader } from './jose-header.js';

export type ClaimFault =
  | 'jwt-claim-malformed'
  | 'jwt-payload-ambiguous'
  | 'jwt-type-differs'
  | 'jwt-issuer-differs'
  | 'jwt-id-differs'
  | 'jwt-subject-differs'
  | 'jwt-begin-differs'
  | 'jwt-end-differs'
  | 'challenge-differs'
  | 'domain-differs';

/** Seconds since 1970, in the years 1 to 9999 that a date can say too. */
const numericDate = z.number().min(-62_135_596_800).max(253_402_300_799).optional();

const schema = z.looseObject({
  iss: z.string().optional(),
  sub: z.string().optional(),
  jti: z.string().optional(),
  nbf: numericDate,
  exp: numericDate,
  iat: numericDate,
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  nonce: z.string().optional(),
  // Read by `status`, which says what is wrong with it.
  status: z.unknown().optional(),
});

export type Claims = z.infer<typeof schema>;

/** What a JWT says: a document, and the claims beside it, which say some of it once more. */
export interface Content {
  readonly document: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
  /** Of what kind the document must be, by where it stands. */
  readonly holds: JoseHeader['type'];
  readonly fault: ClaimFault | undefined;
}

/** What would be a document, to a reader who looks for it at the top. */
const OF_A_DOCUMENT = ['@context', 'type', 'issuer', 'holder', 'credentialSubject', 'verifiableCredential'];

type Members = Readonly<Record<string, unknown>>;

/**
 * Finds the document in the payload: the payload itself (Open Badges 3.0, VC-JOSE-COSE), or what stands in `vc` or `vp` (VC Data
 * Model 1.1, section 6.3.1), where the claims stand for members that the document leaves out. Never both: two readers would be
 * shown two documents.
 */
export function contentOf(payload: Members): Content {
  const parsed = schema.safeParse(payload);
  const claims = parsed.data ?? {};
  const fault = parsed.success ? undefined : 'jwt-claim-malformed';
  const [within, second] = (['vc', 'vp'] as const).filter((name) => Object.hasOwn(payload, name));
  if (within === undefined) return { document: payload, claims, holds: 'any', fault };
  const inner = payload[within];
  const holds = within === 'vc' ? 'credential' : 'presentation';
  const document = isObject(inner) ? withClaims(inner, claims, holds) : {};
  const twice = second !== undefined || OF_A_DOCUMENT.some((name) => Object.hasOwn(payload, name));
  return { document, claims, holds, fault: twice ? 'jwt-payload-ambiguous' : fault };
}

/** The same of claims that are no document: nothing in them stands for one. */
export function contentOfClaims(payload: Members): Content {
  const parsed = schema.safeParse(payload);
  const twice = ['@context', 'vc', 'vp'].some((name) => Object.hasOwn(payload, name));
  const fault = twice ? 'jwt-payload-ambiguous' : parsed.success ? undefined : 'jwt-claim-malformed';
  return { document: payload, claims: parsed.data ?? {}, holds: 'any', fault };
}

function withClaims(document: Members, { iss, sub, jti, nbf }: Claims, holds: JoseHeader['type']): Members {
  const signer = holds === 'presentation' ? 'holder' : 'issuer';
  const validFrom = nbf === undefined || Object.hasOwn(document, 'issuanceDate') ? undefined : dateOf(nbf);
  const whole: Members = { id: jti, [signer]: iss, validFrom, ...document };
  const filled = {
    ...whole,
    [signer]: named(whole[signer], iss),
    credentialSubject: named(whole['credentialSubject'], sub),
  };
  return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined));
}

/** A thing without a name takes the one that a claim gives it. */
const named = (thing: unknown, id: string | undefined): unknown =>
  isObject(thing) && id !== undefined ? { id, ...thing } : thing;

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The claims bound what holds where the document itself does not say when it begins or ends, and may have a status of their own. */
export function withClaimsOf({ nbf, exp, status }: Claims, shaped: Shaped): Shaped {
  const [begins, ends] = [
    [shaped.from, nbf],
    [shaped.until, exp],
  ].map((both) => both.flatMap((one) => (one === undefined ? [] : [typeof one === 'number' ? dateOf(one) : one]))) as [
    string[],
    string[],
  ];
  const inTime = (one: string, other: string): number => Date.parse(one) - Date.parse(other);
  return { ...shaped, from: begins.toSorted(inTime).at(-1), until: ends.toSorted(inTime)[0], status };
}

interface Asked {
  readonly header: JoseHeader;
  readonly content: Content;
  readonly shaped: Shaped;
  /** What a presentation must answer. */
  readonly challenge: string | undefined;
  readonly domain: string | undefined;
}

/**
 * Whether header, claims and document say the same (Open Badges 3.0, section 8.2.6.1). What one of them leaves out contradicts
 * nothing: VC-JOSE-COSE wants none of the claims, and the key is that of the issuer whom the document names.
 */
export function faultOfClaims({ header, content, shaped, challenge, domain }: Asked): ClaimFault | undefined {
  const { claims, document, holds } = content;
  if (header.type === 'claims') return differ(header.iss, shaped.signer) ? 'jwt-issuer-differs' : undefined;
  const presented = kindOf(document) === 'presentation';
  const said = [header.type, holds].filter((type) => type !== 'any');
  if (said.some((type) => (type === 'presentation') !== presented)) return 'jwt-type-differs';
  // VC-JOSE-COSE forbids `vc` and `vp`: its readers look at the top.
  if (header.type !== 'any' && holds !== 'any') return 'jwt-payload-ambiguous';
  const subjects = many(document['credentialSubject']).map(idOf);
  if ([claims.iss, header.iss].some((iss) => differ(iss, shaped.signer))) return 'jwt-issuer-differs';
  if (differ(claims.jti, document['id'])) return 'jwt-id-differs';
  if (subjects.some((subject) => differ(claims.sub, subject))) return 'jwt-subject-differs';
  // In a `vc+jwt` these are of the signature (VC-JOSE-COSE, section 3.1.3), which need not end with the credential.
  if (header.type === 'any' && differInTime(claims.nbf, shaped.from)) return 'jwt-begin-differs';
  if (header.type === 'any' && differInTime(claims.exp, shaped.until)) return 'jwt-end-differs';
  if (presented && challenge !== undefined && claims.nonce !== challenge) return 'challenge-differs';
  if (presented && domain !== undefined && !many(claims.aud).includes(domain)) return 'domain-differs';
  return undefined;
}

const differ = (one: unknown, other: unknown): boolean => one !== undefined && other !== undefined && one !== other;

/** To the second: a claim has seldom more, and some round while others cut off. */
const differInTime = (seconds: number | undefined, date: string | undefined): boolean =>
  seconds !== undefined && date !== undefined && !(Math.abs(seconds * 1000 - Date.parse(date)) < 1000);
