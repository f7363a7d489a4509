import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Memberships, ROLES, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';

const mine = get('', {
  summary: 'Your own memberships: for whom you can act, and as what',
  // For oneself alone: a caller who does not know yet for whom they can act sends no Estafette-Acting-For.
  permission: selfOr(),
  answer: z.object({
    memberships: z.array(z.object({ membershipId: z.uuid(), organisationId: z.uuid(), role: z.enum(ROLES) })),
  }),
});

@Controller('memberships')
export class MembershipsController {
  constructor(private readonly memberships: Memberships) {}

  @Route(mine)
  async mine(@Input() { actor }: CallOf<typeof mine>): Promise<object> {
    const held = await this.memberships.of(actor.person);
    return {
      memberships: held.map(({ membershipId, organisationId, role }) => ({ membershipId, organisationId, role })),
    };
  }
}
