import { isUndecided, type Checks } from '../checks.js';
import { isObject } from '../document/kinds.js';
import { readPlainJson } from '../document/plain-json.js';
import type { Shaped } from '../document/shape.js';
import { jwsTextOf } from '../jwt/compact-jws.js';
import { countWithin, documentIn } from '../jwt/enveloped.js';
import { verifyJws } from '../jwt/verify-jws.js';
import { verifyDocument, type VerifyOptions } from '../verify.js';
import { faultInList, faultInRevocationList, statusEntriesOf, type StatusEntry, type StatusFault } from './status.js';
import { faultInTokenList, tokenEntriesOf, type TokenEntry } from './token-status-list.js';

/**
 * Asks every list that the credential refers to. Of several the worst counts, whatever their order, since a set has none. Of a list
 * itself nobody keeps a status.
 */
export async function checkStatus(checks: Checks, shaped: Shaped, options: VerifyOptions): Promise<void> {
  const entries =
    shaped.kind === 'status-list'
      ? []
      : [...statusEntriesOf(shaped.document['credentialStatus']), ...tokenEntriesOf(shaped.status)];
  const found: [StatusFault, (readonly string[])?][] = [];
  for (const entry of entries) {
    const [fault, details] = typeof entry === 'string' ? [entry] : await faultOf(entry, shaped, options);
    if (fault !== undefined) found.push(details === undefined ? [fault] : [fault, details]);
  }
  const [worst] = found.toSorted(([one], [other]) => weightOf(one) - weightOf(other));
  if (worst) checks.failed('status', ...worst);
  else checks.passed('status');
}

/** What a genuine list says comes before what is wrong with another, and that before what could not be had. */
function weightOf(fault: StatusFault): number {
  if (fault === 'revoked' || fault === 'suspended') return 0;
  return isUndecided(fault) ? 2 : 1;
}

type Found = readonly [StatusFault | undefined, (readonly string[])?];

async function faultOf(entry: StatusEntry | TokenEntry, shaped: Shaped, options: VerifyOptions): Promise<Found> {
  const { signer = '', document } = shaped;
  const { now, sources = {} } = options;
  const url = addressOf(entry);
  const answer = await sources.statusList?.(url);
  if (answer === undefined) return ['status-not-reached'];
  if (entry.type === 'status_list') return [await faultInTokenList(answer, entry, { signer, now, sources })];
  const jws = jwsTextOf(answer);
  const content = jws === undefined ? plainObject(answer) : documentIn(jws);
  if (content === undefined) return ['status-list-not-genuine'];
  if (entry.type === '1EdTechRevocationList') return [faultInRevocationList(content, signer, document['id'])];
  // What stands within a list says nothing here, and might lead to lists without end.
  if (countWithin(content) > 0) return ['status-list-not-genuine'];
  const list = jws === undefined ? await verifyDocument(content, options) : await verifyJws(jws, options);
  // Asked before anything else: a list of somebody else may well be genuine.
  if (list.issuer !== null && list.issuer.id !== signer) return ['status-list-of-other-issuer'];
  if (list.verdict === 'undecided') return ['status-not-reached'];
  if (list.kind !== 'status-list' || list.verdict !== 'valid') {
    return [
      'status-list-not-genuine',
      list.checks.filter(({ outcome }) => outcome === 'failed').map(({ reason }) => reason),
    ];
  }
  if (content['id'] !== undefined && content['id'] !== url) return ['status-list-of-other-address'];
  return [faultInList(content, entry)];
}

function addressOf(entry: StatusEntry | TokenEntry): string {
  if (entry.type === 'status_list') return entry.uri;
  return entry.type === '1EdTechRevocationList' ? entry.id : entry.statusListCredential;
}

function plainObject(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = readPlainJson(answer);
  return 'value' in plain && isObject(plain.value) ? plain.value : undefined;
}
