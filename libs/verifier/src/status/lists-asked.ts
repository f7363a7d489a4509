import { isObject } from '../document/kinds.js';
import { readPlainJson } from '../document/plain-json.js';
import { jwsTextOf } from '../jwt/compact-jws.js';
import { documentIn } from '../jwt/enveloped.js';
import { verifyJws } from '../jwt/verify-jws.js';
import { verifyDocument, type Verification, type VerifyOptions } from '../verify.js';

/** Of so many lists at most one verification asks, for all that stands within too: whoever wrote it chose how many. */
const MOST_LISTS = 64;

/** A list as it was given out: JSON, or secured as JWS. Whether it is genuine nobody knows yet. */
export interface OpenedList {
  readonly content: Readonly<Record<string, unknown>> | undefined;
  readonly jws: ReturnType<typeof jwsTextOf>;
}

/** The status lists that a verification asks for: each address once, and judged once, however many entries refer to it. */
export class ListsAsked {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #judged = new Map<string, Promise<Verification>>();

  constructor(private readonly options: VerifyOptions) {}

  /** @returns undefined where it cannot be had now, or too many were asked for */
  answer(url: string): Promise<unknown> {
    const known = this.#answers.get(url);
    if (known !== undefined) return known;
    const isTooMany = this.#answers.size >= MOST_LISTS;
    const answer = Promise.resolve(isTooMany ? undefined : this.options.sources?.statusList?.(url));
    if (!isTooMany) this.#answers.set(url, answer);
    return answer;
  }

  /** The same, opened. */
  async open(url: string): Promise<OpenedList | undefined> {
    const answer = await this.answer(url);
    return answer === undefined ? undefined : opened(answer);
  }

  /** Whether what was opened there is genuine, and holds. */
  judge(url: string, { content = {}, jws }: OpenedList): Promise<Verification> {
    const known = this.#judged.get(url);
    if (known !== undefined) return known;
    const judged = jws === undefined ? verifyDocument(content, this.options) : verifyJws(jws, this.options);
    this.#judged.set(url, judged);
    return judged;
  }
}

export function opened(answer: unknown): OpenedList {
  const jws = jwsTextOf(answer);
  return { jws, content: jws === undefined ? plainObject(answer) : documentIn(jws) };
}

function plainObject(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = readPlainJson(answer);
  return 'value' in plain && isObject(plain.value) ? plain.value : undefined;
}
