import { Controller } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, roles, Route, selfOr } from '@estafette/service-host';
import { nothingBody } from '../achievement/achievement.schemas.js';
import type { CredentialCommand } from './credential.decider.js';
import * as schema from './credential.schemas.js';
import { credential } from './credential.stream.js';

const params = schema.credentialParams;

const acceptCredential = post(':credentialId/acceptances', {
  summary:
    'Accept a credential that was issued to you, once you have seen what it says; whoever shares it accepts it too',
  permission: selfOr(),
  params,
  body: nothingBody,
  refuses: ['credential-revoked', 'credential-declined'],
});
const declineCredential = post(':credentialId/declinations', {
  summary: 'Decline a credential that was issued to you, instead of accepting it: it does not hold then, for good',
  permission: selfOr(),
  params,
  body: schema.declinationBody,
  refuses: ['credential-revoked', 'credential-accepted'],
});
const remindOfCredential = post(':credentialId/reminders', {
  summary: 'Remind the holder of a credential of your school who has not accepted it yet: once a day at most',
  permission: roles('issuer-admin'),
  params,
  body: nothingBody,
  refuses: ['credential-revoked', 'credential-declined', 'credential-accepted'],
});

/** How a credential comes into the hands of its holder. */
@Controller('credentials')
export class ClaimController {
  constructor(private readonly commands: Commands) {}

  @Route(acceptCredential)
  accept(@Input() call: CallOf<typeof acceptCredential>): Promise<CommandReply> {
    return this.#run(call, { type: 'AcceptCredential', ...asked(call) });
  }

  @Route(declineCredential)
  decline(@Input() call: CallOf<typeof declineCredential>): Promise<CommandReply> {
    return this.#run(call, { type: 'DeclineCredential', ...asked(call), ...call.body });
  }

  @Route(remindOfCredential)
  remind(@Input() call: CallOf<typeof remindOfCredential>): Promise<CommandReply> {
    return this.#run(call, { type: 'RemindOfCredential', ...asked(call), at: call.at });
  }

  #run(
    call: CallOf<typeof acceptCredential> | CallOf<typeof declineCredential>,
    command: CredentialCommand,
  ): Promise<CommandReply> {
    const { credentialId } = call.params;
    return this.commands.run(call, part(credential, credentialId, command), {
      location: `/v1/credentials/${credentialId}`,
    });
  }
}
