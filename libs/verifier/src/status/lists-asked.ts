import { isObject } from '../document/kinds.js';
import { readPlainJson } from '../document/plain-json.js';
import { jwsTextOf } from '../jwt/compact-jws.js';
import { countWithin, documentIn } from '../jwt/enveloped.js';
import { verifyJws } from '../jwt/verify-jws.js';
import { verifyDocument, type Verification, type VerifyOptions } from '../verify.js';
import { decodeStatusList } from './bitstring.js';
import type { StatusFault } from './status.js';
import { openTokenList, type TokenList } from './token-status-list.js';

/** Of so many lists at most one verification asks, for all that stands within too: whoever wrote it chose how many. */
const MOST_LISTS = 64;

/** A list as it was given out: JSON, or secured as JWS. Whether it is genuine nobody knows yet. */
export interface OpenedList {
  readonly url: string;
  /** Undefined where it is no JSON object, or holds credentials: what stands within says nothing, and might lead to lists without end. */
  readonly content: Readonly<Record<string, unknown>> | undefined;
  readonly jws: ReturnType<typeof jwsTextOf>;
}

/**
 * The status lists that a verification asks for: each address once. What it takes to read one is done once too, however many entries
 * refer to it.
 */
export class ListsAsked {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #opened = new Map<string, OpenedList>();
  readonly #judged = new Map<string, Promise<Verification>>();
  readonly #bits = new Map<string, Uint8Array | undefined>();
  readonly #tokenLists = new Map<string, Promise<TokenList | StatusFault>>();
  readonly #options: VerifyOptions;

  constructor(options: VerifyOptions) {
    // Evidence of a list says nothing of what refers to it.
    const { evidence: _evidence, ...sources } = options.sources ?? {};
    this.#options = { ...options, sources };
  }

  /** Why there is no answer. */
  whyNone(url: string): 'status-not-reached' | 'status-too-many' {
    return this.#answers.has(url) ? 'status-not-reached' : 'status-too-many';
  }

  /** @returns undefined where it cannot be had now, or too many were asked for */
  async answer(url: string): Promise<unknown> {
    if (!this.#answers.has(url) && this.#answers.size >= MOST_LISTS) return undefined;
    return once(this.#answers, url, async () => this.#options.sources?.statusList?.(url));
  }

  /** The same of a list that is a credential. */
  async open(url: string): Promise<OpenedList | undefined> {
    const answer = await this.answer(url);
    return answer === undefined ? undefined : once(this.#opened, url, () => opened(url, answer));
  }

  /** Whether what was opened is genuine, and holds. */
  judge({ url, content = {}, jws }: OpenedList): Promise<Verification> {
    return once(this.#judged, url, () =>
      jws === undefined ? verifyDocument(content, this.#options) : verifyJws(jws, this.#options),
    );
  }

  /** What it says, unpacked; undefined where it cannot be. */
  bits({ url, content = {} }: OpenedList): Uint8Array | undefined {
    return once(this.#bits, url, () => unpacked(content['credentialSubject']));
  }

  /** A Token Status List, once it is known to be genuine and of this signer. */
  async tokenList(url: string, signer: string): Promise<TokenList | StatusFault> {
    const answer = await this.answer(url);
    if (answer === undefined) return this.whyNone(url);
    const { now, sources = {} } = this.#options;
    return once(this.#tokenLists, `${signer} ${url}`, () => openTokenList(answer, url, { signer, now, sources }));
  }
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as Value;
}

function opened(url: string, answer: unknown): OpenedList {
  const jws = jwsTextOf(answer);
  const content = jws === undefined ? plainObject(answer) : documentIn(jws);
  return { url, jws, content: content && countWithin(content) > 0 ? undefined : content };
}

function unpacked(subject: unknown): Uint8Array | undefined {
  try {
    return decodeStatusList(String((subject as { encodedList?: unknown }).encodedList));
  } catch {
    return undefined;
  }
}

function plainObject(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = readPlainJson(answer);
  return 'value' in plain && isObject(plain.value) ? plain.value : undefined;
}
