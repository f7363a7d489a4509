import { isUndecided, type Checks } from '../checks.js';
import { kindOf } from '../document/kinds.js';
import { idOf, type Shaped } from '../document/shape.js';
import type { Language } from '../reasons.js';
import type { Judging } from '../verify.js';
import { ListsAsked } from './lists-asked.js';
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

interface Asking {
  readonly shaped: Shaped;
  readonly language: Language;
  readonly lists: ListsAsked;
}

/** In earnest nobody refers to more lists than one or two. */
const MOST_ENTRIES = 16;

/**
 * Asks every list that the credential refers to. Of several the worst counts, whatever their order, since a set has none. Of a list
 * itself nobody keeps a status. Messages are told whatever comes of that, and decide nothing.
 */
export async function checkStatus(checks: Checks, shaped: Shaped, options: Judging): Promise<void> {
  const status = shaped.kind === 'status-list' ? undefined : shaped.document['credentialStatus'];
  const { language = 'en', lists = new ListsAsked(options) } = options;
  const asking: Asking = { shaped, language, lists };
  const entries = [...statusEntriesOf(status), ...tokenEntriesOf(shaped.status)];
  const found: Fault[] = entries.length > MOST_ENTRIES ? [['status-too-many']] : [];
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    const fault: Fault | undefined = typeof entry === 'string' ? [entry] : await faultOf(entry, asking);
    if (fault !== undefined) found.push(fault);
  }
  const told = await messagesIn(status, asking);
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

async function messagesIn(status: unknown, asking: Asking): Promise<readonly string[]> {
  const { language } = asking;
  const entries = messageEntriesOf(status);
  const told: string[] = [];
  for (const entry of entries.slice(0, MOST_MESSAGES)) {
    const read = typeof entry === 'string' ? ([entry] as const) : await valueOf(entry, asking);
    told.push(
      typeof read === 'number'
        ? toldMessage(entry as BitstringEntry, read, language)
        : untoldMessage(read[0], read[1] ?? [], language),
    );
  }
  return entries.length > MOST_MESSAGES ? [...told, moreMessages(language)] : told;
}

async function faultOf(entry: StatusEntry | TokenEntry, asking: Asking): Promise<Fault | undefined> {
  if (entry.type === 'BitstringStatusListEntry') {
    const read = await valueOf(entry, asking);
    return typeof read === 'number' ? faultAlone(faultOfValue(entry, read)) : read;
  }
  const { signer = '', document } = asking.shaped;
  if (entry.type === 'status_list') {
    const list = await asking.lists.tokenList(entry.uri, signer);
    return faultAlone(typeof list === 'string' ? list : faultInTokenList(list, entry));
  }
  const open = await asking.lists.open(entry.id);
  if (open === undefined) return [asking.lists.whyNone(entry.id)];
  return faultAlone(faultInRevocationList(open.content, signer, document['id']));
}

const faultAlone = (fault: StatusFault | undefined): Fault | undefined => fault && [fault];

/** What the list says of an entry, once it is known to be genuine, theirs, and the one that was asked for. */
async function valueOf(entry: BitstringEntry, { shaped, lists }: Asking): Promise<number | Fault> {
  const { signer = '' } = shaped;
  const { statusListCredential: url } = entry;
  const open = await lists.open(url);
  if (open === undefined) return [lists.whyNone(url)];
  const { content } = open;
  if (content === undefined) return ['status-list-not-genuine'];
  // Asked before anything else: a list of somebody else may well be genuine, and take long to read.
  const { issuer = signer } = content;
  if (idOf(issuer) !== signer) return ['status-list-of-other-issuer'];
  // What is no list may have a status of its own, which would lead to another.
  if (kindOf(content) !== 'status-list') return ['status-list-not-genuine'];
  const list = await lists.judge(open);
  if (list.issuer !== null && list.issuer.id !== signer) return ['status-list-of-other-issuer'];
  if (list.verdict === 'undecided') return ['status-not-reached'];
  if (list.kind !== 'status-list' || list.verdict !== 'valid') {
    return [
      'status-list-not-genuine',
      list.checks.filter(({ outcome }) => outcome === 'failed').map(({ reason }) => reason),
    ];
  }
  if (content['id'] !== undefined && content['id'] !== url) return ['status-list-of-other-address'];
  const value = valueInList(content, lists.bits(open), entry);
  return typeof value === 'number' ? value : [value];
}
