import { hashForSigning, type ContextDocument } from './canonicalise.js';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, PINNED_CONTEXTS } from './contexts.js';
import { verifySignature } from './keys.js';
import { readPlainJson } from './plain-json.js';
import { readProof, type ProofResult } from './proof.js';
import { reasonOf, type FailureCode } from './reasons.js';
import { issuerOf, readShape, type VerifiableCredential } from './shape.js';
import { SigningError } from './signing-error.js';

export type CheckName = 'document' | 'shape' | 'context' | 'proof' | 'signature' | 'status' | 'dates';

/**
 * `valid`: genuine, and valid at the asked moment. `not-valid-any-more`: genuine, but outside its dates (also when they
 * have not begun). `not-genuine`: forged, altered, or of a kind that cannot be told to be genuine here.
 */
export type Verdict = 'valid' | 'not-valid-any-more' | 'not-genuine';

export interface Check {
  readonly check: CheckName;
  readonly passed: boolean;
  readonly code: 'passed' | FailureCode;
  /** In plain English, for people; `code` is for machines and translations. */
  readonly reason: string;
}

export interface Verification {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
}

/**
 * Verifies an Open Badges 3.0 credential: ours, or that of any issuer with a `did:key` and `eddsa-rdfc-2022`. Nothing
 * is asked from the network.
 *
 * Bad input never throws; it is refused with the check that it fails. Give the text or bytes as received where you have
 * them: a repeated member can only be seen there.
 *
 * @param input JSON text, its UTF-8 bytes, or the parsed value.
 * @param now the moment for which the dates are judged.
 * @throws TypeError only when `now` is not a moment.
 */
export async function verifyCredential(input: unknown, { now }: { readonly now: Date }): Promise<Verification> {
  if (Number.isNaN(now.getTime())) throw new TypeError('verifyCredential needs a valid moment in `now`.');
  try {
    return judge(await runChecks(input, now));
  } catch {
    // Only values that are not JSON at all come here, such as an object whose getters throw.
    return judge([failed('document', 'document-unreadable')]);
  }
}

function judge(checks: readonly Check[]): Verification {
  const failures = checks.filter(({ passed }) => !passed);
  if (failures.length === 0) return { verdict: 'valid', checks };
  return { verdict: failures.every(({ check }) => check === 'dates') ? 'not-valid-any-more' : 'not-genuine', checks };
}

async function runChecks(input: unknown, now: Date): Promise<Check[]> {
  const plain = readPlainJson(input);
  if ('fault' in plain) return [failed('document', plain.fault)];
  const { proof: proofValue, ...unsecured } = toDocument(plain.value);
  const shape = readShape(plain.value);
  const credential = 'credential' in shape ? shape.credential : undefined;
  const proof = readProof(proofValue, credential && issuerOf(credential));
  const checks = [
    passed('document'),
    credential ? passed('shape') : failed('shape', 'shape-unknown', 'faults' in shape ? shape.faults : []),
    checkContext(unsecured['@context']),
    'fault' in proof ? failed('proof', proof.fault) : passed('proof'),
  ];
  const readable = checks.every((check) => check.passed);
  checks.push(
    readable ? await checkSignature(unsecured, credential, proof) : failed('signature', 'signature-not-checked'),
  );
  // Status lists are not read here yet. What cannot be asked must not pass for "not revoked".
  checks.push('credentialStatus' in unsecured ? failed('status', 'status-not-supported') : passed('status'));
  if (credential) checks.push(checkDates(credential, proof, now));
  return checks;
}

const toDocument = (value: unknown): Readonly<Record<string, unknown>> & ContextDocument =>
  typeof value === 'object' && value !== null ? { '@context': undefined, ...value } : { '@context': undefined };

/** Contexts give the members their meaning, so they are taken by name from what is pinned, never from the document. */
function checkContext(context: unknown): Check {
  const known =
    Array.isArray(context) &&
    context[0] === CREDENTIALS_CONTEXT &&
    context.includes(OPEN_BADGES_CONTEXT) &&
    context.every((url: unknown) => typeof url === 'string' && PINNED_CONTEXTS.has(url));
  return known ? passed('context') : failed('context', 'context-not-accepted');
}

async function checkSignature(
  unsecured: ContextDocument,
  credential: VerifiableCredential | undefined,
  proof: ProofResult,
): Promise<Check> {
  if (credential === undefined || 'fault' in proof) return failed('signature', 'signature-not-checked');
  let data: Uint8Array;
  try {
    data = await hashForSigning(unsecured, proof.options);
  } catch (error) {
    return failed('signature', codeOf(error));
  }
  return verifySignature(issuerOf(credential), data, proof.signature)
    ? passed('signature')
    : failed('signature', 'signature-wrong');
}

function codeOf(error: unknown): FailureCode {
  const code = error instanceof SigningError ? error.code : undefined;
  return code === 'document-too-complex' || code === 'document-not-covered' ? code : 'signature-not-checkable';
}

function checkDates({ validFrom, validUntil }: VerifiableCredential, proof: ProofResult, now: Date): Check {
  const moment = now.getTime();
  if (moment < Date.parse(validFrom)) return failed('dates', 'not-valid-yet', [validFrom]);
  if (validUntil !== undefined && moment > Date.parse(validUntil)) return failed('dates', 'expired', [validUntil]);
  const expires = 'options' in proof ? proof.options.expires : undefined;
  if (expires !== undefined && moment > Date.parse(expires)) return failed('dates', 'proof-expired', [expires]);
  return passed('dates');
}

const passed = (check: CheckName): Check => ({ check, passed: true, code: 'passed', reason: reasonOf('passed') });

const failed = (check: CheckName, code: FailureCode, details: readonly string[] = []): Check => ({
  check,
  passed: false,
  code,
  reason: [reasonOf(code), ...details].join(' '),
});
