import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '@estafette/service-host';
import { z } from 'zod';

/** Where other systems register and people let them in. */
export interface AuthorizationServer {
  readonly registration: string;
  readonly authorization: string;
  readonly token: string;
}

const metadata = z.looseObject({
  registration_endpoint: z.url().optional(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
});

const TIMEOUT_MS = 2_000;
const KEPT_MS = 60_000;

/** The server that issues the tokens which this service takes, as it tells of itself (OpenID Connect Discovery 1.0; RFC 8414). */
@Injectable()
export class AuthorizationServers {
  readonly #issuer: string;
  #known: { readonly told: z.infer<typeof metadata>; readonly until: number } | undefined;

  constructor(@Inject(SETTINGS) settings: Readonly<Record<string, unknown>>) {
    this.#issuer = String(settings['ISSUER_URL']).replace(/\/+$/, '');
  }

  /** What it does not tell, or while it is away, stands where the identity service of this platform has it. */
  async endpoints(): Promise<AuthorizationServer> {
    const told = await this.#told();
    return {
      registration: told.registration_endpoint ?? `${this.#issuer}/reg`,
      authorization: told.authorization_endpoint ?? `${this.#issuer}/auth`,
      token: told.token_endpoint ?? `${this.#issuer}/token`,
    };
  }

  async #told(): Promise<z.infer<typeof metadata>> {
    if (this.#known && this.#known.until > performance.now()) return this.#known.told;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await fetch(`${this.#issuer}/.well-known/openid-configuration`, { signal });
      const told = metadata.parse(answer.ok ? await answer.json() : {});
      this.#known = { told, until: performance.now() + KEPT_MS };
      return told;
    } catch {
      // What was known before is the better guess.
      return this.#known?.told ?? {};
    }
  }
}
