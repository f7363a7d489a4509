import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, roles, Route } from '@estafette/service-host';
import { mustBeRegistered } from '../organisation/registered.js';
import * as schema from './hub.schemas.js';
import { hub } from './hub.stream.js';

const foundHub = post('', {
  summary: 'Found a hub of the organisation that you act for',
  permission: roles('hub-coordinator', 'relationship-manager'),
  body: schema.hubBody,
  refuses: ['hub-exists'],
});
const admitToHub = post(':hubId/members', {
  summary: 'Admit an organisation to the hub that you coordinate: it sees all that runs there from then on',
  permission: roles('hub-coordinator', 'region-admin'),
  params: schema.hubParams,
  body: schema.memberBody,
});

@Controller('hubs')
export class HubController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  @Route(foundHub)
  async found(@Input() call: CallOf<typeof foundHub>): Promise<CommandReply> {
    const { hubId } = call.body;
    const command = part(hub, hubId, { type: 'FoundHub', ...asked(call), ...call.body });
    return this.commands.run(call, command, { location: `/v1/hubs/${hubId}` });
  }

  @Route(admitToHub)
  async admit(@Input() call: CallOf<typeof admitToHub>): Promise<CommandReply> {
    const { hubId } = call.params;
    await mustBeRegistered(this.store, call.body.organisationId, call.actor);
    const command = part(hub, hubId, { type: 'AdmitOrganisation', ...asked(call), ...call.body });
    return this.commands.run(call, command, { location: `/v1/hubs/${hubId}` });
  }
}
