import { Controller, Header } from '@nestjs/common';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, Input, metadataOf, open, post, PublicAddress, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { credentialParams } from '../credential/credential.schemas.js';
import { BoundCopies } from './bound-copies.js';
import { copyBody } from './copy.schemas.js';
import { Nonces } from '../nonce/nonces.js';
import { ProofsOfPossession } from './proof-of-possession.js';

const copyCredential = post('credentials/:credentialId/copies', {
  summary:
    'Have a credential of your own signed once more, bound to a key that you show to have: for a wallet, or as a JWT',
  permission: selfOr(),
  params: credentialParams,
  body: copyBody,
  refuses: [
    'credential-suspended',
    'credential-revoked',
    'credential-changed',
    'too-many-copies',
    'issuer-not-registered',
  ],
});
const makeNonce = post('nonces', {
  summary: 'A nonce to sign, to show that you have a key now',
  permission: open,
  body: z.strictObject({}).optional(),
  success: 200,
  answer: z.object({ c_nonce: z.string() }),
});

@Controller()
export class CopyController {
  constructor(
    private readonly commands: Commands,
    private readonly copies: BoundCopies,
    private readonly proofs: ProofsOfPossession,
    private readonly nonces: Nonces,
    private readonly address: PublicAddress,
  ) {}

  @Route(copyCredential)
  async copy(@Input() call: CallOf<typeof copyCredential>): Promise<CommandReply> {
    const { credentialId } = call.params;
    const { proof, ...asked } = call.body;
    const holder = await this.proofs.check(proof, this.address.url, new Date(call.at));
    const location = `/v1/credentials/${credentialId}/copies/${asked.copyId}`;
    return this.copies.bind(
      { ...asked, credentialId, holder, learnerId: call.actor.person },
      metadataOf(call),
      (parts) => this.commands.run(call, parts, { location }),
    );
  }

  @Route(makeNonce)
  @Header('cache-control', 'no-store')
  nonce(@Input() { at }: CallOf<typeof makeNonce>): { readonly c_nonce: string } {
    return { c_nonce: this.nonces.make(new Date(at)) };
  }
}
