import { Controller } from '@nestjs/common';
import type { Part } from '@estafette/event-store';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, put, roles, Route } from '@estafette/service-host';
import type { ClaimCommand } from '../claim/claim.decider.js';
import { kvkClaim } from '../claim/claim.stream.js';
import { sameNumbers } from './organisation.decider.js';
import type { OrganisationFacts } from './organisation.events.js';
import * as schema from './organisation.schemas.js';
import { organisation } from './organisation.stream.js';

const registerOrganisation = post('', {
  summary: 'Register an organisation',
  permission: roles('region-admin'),
  body: schema.organisationBody,
  refuses: ['organisation-exists', 'kvk-number-taken', 'owner-missing', 'owner-not-fitting', 'codes-of-schools'],
});
const changeOrganisation = put(':organisationId', {
  summary:
    'Change an organisation: what you send takes the place of what was known; an employer changes the name, a region-admin all',
  permission: roles('employer', 'region-admin'),
  params: schema.organisationParams,
  body: schema.changeBody,
  refuses: ['kvk-number-taken', 'not-a-sole-trader', 'codes-of-schools', 'stream-busy'],
});

@Controller('organisations')
export class OrganisationController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly vault: KeyVault,
  ) {}

  @Route(registerOrganisation)
  async register(@Input() call: CallOf<typeof registerOrganisation>): Promise<CommandReply> {
    const { organisationId, soleTrader, ownerPersonId, ...facts } = call.body;
    const command = { ...asked(call), organisationId, facts, soleTrader, ownerPersonId };
    const parts = [
      part(organisation, organisationId, { type: 'RegisterOrganisation', ...command }),
      this.#claim(facts, { type: 'ClaimName', holder: organisationId }),
    ];
    return this.commands.run(call, parts, { location: `/v1/organisations/${organisationId}` });
  }

  /** The claims to take and to release follow from what is read here; the decider refuses if that changed meanwhile. */
  @Route(changeOrganisation)
  async change(@Input() call: CallOf<typeof changeOrganisation>): Promise<CommandReply> {
    const { organisationId: holder } = call.params;
    const facts = call.body;
    const { state } = await this.store.load(organisation, holder);
    const releases =
      state && !sameNumbers(state, facts) ? { kvkNumber: state.kvkNumber, branchNumber: state.branchNumber } : null;
    const command = part(organisation, holder, {
      type: 'ChangeOrganisation',
      ...asked(call),
      facts,
      releases,
    });
    const claims = releases
      ? [this.#claim(facts, { type: 'ClaimName', holder }), this.#claim(releases, { type: 'ReleaseName', holder })]
      : [];
    return this.commands.run(call, [command, ...claims], { location: `/v1/organisations/${holder}`, adds: false });
  }

  #claim(
    { kvkNumber, branchNumber }: Pick<OrganisationFacts, 'kvkNumber' | 'branchNumber'>,
    command: ClaimCommand,
  ): Part {
    return part(kvkClaim, this.vault.lookupName('kvk', `${kvkNumber}/${branchNumber ?? ''}`), command);
  }
}
