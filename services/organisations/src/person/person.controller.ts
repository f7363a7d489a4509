import { Controller } from '@nestjs/common';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, Memberships, post, roles, Route } from '@estafette/service-host';
import { emailClaim } from '../claim/claim.stream.js';
import { mustBeRegistered } from '../organisation/registered.js';
import * as schema from './person.schemas.js';
import { person } from './person.stream.js';

const granters = roles('region-admin', 'employer', 'issuer-admin', 'relationship-manager');

const introducePerson = post('', {
  summary: 'Introduce a person',
  permission: roles('region-admin', 'relationship-manager', 'hub-coordinator'),
  body: schema.personBody,
  refuses: ['person-exists', 'email-taken', 'person-erased'],
});
const grantMembership = post(':personId/memberships', {
  summary: 'Grant a person a role for an organisation',
  permission: granters,
  params: schema.personParams,
  body: schema.membershipBody,
  refuses: ['membership-exists', 'membership-held'],
});
const revokeMembership = post(':personId/memberships/:membershipId/revocations', {
  summary: 'Revoke a membership',
  permission: granters,
  params: schema.membershipParams,
  body: schema.revocationBody,
  refuses: ['own-last-region-admin'],
});
const revokeMemberships = post(':personId/memberships/revocations', {
  summary: 'Revoke everything that a person holds for an organisation: they left',
  permission: granters,
  params: schema.personParams,
  body: schema.revocationsBody,
  refuses: ['own-last-region-admin'],
});

@Controller('people')
export class PersonController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly vault: KeyVault,
    private readonly memberships: Memberships,
  ) {}

  @Route(introducePerson)
  async introduce(@Input() call: CallOf<typeof introducePerson>): Promise<CommandReply> {
    const { personId, email } = call.body;
    const claim = this.vault.lookupName('email', email.toLowerCase());
    const holdsMembership = (await this.memberships.of(personId)).length > 0;
    const parts = [
      part(person, personId, { type: 'IntroducePerson', ...asked(call), ...call.body, holdsMembership }),
      part(emailClaim, claim, { type: 'ClaimName', holder: personId }),
    ];
    return this.commands.run(call, parts, { location: `/v1/people/${personId}` });
  }

  @Route(grantMembership)
  async grant(@Input() call: CallOf<typeof grantMembership>): Promise<CommandReply> {
    const { personId } = call.params;
    const { membershipId, organisationId } = call.body;
    await mustBeRegistered(this.store, organisationId, call.actor);
    const command = part(person, personId, {
      type: 'GrantMembership',
      ...asked(call),
      ...call.body,
    });
    return this.commands.run(call, command, { location: at(personId, membershipId) });
  }

  @Route(revokeMembership)
  async revoke(@Input() call: CallOf<typeof revokeMembership>): Promise<CommandReply> {
    const { personId, membershipId } = call.params;
    const command = part(person, personId, {
      type: 'RevokeMembership',
      ...asked(call),
      membershipId,
    });
    return this.commands.run(call, command, { location: at(personId, membershipId) });
  }

  @Route(revokeMemberships)
  async revokeAll(@Input() call: CallOf<typeof revokeMemberships>): Promise<CommandReply> {
    const { personId } = call.params;
    const command = part(person, personId, { type: 'RevokeMemberships', ...asked(call), ...call.body });
    return this.commands.run(call, command, { location: `/v1/people/${personId}`, adds: false });
  }
}

function at(personId: string, membershipId: string): string {
  return `/v1/people/${personId}/memberships/${membershipId}`;
}
