import { Controller } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, Input, post, roles, Route } from '@estafette/service-host';
import { generateSigningKey } from '../signing/index.js';
import { issuerBody } from './issuer.schemas.js';
import { issuer } from './issuer.stream.js';

const registerIssuer = post('', {
  summary: 'Make the school that you act for an issuer, with a signing key of its own',
  permission: roles('issuer-admin'),
  body: issuerBody,
  refuses: ['issuer-exists'],
});

@Controller('issuers')
export class IssuerController {
  constructor(private readonly commands: Commands) {}

  @Route(registerIssuer)
  register(@Input() call: CallOf<typeof registerIssuer>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const command = part(issuer, organisationId, {
      type: 'RegisterIssuer',
      by: { person, for: organisationId },
      name: call.body.name,
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
