import type { Recorded, Subscription } from '@estafette/event-store';
import { ServiceToken, type Held } from '@estafette/service-host';
import { z } from 'zod';
import type { PersonEvent } from '../person/person.events.js';

export const accountSettings = z.object({
  ACCOUNTS_URL: z
    .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
    .optional()
    .describe(
      'where identity keeps which mail address is whose, so that people can log in by mail; left out: it is not told',
    ),
});

const PATIENCE_MS = 5_000;

/**
 * Tells identity the mail address of everybody who is introduced: this service alone knows it. Told again it changes nothing; while
 * identity cannot be reached, it is tried again.
 *
 * @returns none where there is nobody to tell
 */
export function tellingAccounts(held: Held): readonly Subscription[] {
  const { ACCOUNTS_URL: url } = held.settings as z.infer<typeof accountSettings>;
  if (url === undefined) return [];
  const token = new ServiceToken(held.config, 'accounts:write');
  return [
    {
      name: 'telling-accounts',
      batch: 50,
      before: async (events) => {
        for (const event of events as readonly (Recorded & PersonEvent)[]) {
          if (event.type === 'PersonIntroduced') await tell(event.data.personId, event.data.email);
        }
      },
    },
  ];

  async function tell(personId: string, sealed: unknown): Promise<void> {
    const email = await held.vault.open<unknown>(sealed);
    // Whoever was erased logs in no more.
    if (typeof email !== 'string') return;
    const answer = await fetch(`${url ?? ''}/${personId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${await token.get()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { status } = answer;
    await answer.body?.cancel();
    if (answer.ok) return;
    // Another time may do better; what identity refuses, or has no place for, it will refuse again.
    if (status >= 500 || status === 401 || status === 429)
      throw new Error(`identity answered ${status} about an account`);
    held.logger.warn({ personId, status }, 'identity does not take the mail address of somebody');
  }
}
