import { HttpProblem } from '../http/problem.js';
import type { Config } from '../config.js';

/** Gives tokens of this service, each for what it is to open. */
export const SERVICE_TOKEN = Symbol('tokens of the service');
export type ServiceTokenFor = (scope: string) => ServiceToken;

/** Renewed so long before it expires, in milliseconds. */
const EARLY_MS = 30_000;

/** The service's own access token (client credentials, RFC 6749 §4.4), fetched when needed and kept until it nearly expires. */
export class ServiceToken {
  #token: { readonly text: string; readonly until: number } | null = null;
  #fetching: Promise<string> | null = null;

  /** @param scope what it is for: one of those that identity gave to this service */
  constructor(
    private readonly config: Config,
    private readonly scope = 'feed:read',
  ) {}

  async get(): Promise<string> {
    if (this.#token && this.#token.until > Date.now()) return this.#token.text;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<string> {
    const { TOKEN_URL, ISSUER_URL, SERVICE_CLIENT_ID, SERVICE_CLIENT_SECRET } = this.config;
    const basic = Buffer.from(`${SERVICE_CLIENT_ID}:${SERVICE_CLIENT_SECRET}`).toString('base64');
    const response = await fetch(TOKEN_URL ?? `${ISSUER_URL}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: this.scope }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok)
      throw new HttpProblem(
        503,
        'identity-unreachable',
        `The identity service answered ${response.status} to our own login.`,
      );
    const { access_token: text, expires_in: seconds } = (await response.json()) as {
      access_token: string;
      expires_in: number;
    };
    this.#token = { text, until: Date.now() + seconds * 1_000 - EARLY_MS };
    return text;
  }
}
