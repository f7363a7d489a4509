import { z } from 'zod';

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; null when it is none. */
  readonly json: unknown;
  /** When it is a problem: its code, and what it says. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
  /** In milliseconds. */
  readonly retryAfter: number | null;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the region's address. */
  readonly address: string;
  /** Sent as it is when it is text or bytes, else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Nothing answers at the address of the region. */
export class RegionAway extends Error {
  override readonly name = 'RegionAway';
}

const CLIENT = 'estafette-demo';
const GRANT = 'urn:estafette:params:oauth:grant-type:demo';
const ANSWER_WITHIN_MS = 30_000;
/** A token is renewed this long before it expires. */
const RENEW_BEFORE_MS = 30_000;

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number() });
const problemSchema = z.object({ code: z.string(), detail: z.string(), errors: z.array(z.unknown()).optional() });

/** Speaks to the region's front address, for each person with a token of their own. */
export class Caller {
  readonly #url: string;
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();

  readonly #signal: AbortSignal | undefined;

  /** @param signal breaks off whatever is asked: the request rejects with its reason */
  constructor(url: string, signal?: AbortSignal) {
    this.#url = url.replace(/\/$/, '');
    this.#signal = signal;
  }

  /**
   * @param person a person's id; null for somebody without a token
   * @throws RegionAway
   */
  async send(person: string | null, { method, address, body, headers = {} }: Request): Promise<Answer> {
    const whole = typeof body === 'string' || body instanceof Uint8Array;
    return this.#fetch(address, {
      method,
      headers: {
        ...(person === null ? {} : { authorization: `Bearer ${await this.#tokenOf(person)}` }),
        ...(body === undefined || whole ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: whole ? (body as string) : JSON.stringify(body) }),
    });
  }

  async #tokenOf(person: string): Promise<string> {
    const held = this.#tokens.get(person);
    if (held && held.until > Date.now()) return held.token;
    const form = new URLSearchParams({ client_id: CLIENT, grant_type: GRANT, person_id: person });
    const answer = await this.#fetch('/identity/token', { method: 'POST', body: form });
    const read = tokenSchema.safeParse(answer.json);
    if (!read.success) {
      throw new RegionAway(
        `The region at ${this.#url} gives no token for the demo (${answer.status}: ${answer.text.slice(0, 200)}). It must run in demo mode.`,
      );
    }
    const { access_token: token, expires_in: seconds } = read.data;
    this.#tokens.set(person, { token, until: Date.now() + seconds * 1_000 - RENEW_BEFORE_MS });
    return token;
  }

  async #fetch(address: string, init: RequestInit): Promise<Answer> {
    let response: Response;
    let text: string;
    try {
      const signals = [AbortSignal.timeout(ANSWER_WITHIN_MS), ...(this.#signal ? [this.#signal] : [])];
      response = await fetch(`${this.#url}${address}`, { ...init, signal: AbortSignal.any(signals) });
      text = await response.text();
    } catch (error) {
      this.#signal?.throwIfAborted();
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new RegionAway(
        `The region does not answer at ${this.#url} (${String(cause)}). Start it with: npm start. Or say where it is: --url http://…`,
      );
    }
    const json = parsed(text);
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      text,
      json,
      problem: response.ok ? null : problemOf(json, response.status, text),
      retryAfter: Number.isFinite(seconds) ? seconds * 1_000 : null,
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(json: unknown, status: number, text: string): { code: string; detail: string } {
  const read = problemSchema.safeParse(json);
  if (!read.success) return { code: `status-${status}`, detail: text.slice(0, 300) };
  const { code, detail, errors } = read.data;
  return { code, detail: errors === undefined ? detail : `${detail} ${JSON.stringify(errors)}` };
}
