import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, roles, Route } from '@estafette/service-host';
import type { AchievementCredential } from '@estafette/verifier';
import { Issuers, profileOf } from '../issuer/issuers.js';
import type { CredentialCommand } from './credential.decider.js';
import * as schema from './credential.schemas.js';
import { credential } from './credential.stream.js';
import { laterThan, SignedVersions } from './signed-versions.js';

const permission = roles('issuer-admin');
const params = schema.credentialParams;

const suspendCredential = post(':credentialId/suspensions', {
  summary: 'Suspend a credential of your school for now: whoever checks it is told that it does not hold, and why',
  permission,
  params,
  body: schema.suspensionBody,
  refuses: ['credential-revoked'],
});
const reinstateCredential = post(':credentialId/reinstatements', {
  summary: 'Let a suspended credential hold again: it is signed anew, from now on, and its holder gets that one',
  permission,
  params,
  body: schema.reinstatementBody,
  refuses: ['credential-revoked', 'issuer-not-registered'],
});
const revokeCredential = post(':credentialId/revocations', {
  summary: 'Revoke a credential of your school for good: whoever checks it is told so, and why',
  permission,
  params,
  body: schema.revocationBody,
});

@Controller('credentials')
export class CredentialController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
  ) {}

  @Route(suspendCredential)
  suspend(@Input() call: CallOf<typeof suspendCredential>): Promise<CommandReply> {
    return this.#change(call, { type: 'SuspendCredential', ...asked(call), ...call.body });
  }

  @Route(revokeCredential)
  revoke(@Input() call: CallOf<typeof revokeCredential>): Promise<CommandReply> {
    return this.#change(call, { type: 'RevokeCredential', ...asked(call), ...call.body });
  }

  /** What was signed is signed again as it is, from now on. */
  @Route(reinstateCredential)
  async reinstate(@Input() call: CallOf<typeof reinstateCredential>): Promise<CommandReply> {
    const { credentialId } = call.params;
    const organisationId = call.actor.for;
    const { state } = await this.store.load(credential, credentialId);
    if (state.issued?.organisationId !== organisationId || !state.signed?.credential) {
      unknown('credential-unknown', 'There is no credential with this id that you can see.');
    }
    const signing = await this.issuers.signing(organisationId);
    if (!signing) refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
    const at = new Date(call.at);
    const signed = JSON.parse(state.signed.credential) as AchievementCredential;
    const unsigned = { ...signed, proof: undefined, issuer: profileOf(signing) };
    return this.versions.sign(
      unsigned,
      { signing, organisationId, validFrom: laterThan(signed, at), at, endorsedBy: state.signed.endorsedBy },
      (version, place) => {
        const command = { type: 'ReinstateCredential' as const, ...asked(call), ...call.body, signed: version };
        return this.commands.run(call, [part(credential, credentialId, command), place], {
          location: addressOf(credentialId),
        });
      },
    );
  }

  #change(
    call: CallOf<typeof suspendCredential> | CallOf<typeof revokeCredential>,
    command: CredentialCommand,
  ): Promise<CommandReply> {
    const { credentialId } = call.params;
    return this.commands.run(call, part(credential, credentialId, command), { location: addressOf(credentialId) });
  }
}

function addressOf(credentialId: string): string {
  return `/v1/credentials/${credentialId}`;
}
