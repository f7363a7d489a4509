import { isUndecided, type Checks } from '../checks.js';
import { isObject } from '../document/kinds.js';
import { readPlainJson } from '../document/plain-json.js';
import type { Shaped } from '../document/shape.js';
import { jwsTextOf } from '../jwt/compact-jws.js';
import { countWithin, documentIn } from '../jwt/enveloped.js';
import { verifyJws } from '../jwt/verify-jws.js';
import { verifyDocument, type VerifyOptions } from '../verify.js';
import { moreMessages, toldMessage, untoldMessage } from './messages.js';
import {
  faultInRevocationList,
  faultOfValue,
  messageEntriesOf,
  statusEntriesOf,
  valueInList,
  type BitstringEntry,
  type StatusEntry,
  type StatusFault,
} from './status.js';
import { faultInTokenList, tokenEntriesOf, type TokenEntry } from './token-status-list.js';

type Fault = readonly [StatusFault, (readonly string[])?];

/**
 * Asks every list that the credential refers to. Of several the worst counts, whatever their order, since a set has none. Of a list
 * itself nobody keeps a status. Messages are told whatever comes of that, and decide nothing.
 */
export async function checkStatus(checks: Checks, shaped: Shaped, options: VerifyOptions): Promise<void> {
  const status = shaped.kind === 'status-list' ? undefined : shaped.document['credentialStatus'];
  const found: Fault[] = [];
  for (const entry of [...statusEntriesOf(status), ...tokenEntriesOf(shaped.status)]) {
    const fault: Fault | undefined = typeof entry === 'string' ? [entry] : await faultOf(entry, shaped, options);
    if (fault !== undefined) found.push(fault);
  }
  const told = await messagesIn(status, shaped, options);
  const [worst] = found.toSorted(([one], [other]) => weightOf(one) - weightOf(other));
  if (worst) checks.failed('status', worst[0], [...(worst[1] ?? []), ...told]);
  else checks.passed('status', told);
}

/** What a genuine list says comes before what is wrong with another, and that before what could not be had. */
function weightOf(fault: StatusFault): number {
  if (fault === 'revoked' || fault === 'suspended') return 0;
  return isUndecided(fault) ? 2 : 1;
}

/** So many messages are asked for and told. */
const MOST_MESSAGES = 5;

async function messagesIn(status: unknown, shaped: Shaped, options: VerifyOptions): Promise<readonly string[]> {
  const { language = 'en' } = options;
  const entries = messageEntriesOf(status);
  const told: string[] = [];
  for (const entry of entries.slice(0, MOST_MESSAGES)) {
    const read = typeof entry === 'string' ? ([entry] as const) : await valueOf(entry, shaped, options);
    told.push(
      typeof read === 'number'
        ? toldMessage(entry as BitstringEntry, read, language)
        : untoldMessage(read[0], read[1] ?? [], language),
    );
  }
  return entries.length > MOST_MESSAGES ? [...told, moreMessages(language)] : told;
}

async function faultOf(
  entry: StatusEntry | TokenEntry,
  shaped: Shaped,
  options: VerifyOptions,
): Promise<Fault | undefined> {
  if (entry.type === 'BitstringStatusListEntry') {
    const read = await valueOf(entry, shaped, options);
    return typeof read === 'number' ? faultAlone(faultOfValue(entry, read)) : read;
  }
  const { signer = '', document } = shaped;
  const { now, sources = {} } = options;
  const answer = await sources.statusList?.(entry.type === 'status_list' ? entry.uri : entry.id);
  if (answer === undefined) return ['status-not-reached'];
  if (entry.type === 'status_list') return faultAlone(await faultInTokenList(answer, entry, { signer, now, sources }));
  return faultAlone(faultInRevocationList(listIn(answer).content, signer, document['id']));
}

const faultAlone = (fault: StatusFault | undefined): Fault | undefined => fault && [fault];

/** What the list says of an entry, once it is known to be genuine, theirs, and the one that was asked for. */
async function valueOf(
  entry: BitstringEntry,
  { signer = '' }: Shaped,
  options: VerifyOptions,
): Promise<number | Fault> {
  const { statusListCredential: url } = entry;
  const answer = await options.sources?.statusList?.(url);
  if (answer === undefined) return ['status-not-reached'];
  const { jws, content } = listIn(answer);
  // What stands within a list says nothing here, and might lead to lists without end.
  if (content === undefined || countWithin(content) > 0) return ['status-list-not-genuine'];
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
  const value = valueInList(content, entry);
  return typeof value === 'number' ? value : [value];
}

/** A list is JSON, or secured as JWS. */
function listIn(answer: unknown): {
  readonly jws: ReturnType<typeof jwsTextOf>;
  readonly content: Readonly<Record<string, unknown>> | undefined;
} {
  const jws = jwsTextOf(answer);
  return { jws, content: jws === undefined ? plainObject(answer) : documentIn(jws) };
}

function plainObject(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = readPlainJson(answer);
  return 'value' in plain && isObject(plain.value) ? plain.value : undefined;
}
