import { hashesForSigning, type ContextDocument } from './canonical/canonicalise.js';
import {
  Checks,
  CLOCKS_DIFFER_MS,
  isUndecided,
  verdictOf,
  type Check,
  type CheckName,
  type Verdict,
} from './checks.js';
import { contextsAccepted, revisionsOf } from './contexts/contexts.js';
import { keyOf } from './did/key-of-proof.js';
import { isObject, kindOf, type Kind } from './document/kinds.js';
import { MAX_MEMBERS, membersOf } from './document/members.js';
import { readPlainJson } from './document/plain-json.js';
import { idOf, type Shaped, type ShapeResult } from './document/shape.js';
import { imageIn, readBakedImage } from './images/index.js';
import { jwsTextOf } from './jwt/compact-jws.js';
import { countWithin, jwtsIn } from './jwt/enveloped.js';
import { readShapeOfRdf } from './jwt/structure.js';
import { verifyJws } from './jwt/verify-jws.js';
import { faultOfEd25519 } from './keys/multikey.js';
import { readProofs, type ReadProof } from './proof/proof.js';
import type { FailureCode, Language } from './reasons.js';
import { isSdJwt } from './sd-jwt/compact-sd-jwt.js';
import { verifySdJwt } from './sd-jwt/verify-sd-jwt.js';
import type { KnownIssuer, Sources } from './sources.js';
import { checkStatus } from './status/check-status.js';
import { ListsAsked } from './status/lists-asked.js';
import { checkEvidence, checkIssuer, checkSchema, knownIssuer } from './tells.js';
import { VerifierError } from './verifier-error.js';

export interface VerifyOptions {
  /** The moment for which it is judged. */
  readonly now: Date;
  /** Of the reasons; English when left out. */
  readonly language?: Language | undefined;
  /** Where to ask for what the document refers to; nothing is asked when left out. */
  readonly sources?: Sources;
  /** What the holder of a presentation was asked to sign, so that an old presentation is told. */
  readonly challenge?: string | undefined;
  /** For whom a presentation must have been made. */
  readonly domain?: string | undefined;
}

/** The same of what stands in something else, or around it. */
export interface Judging extends VerifyOptions {
  /** The id of what an endorsement stands in. */
  readonly within?: unknown;
  /** Those that were asked for already. */
  readonly lists?: ListsAsked;
}

export interface Verification {
  readonly verdict: Verdict;
  readonly kind: Kind;
  /** Who signed, and what a registry says of them; null where nobody can be named. */
  readonly issuer: { readonly id: string; readonly known: KnownIssuer | null } | null;
  readonly checks: readonly Check[];
  /** Each credential that stands within, judged on its own: nothing around it vouches for it. */
  readonly members: readonly { readonly path: string; readonly verification: Verification }[];
}

/**
 * Verifies a credential or presentation with Data Integrity proofs or secured as a JWT or SD-JWT: an Open Badges 3.0 achievement or
 * endorsement, a record (CLR 2.0), a status list, or any other credential of the VC Data Model in contexts that are known here.
 *
 * Bad input never throws; it is refused with the check that it fails. Give the text or bytes as received where you have
 * them: a repeated member can only be seen there.
 *
 * @param input JSON text, a JWT (JWS in its compact form) or an SD-JWT, the UTF-8 bytes of one, a PNG or SVG image that such a
 *   text is baked into, or a parsed JSON value.
 * @throws TypeError only when `now` is not a moment.
 */
export async function verify(input: unknown, options: VerifyOptions): Promise<Verification> {
  if (Number.isNaN(options.now.getTime())) throw new TypeError('verify needs a valid moment in `now`.');
  try {
    const image = imageIn(input);
    const baked = image && readBakedImage(image);
    if (baked && 'fault' in baked) return refused(options, baked.fault);
    const received = baked ? baked.text : input;
    const jws = jwsTextOf(received);
    const judging: Judging = { ...options, lists: new ListsAsked(options) };
    if (jws !== undefined) return await (isSdJwt(jws) ? verifySdJwt(jws, judging) : verifyJws(jws, judging));
    const plain = readPlainJson(received);
    if ('fault' in plain) return refused(options, plain.fault);
    const document = isObject(plain.value) ? plain.value : {};
    if (countWithin(document) > MAX_MEMBERS) return refused(options, 'members-too-many');
    return await verifyDocument(document, judging);
  } catch {
    // Only values that are not JSON at all come here, such as an object whose getters throw.
    return refused(options, 'document-unreadable');
  }
}

/** The answer on what could not be read at all. */
export function refused(
  { language = 'en' }: VerifyOptions,
  code: FailureCode,
  check: CheckName = 'document',
): Verification {
  const checks = new Checks(language);
  if (check !== 'document') checks.passed('document');
  checks.failed(check, code);
  return { verdict: 'not-genuine', kind: 'other', issuer: null, checks: checks.list, members: [] };
}

/** Judges what was read within bounds, and everything in it that is signed by itself. */
export async function verifyDocument(
  value: Readonly<Record<string, unknown>>,
  options: Judging,
): Promise<Verification> {
  const checks = new Checks(options.language ?? 'en');
  const shape = readShapeOfRdf(value);
  const shaped = checkForm(checks, value, shape, { within: options.within });
  const proofs = checkProof(checks, value, shaped, options);
  await checkSignature(checks, value, proofs, options);
  const ends = proofs?.flatMap((proof) => proof.options.expires ?? []) ?? [];
  return await conclude(checks, value, shaped, { ends, issued: undefined }, options);
}

/** The checks that come before the signature, whatever way it was signed. */
export function checkForm(
  checks: Checks,
  value: Readonly<Record<string, unknown>>,
  shape: ShapeResult,
  { within, hasContexts = true }: { readonly within: unknown; readonly hasContexts?: boolean },
): Shaped | undefined {
  checks.passed('document');
  if ('faults' in shape) checks.failed('shape', 'shape-unknown', shape.faults);
  else if (endorsesOther(shape, within)) checks.failed('shape', 'endorsement-of-other');
  else checks.passed('shape');
  if (hasContexts) checks.judged('context', contextsAccepted(value) ? undefined : 'context-not-accepted');
  return 'faults' in shape ? undefined : shape;
}

/** An endorsement that stands within something endorses that thing, or it was moved there. */
function endorsesOther({ kind, document }: Shaped, within: unknown): boolean {
  const subject = idOf(document['credentialSubject']);
  return kind === 'endorsement' && within !== undefined && subject !== within;
}

/** When a signature says that it was made (in seconds since 1970), and until when it was meant to be accepted. */
interface Times {
  readonly ends: readonly string[];
  readonly issued: number | undefined;
}

const BEFORE_STATUS = ['document', 'shape', 'context', 'proof', 'signature'] as const;

/** The checks that come after the signature, and what stands within. */
export async function conclude(
  checks: Checks,
  value: Readonly<Record<string, unknown>>,
  shaped: Shaped | undefined,
  times: Times,
  options: Judging,
): Promise<Verification> {
  const issuer =
    shaped?.signer === undefined ? null : { id: shaped.signer, known: await knownIssuer(shaped, options.sources) };
  if (shaped) {
    // Nobody is asked on behalf of what is forged.
    if (checks.hasFailed(...BEFORE_STATUS)) checks.notAsked('status');
    else await checkStatus(checks, shaped, options);
    checkDates(checks, shaped, times, options.now);
    checkIssuer(checks, shaped, issuer?.known ?? null);
    if (checks.hasFailed(...BEFORE_STATUS)) checks.notAsked('evidence');
    else await checkEvidence(checks, shaped, options.sources);
    checkSchema(checks, shaped);
  }
  const members = [];
  for (const { path, document, within } of membersOf(value)) {
    members.push({ path, verification: await verifyDocument(document, { ...options, within }) });
  }
  for (const { path, text, within } of jwtsIn(value)) {
    // What was asked of who shows it, the proof around it answers.
    const unasked = { ...options, challenge: undefined, domain: undefined };
    const verification = isSdJwt(text)
      ? await verifySdJwt(text, { ...unasked, within })
      : await verifyJws(text, { ...options, within });
    members.push({ path, verification });
  }
  return { verdict: verdictOf(checks.list), kind: shaped?.kind ?? kindOf(value), issuer, checks: checks.list, members };
}

function checkProof(
  checks: Checks,
  value: Readonly<Record<string, unknown>>,
  shaped: Shaped | undefined,
  { challenge, domain }: VerifyOptions,
): readonly ReadProof[] | undefined {
  const presented = kindOf(value) === 'presentation';
  const read = readProofs(value['proof'], presented ? 'authentication' : 'assertionMethod');
  const fault =
    'fault' in read ? read.fault : faultOfProofs(read.proofs, shaped, presented ? { challenge, domain } : {});
  checks.judged('proof', fault);
  return 'fault' in read ? undefined : read.proofs;
}

/** One proof at least is of who must have signed; in a set, others may vouch too. */
function faultOfProofs(
  proofs: readonly ReadProof[],
  shaped: Shaped | undefined,
  asked: { readonly challenge?: string | undefined; readonly domain?: string | undefined },
): FailureCode | undefined {
  const { challenge, domain } = asked;
  const all = proofs.map(({ options }) => options);
  if (shaped?.signer === undefined) return shaped && 'issuer-not-supported';
  const signer = shaped.signer;
  if (!/^did:(?:key|web):/.test(signer)) return 'issuer-not-supported';
  if (!all.some(({ verificationMethod }) => verificationMethod.startsWith(`${signer}#`)))
    return 'proof-key-not-of-issuer';
  if (challenge !== undefined && all.some((proof) => proof.challenge !== challenge)) return 'challenge-differs';
  if (domain !== undefined && all.some((proof) => ![proof.domain].flat().includes(domain))) return 'domain-differs';
  return undefined;
}

async function checkSignature(
  checks: Checks,
  value: Readonly<Record<string, unknown>>,
  proofs: readonly ReadProof[] | undefined,
  options: VerifyOptions,
): Promise<void> {
  if (proofs === undefined || checks.hasFailed('document', 'shape', 'context', 'proof')) {
    checks.failed('signature', 'signature-not-checked');
    return;
  }
  checks.judged('signature', await faultOfSignatures(checks, value, proofs, options));
}

async function faultOfSignatures(
  checks: Checks,
  { proof: _proof, ...unsecured }: Readonly<Record<string, unknown>>,
  proofs: readonly ReadProof[],
  { now, sources = {} }: VerifyOptions,
): Promise<FailureCode | undefined> {
  const keys: (Uint8Array | FailureCode)[] = [];
  for (const { options } of proofs) {
    keys.push(await keyOf({ method: options.verificationMethod, use: options.proofPurpose, sources, now }));
  }
  const faults = keys.filter((key) => typeof key === 'string');
  const wrong = faults.find((fault) => !isUndecided(fault));
  if (wrong !== undefined) return wrong;
  const document = { '@context': unsecured['@context'], ...unsecured };
  let fault: FailureCode | undefined = 'signature-wrong';
  // Contexts changed in place: it was signed under one of their revisions.
  for (let revision = 0; revision < revisionsOf(document['@context']) && fault !== undefined; revision++) {
    fault = await faultUnder(revision, document, proofs, keys);
  }
  // A key that could not be had leaves it open only where every other signature fits.
  return fault ?? faults[0];
}

async function faultUnder(
  revision: number,
  document: ContextDocument,
  proofs: readonly ReadProof[],
  keys: readonly (Uint8Array | FailureCode)[],
): Promise<FailureCode | undefined> {
  const all = proofs.map(({ options }) => options);
  let hashes: readonly Uint8Array[];
  try {
    hashes = await hashesForSigning(document, all, revision);
  } catch (error) {
    return codeOf(error);
  }
  const found = proofs.map(({ signature }, index) => {
    const [key, hash] = [keys[index], hashes[index]];
    if (typeof key === 'string') return undefined;
    return key === undefined || hash === undefined ? 'signature-wrong' : faultOfEd25519(key, hash, signature);
  });
  return found.find((fault) => fault !== undefined);
}

function codeOf(error: unknown): FailureCode {
  const code = error instanceof VerifierError ? error.code : undefined;
  return code === 'document-too-complex' || code === 'document-not-covered' || code === 'dataset-poisoned'
    ? code
    : 'signature-not-checkable';
}

function checkDates(checks: Checks, { from, until }: Shaped, times: Times, now: Date): void {
  const moment = now.getTime();
  const end = times.ends.find((one) => moment > Date.parse(one));
  const { issued = Number.NEGATIVE_INFINITY } = times;
  if (from !== undefined && moment < Date.parse(from)) {
    checks.failed('dates', Date.parse(from) - moment > CLOCKS_DIFFER_MS ? 'not-valid-yet' : 'clocks-differ', [from]);
  } else if (until !== undefined && moment > Date.parse(until)) {
    checks.failed('dates', 'expired', [until]);
  } else if (end !== undefined) {
    checks.failed('dates', 'proof-expired', [end]);
  } else if (issued * 1000 - moment > CLOCKS_DIFFER_MS) {
    checks.failed('dates', 'jwt-issued-later', [new Date(issued * 1000).toISOString()]);
  } else {
    checks.passed('dates');
  }
}
