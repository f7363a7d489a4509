import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import type { SignedCredential } from '@estafette/verifier';
import { nothingBody } from '../achievement/achievement.schemas.js';
import { credentialParams } from '../credential/credential.schemas.js';
import { credential } from '../credential/credential.stream.js';
import { laterThan, SignedVersions } from '../credential/signed-versions.js';
import { Issuers, profileOf } from '../issuer/issuers.js';
import { MailHashes } from './mail-hashes.js';

const addMailIdentity = post('credentials/:credentialId/mail-identities', {
  summary:
    'Have your mail address hashed into a credential of yours, so that whoever knows it can check whose the credential is: it is issued anew, and copies in wallets end',
  permission: selfOr(),
  params: credentialParams,
  body: nothingBody,
  refuses: [
    'mail-addresses-not-told',
    'mail-address-unknown',
    'credential-suspended',
    'credential-revoked',
    'credential-declined',
    'credential-changed',
    'issuer-not-registered',
    'key-not-at-hand',
  ],
});

/** Whose a credential is, beside the id of its holder. */
@Controller()
export class MailIdentityController {
  constructor(
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly issuers: Issuers,
    private readonly versions: SignedVersions,
    private readonly mailHashes: MailHashes,
  ) {}

  @Route(addMailIdentity)
  async add(@Input() call: CallOf<typeof addMailIdentity>): Promise<CommandReply> {
    const { credentialId } = call.params;
    const { issued, signed } = (await this.store.load(credential, credentialId)).state;
    if (issued?.learnerId !== call.actor.person || !signed?.credential) {
      unknown('credential-unknown', 'There is no credential with this id that you can see.');
    }
    const location = `/v1/credentials/${credentialId}`;
    const { proof: _proof, ...before } = JSON.parse(signed.credential) as SignedCredential;
    const { identifier = [] } = before.credentialSubject;
    if (identifier.some(({ identityType }) => identityType === 'emailAddress')) {
      const accept = { type: 'AcceptCredential' as const, ...asked(call) };
      return this.commands.run(call, part(credential, credentialId, accept), { location });
    }
    const { organisationId } = issued;
    const signing = await this.issuers.signing(organisationId);
    if (!signing) refuse('issuer-not-registered', 'The school that issued it is not registered as an issuer any more.');
    const identity = await this.mailHashes.identityOf(call.actor.person);
    const at = new Date(call.at);
    const credentialSubject = { ...before.credentialSubject, identifier: [...identifier, identity] };
    return this.versions.sign(
      { ...before, issuer: profileOf(signing), credentialSubject },
      { signing, organisationId, validFrom: laterThan(before, at), at, endorsedBy: signed.endorsedBy },
      (version, place) => {
        const command = { type: 'IdentifyHolder' as const, ...asked(call), of: signed.digest, signed: version };
        return this.commands.run(call, [part(credential, credentialId, command), place], { location });
      },
    );
  }
}
