import { hash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, scope } from '@estafette/service-host';
import { z } from 'zod';
import { personParams } from '../../person/person.schemas.js';
import { Views } from '../views.js';

const mailHash = get(':personId/mail-hash', {
  summary: 'The salted hash of the mail address of a person, by which whoever knows the address recognises them',
  permission: scope('mail-hashes:read'),
  params: personParams,
  query: z.strictObject({
    salt: z
      .string()
      .regex(/^[0-9a-f]{32,64}$/, 'expected 32 to 64 hex digits in lower case')
      .describe('random, made for this one hash'),
  }),
  answer: z.object({
    identityHash: z
      .string()
      .describe(
        '`sha256$` and 64 hex digits, over the address in lower case followed by the salt (Open Badges 3.0, IdentityObject)',
      ),
  }),
});

/** Who issues credentials has mail addresses hashed into them, and learns none. */
@Controller('people')
export class MailHashController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(mailHash)
  async read(@Input() { params, query }: CallOf<typeof mailHash>): Promise<object> {
    const row = await this.views.people.findUnique({ where: params });
    const email = row && (await this.vault.open<unknown>(row.email));
    if (typeof email !== 'string') unknown('mail-address-unknown', 'No mail address of this person is known here.');
    return {
      identityHash: `sha256$${hash('sha256', email.trim().normalize('NFC').toLowerCase() + query.salt, 'hex')}`,
    };
  }
}
