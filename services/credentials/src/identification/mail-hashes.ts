import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { HttpProblem, SERVICE_TOKEN, SETTINGS, type ServiceToken, type ServiceTokenFor } from '@estafette/service-host';
import type { IdentityObject } from '@estafette/verifier';
import { z } from 'zod';

export const mailHashSettings = z.object({
  PEOPLE_URL: z
    .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
    .optional()
    .describe(
      'where the organisations service has its people, so that holders can have their mail address hashed into a credential; left out: they cannot',
    ),
});

const PATIENCE_MS = 5_000;
const UNKNOWN = 'mail-address-unknown';
const answerSchema = z.union([
  z.object({ identityHash: z.string().regex(/^sha256\$[0-9a-f]{64}$/) }),
  z.object({ code: z.literal(UNKNOWN) }),
]);

/** Mail addresses as salted hashes: the organisations service alone knows them, and this one learns none. */
@Injectable()
export class MailHashes {
  readonly #url: string | undefined;
  readonly #token: ServiceToken;

  constructor(@Inject(SETTINGS) settings: unknown, @Inject(SERVICE_TOKEN) tokenFor: ServiceTokenFor) {
    this.#url = (settings as z.output<typeof mailHashSettings>).PEOPLE_URL?.replace(/\/+$/, '');
    this.#token = tokenFor('mail-hashes:read');
  }

  /**
   * By which whoever knows somebody's mail address recognises them (Open Badges 3.0, `IdentityObject`).
   *
   * @throws DomainError `mail-addresses-not-told`, `mail-address-unknown`; HttpProblem 503 `people-unreachable`
   */
  async identityOf(personId: string): Promise<IdentityObject> {
    if (this.#url === undefined) {
      refuse('mail-addresses-not-told', 'This installation does not hash mail addresses into credentials.');
    }
    const salt = randomBytes(16).toString('hex');
    const answer = await this.#ask(`${this.#url}/${personId}/mail-hash?salt=${salt}`).catch(unreachable);
    if ('code' in answer) {
      refuse(UNKNOWN, 'No mail address of yours is known here: ask whoever introduced you to give it.');
    }
    const { identityHash } = answer;
    return { type: 'IdentityObject', hashed: true, identityHash, identityType: 'emailAddress', salt };
  }

  async #ask(url: string): Promise<z.output<typeof answerSchema>> {
    const authorization = `Bearer ${await this.#token.get()}`;
    const answer = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(PATIENCE_MS) });
    return answerSchema.parse(await answer.json());
  }
}

/** Whatever it is: nothing at the address, no token to ask it with, an answer that stops halfway, or one of somebody else. */
function unreachable(): never {
  throw new HttpProblem(
    503,
    'people-unreachable',
    'The organisations service, which knows mail addresses, does not answer: try again in a moment.',
  );
}
