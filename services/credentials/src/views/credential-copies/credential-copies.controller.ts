import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { copyParams } from '../../copy/copy.schemas.js';
import { notCarriedIn } from '../../copy/projection.js';
import type { CopyFormat } from '../../credential/credential.events.js';
import { credentialParams } from '../../credential/credential.schemas.js';
import { IssuedBadges } from '../../projection/issued-badges.js';
import { notCarriedAnswer } from '../../projection/not-carried.js';
import { Views } from '../views.js';

const permission = selfOr();

const told = z.object({
  copyId: z.uuid(),
  format: z.string(),
  algorithm: z.string(),
  keyId: z.string().describe('the key of the school that signed it'),
  holder: z.string().nullable().describe('the DID to which it is bound'),
  digest: z.string().describe('SHA-256 of the copy as it is given out'),
  madeAt: z.string(),
  endedAt: z
    .string()
    .nullable()
    .describe('when it ceased to hold: the credential was suspended, revoked or issued anew'),
  notCarried: notCarriedAnswer.describe('what a copy in this form does not carry of the credential, as it stands now'),
});

const mine = get('', {
  summary:
    'The copies of a credential of your own that were made for wallets, the newest first, and which of them hold',
  permission,
  params: credentialParams,
  answer: z.object({ copies: z.array(told) }),
});
const one = get(':copyId', {
  summary: 'A copy of a credential of your own, byte for byte as it was signed',
  permission,
  params: copyParams,
  answer: z.string().describe('the compact JWS, or the credential with its proof as JSON text'),
  gives: 'text/plain',
});

@Controller('credentials/:credentialId/copies')
export class CredentialCopiesController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly badges: IssuedBadges,
  ) {}

  @Route(mine)
  async list(@Input() { params, actor }: CallOf<typeof mine>): Promise<object> {
    const where = { ...params, learnerId: actor.person };
    const held = await this.views.myCredentials.count({ where });
    if (held === 0) unknown('credential-unknown', 'There is no credential with this id that you can see.');
    const signed = await this.badges.signedFor(actor.person, params.credentialId);
    const rows = await this.views.credentialCopies.findMany({ where, orderBy: { madeAt: 'desc' } });
    const copies = rows.map(async ({ copyId, format, algorithm, keyId, digest, madeAt, endedAt, holder: sealed }) => {
      const holder = await this.vault.open<unknown>(sealed);
      return {
        copyId,
        format,
        algorithm,
        keyId,
        digest,
        madeAt,
        endedAt,
        holder: typeof holder === 'string' ? holder : null,
        notCarried: signed === undefined ? [] : notCarriedIn(format as CopyFormat, signed),
      };
    });
    return { copies: await Promise.all(copies) };
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<string> {
    const row = await this.views.credentialCopies.findFirst({ where: { ...params, learnerId: actor.person } });
    const copy = row && (await this.vault.open<unknown>(row.text));
    if (typeof copy !== 'string') unknown('copy-unknown', 'There is no copy with this id that is yours.');
    return copy;
  }
}
