import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Chain } from '../chain/chain.js';
import type { Seeded } from '../seeded.js';
import type { Entry, Wish } from './wish.js';
import { Ledger } from './wish.js';

const PAUSE_MS = { first: 20, most: 500 };

const ANSWER_WITHIN_MS = 40_000;

interface Patience {
  /** How long a person goes on asking, in milliseconds. */
  readonly patienceMs: number;
  /** How long one request may take, in milliseconds. */
  readonly answerWithinMs?: number;
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers: Headers;
  readonly json: unknown;
}

/**
 * A client as a phone with a bad connection is one: it sends a command until it has an answer, with the same
 * Idempotency-Key, each time to whichever replica, and writes down what was acknowledged.
 */
export class Client {
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(
    readonly chain: Chain,
    readonly random: Seeded,
    private readonly options: Patience,
    readonly ledger = new Ledger(),
  ) {}

  /** Sends a command until it is acknowledged. @throws Error when it is wrongly refused, or nobody answers for minutes */
  async wish(wish: Wish): Promise<Entry> {
    const entry: Entry = { wish, key: uuidv7(), attempts: 0, acknowledged: null, readable: false };
    this.ledger.entries.push(entry);
    let last = 'no answer';
    const { status, code, detail, headers } = await this.until(
      async () => {
        entry.attempts++;
        const answer = await this.#send(wish.service, {
          method: wish.method ?? 'POST',
          path: wish.path,
          as: wish.as,
          for: wish.for,
          body: wish.body,
          key: entry.key,
        });
        last = answer?.code ?? 'no answer';
        return answer === null || answer.status >= 500 || isEarly(wish, answer) ? null : answer;
      },
      () => `an answer to ${wish.path}, but for ${last}`,
    );
    if (status < 300) {
      entry.acknowledged = status;
      entry.readable = !isBehind({ headers });
      return entry;
    }
    if (wish.rightly?.includes(code)) return entry;
    const said = `${wish.leaves.type} of ${wish.leaves.stream}, asked ${entry.attempts} times: ${status} ${code}: ${detail}`;
    this.ledger.wrongs.push(said);
    throw new Error(said);
  }

  /**
   * Reads until somebody answers from views that have caught up: an answer that may be behind says so. Null when there is no
   * such thing, or none that this person may see.
   */
  async read(service: string, path: string, as: string, actingFor: string): Promise<unknown> {
    const answer = await this.until(
      async () => {
        const answered = await this.#send(service, { method: 'GET', path, as, for: actingFor });
        if (answered === null || answered.status >= 500) return null;
        if (!isBehind(answered)) return answered;
        this.ledger.trouble('views behind');
        return null;
      },
      () => `an answer to ${path} from views that have caught up`,
    );
    return answer.status < 300 ? answer.json : null;
  }

  /** Looks until there is what is looked for. @throws Error when there is not, for minutes */
  async until<T>(look: () => Promise<T | null>, what: () => string): Promise<T> {
    const until = performance.now() + this.options.patienceMs;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.most)) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > until)
        throw new Error(`it never came within ${this.options.patienceMs / 1_000} s: ${what()}`);
      await delay(pause);
    }
  }

  async #send(
    service: string,
    request: {
      method: string;
      path: string;
      as: string;
      for: string | null;
      body?: object | string;
      key?: string;
    },
  ): Promise<Answer | null> {
    const replicas = this.chain.of(service);
    const replica = replicas[this.random.below(replicas.length)];
    const { body } = request;
    const isFile = typeof body === 'string';
    try {
      const response = await fetch(`${replica?.url ?? ''}${request.path}`, {
        method: request.method,
        headers: {
          authorization: `Bearer ${await this.#tokenOf(request.as)}`,
          ...(request.for === null ? {} : { 'estafette-acting-for': request.for }),
          ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
          ...(body === undefined ? {} : { 'content-type': isFile ? 'text/csv' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.options.answerWithinMs ?? ANSWER_WITHIN_MS),
      });
      const text = await response.text();
      const json: unknown = text === '' ? null : JSON.parse(text);
      const { code = '', detail = '', errors } = (json ?? {}) as { code?: string; detail?: string; errors?: unknown };
      if (response.status >= 500) this.ledger.trouble(`${response.status} ${code}`);
      const told = errors === undefined ? detail : `${detail} ${JSON.stringify(errors)}`;
      return { status: response.status, code, detail: told, headers: response.headers, json };
    } catch {
      // Whether it was heard, nobody knows.
      return null;
    }
  }

  #tokenOf(person: string): Promise<string> {
    const known = this.#tokens.get(person);
    if (known) return known;
    // Longer than any clock here is wrong.
    const made = this.chain.issuer.personToken(person, { expiresAt: new Date(Date.now() + 12 * 3_600_000) });
    this.#tokens.set(person, made);
    return made;
  }
}

function isBehind({ headers }: Pick<Answer, 'headers'>): boolean {
  return headers.get('estafette-views') === 'behind';
}

function isEarly(wish: Wish, { status, code }: Answer): boolean {
  return (status === 409 && code.endsWith('-not-known-yet')) || (wish.early ?? []).includes(code);
}
