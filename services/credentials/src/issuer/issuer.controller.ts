import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, Input, known, post, roles, Route } from '@estafette/service-host';
import { followedOrganisation } from '../followed/followed.js';
import { generateSigningKey } from '../signing/index.js';
import { issuerBody } from './issuer.schemas.js';
import { issuer } from './issuer.stream.js';

const registerIssuer = post('', {
  summary:
    'Make the school that you act for an issuer, under the name by which it is registered, with a signing key of its own',
  permission: roles('issuer-admin'),
  body: issuerBody,
  refuses: ['not-a-school', 'issuer-without-name', 'organisation-not-known-yet'],
});

@Controller('issuers')
export class IssuerController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  @Route(registerIssuer)
  async register(@Input() call: CallOf<typeof registerIssuer>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const command = part(issuer, organisationId, {
      type: 'RegisterIssuer',
      by: { person, for: organisationId },
      organisation: state,
      key: newKey(),
    });
    return this.commands.run(call, command, { location: `/v1/issuers/${organisationId}` });
  }
}

function newKey(): { did: string; seed: string } {
  const key = generateSigningKey();
  const seed = key.exportSeed();
  try {
    return { did: key.did, seed: Buffer.from(seed).toString('base64') };
  } finally {
    seed.fill(0);
  }
}
