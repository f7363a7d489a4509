import { Controller } from '@nestjs/common';
import { forbid, unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf, Membership } from '@estafette/service-host';
import { anyone, cut, get, id, Input, pageById, pastId, ROLES, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { By } from '../../by.js';
import type { PeopleModel } from '../../generated/prisma/models.js';
import { personParams } from '../../person/person.schemas.js';
import { Views } from '../views.js';

/** They see the people of the organisation that they act for. */
const SEE_PEOPLE = ['relationship-manager', 'hub-coordinator', 'employer', 'issuer-admin'] as const;

const answer = z.object({
  personId: z.uuid(),
  name: z.string().nullable().describe('null when the person was erased'),
  email: z.string().nullable(),
  memberships: z
    .array(z.object({ membershipId: z.uuid(), organisationId: z.uuid(), role: z.enum(ROLES) }))
    .describe('all of your own; of others those of the organisation that you act for'),
  revision: z.number(),
});

const one = get(':personId', {
  summary: 'A person: yourself, or somebody of the organisation that you act for',
  permission: anyone,
  params: personParams,
  answer,
});
const list = get('', {
  summary: 'The people of an organisation',
  permission: roles(...SEE_PEOPLE, 'region-admin'),
  query: z.strictObject({ organisationId: id, ...pageById }),
  answer: z.object({ people: z.array(answer), next: z.string().nullable() }),
});

@Controller('people')
export class PeopleController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(one)
  async one(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.people.findUnique({ where: params });
    if (!row || !maySee(actor, row)) unknown('person-unknown', 'There is no person with this id that you can see.');
    return this.vault.open(shown(row, actor));
  }

  @Route(list)
  async list(@Input() { query, actor }: CallOf<typeof list>): Promise<object> {
    const { organisationId, limit } = query;
    if (!actor.roles.includes('region-admin') && actor.for !== organisationId) {
      forbid('not-own-organisation', 'You see the people of the organisation that you act for.');
    }
    const past = pastId('personId', query);
    const where = { ...past.where, organisations: { array_contains: [organisationId] } };
    const rows = await this.views.people.findMany({ ...past, where });
    const { page, next } = cut(rows, limit, ({ personId }) => personId);
    return { people: await this.vault.open(page.map((row) => shown(row, actor))), next };
  }
}

function maySee(viewer: By, row: PeopleModel): boolean {
  if (seesAll(viewer, row)) return true;
  const organisations = row.organisations as unknown as readonly string[];
  return SEE_PEOPLE.some((role) => viewer.roles.includes(role)) && organisations.includes(viewer.for);
}

function seesAll(viewer: By, { personId }: PeopleModel): boolean {
  return viewer.person === personId || viewer.roles.includes('region-admin');
}

function shown(row: PeopleModel, viewer: By): object {
  const { personId, name, email, revision } = row;
  const held = row.memberships as unknown as readonly Membership[];
  const memberships = seesAll(viewer, row) ? held : held.filter((one) => one.organisationId === viewer.for);
  return { personId, name, email, memberships, revision };
}
