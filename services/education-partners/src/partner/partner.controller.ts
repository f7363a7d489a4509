import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, known, Memberships, post, roles, Route, soon } from '@estafette/service-host';
import { followedOrganisation } from '../followed/followed.js';
import * as schema from './partner.schemas.js';
import { partner } from './partner.stream.js';

const registerPartner = post('', {
  summary: 'Register the school that you act for as an education partner',
  permission: roles('relationship-manager', 'issuer-admin'),
  body: schema.partnerBody,
  refuses: ['not-a-school', 'education-partner-exists', 'organisation-not-known-yet'],
});
const appointAssessor = post(':organisationId/assessors', {
  summary: 'Appoint an assessor of the school for fields',
  permission: roles('issuer-admin', 'exam-board'),
  params: schema.partnerParams,
  body: schema.appointmentBody,
  refuses: ['assessor-without-membership', 'assessor-already-appointed', 'appointment-exists'],
});
const dismissAssessor = post(':organisationId/assessors/:appointmentId/dismissals', {
  summary: 'End an appointment as assessor',
  permission: roles('issuer-admin', 'exam-board'),
  params: schema.appointmentParams,
  body: schema.dismissalBody,
});

@Controller('education-partners')
export class PartnerController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly memberships: Memberships,
  ) {}

  @Route(registerPartner)
  async register(@Input() call: CallOf<typeof registerPartner>): Promise<CommandReply> {
    const organisationId = call.actor.for;
    const { state, revision } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const command = part(partner, organisationId, {
      type: 'RegisterEducationPartner',
      ...asked(call),
      organisationId,
      ...call.body,
      organisation: { kind: state.kind, revision },
    });
    return this.commands.run(call, command, { location: at(organisationId) });
  }

  @Route(appointAssessor)
  async appoint(@Input() call: CallOf<typeof appointAssessor>): Promise<CommandReply> {
    const { organisationId } = call.params;
    const { appointmentId, personId } = call.body;
    const command = part(partner, organisationId, {
      type: 'AppointAssessor',
      ...asked(call),
      organisationId,
      ...call.body,
      // Somebody else's appointments are refused whoever is named; they do not wait for it.
      membershipId: call.actor.for === organisationId ? await this.#membershipOf(personId, organisationId) : null,
    });
    return this.commands.run(call, command, { location: at(organisationId, 'assessors', appointmentId) });
  }

  @Route(dismissAssessor)
  dismiss(@Input() call: CallOf<typeof dismissAssessor>): Promise<CommandReply> {
    const { organisationId, appointmentId } = call.params;
    const command = part(partner, organisationId, {
      type: 'DismissAssessor',
      ...asked(call),
      organisationId,
      appointmentId,
    });
    return this.commands.run(call, command, { location: at(organisationId, 'assessors', appointmentId), adds: false });
  }

  /** The membership as assessor; one that was granted a moment ago may still be on its way here. */
  async #membershipOf(personId: string, organisationId: string): Promise<string | null> {
    const found = await soon(async () => {
      const held = await this.memberships.of(personId);
      return held.find((one) => one.organisationId === organisationId && one.role === 'assessor');
    });
    return found?.membershipId ?? null;
  }
}

function at(...path: readonly string[]): string {
  return `/v1/education-partners/${path.join('/')}`;
}
