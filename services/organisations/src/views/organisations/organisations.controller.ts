import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { anyone, cut, get, Input, pageById, pastId, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { By, Role } from '../../by.js';
import type { OrganisationsModel } from '../../generated/prisma/models.js';
import { organisationParams } from '../../organisation/organisation.schemas.js';
import { Views } from '../views.js';

const SEE_SOLE_TRADERS: readonly Role[] = ['relationship-manager', 'hub-coordinator', 'region-admin'];

const answer = z.object({
  organisationId: z.uuid(),
  kind: z.string(),
  soleTrader: z.boolean(),
  ownerPersonId: z.uuid().nullable(),
  name: z.string().nullable().describe('null for a sole trader whom you may not see'),
  kvkNumber: z.string().nullable(),
  branchNumber: z.string().nullable(),
  brin: z.string().nullable(),
  rio: z.string().nullable(),
  revision: z.number(),
});

const list = get('', {
  summary: 'The organisations of the region',
  permission: anyone,
  query: z.strictObject(pageById),
  answer: z.object({ organisations: z.array(answer), next: z.string().nullable() }),
});
const one = get(':organisationId', {
  summary: 'One organisation',
  permission: anyone,
  params: organisationParams,
  answer,
});

@Controller('organisations')
export class OrganisationsController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(list)
  async list(@Input() { query, actor }: CallOf<typeof list>): Promise<object> {
    const rows = await this.views.organisations.findMany(pastId('organisationId', query));
    const { page, next } = cut(rows, query.limit, ({ organisationId }) => organisationId);
    return { organisations: await this.vault.open(page.map((row) => shown(row, actor))), next };
  }

  @Route(one)
  async one(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.organisations.findUnique({ where: params });
    if (!row) unknown('organisation-unknown', 'There is no organisation with this id.');
    return this.vault.open(shown(row, actor));
  }
}

/** A sole trader's name and numbers are for themselves, for who acts for them, and for who looks after organisations. */
function shown(row: OrganisationsModel, viewer: By): object {
  const may =
    !row.soleTrader ||
    row.ownerPersonId === viewer.person ||
    row.organisationId === viewer.for ||
    SEE_SOLE_TRADERS.some((role) => viewer.roles.includes(role));
  return may ? row : { ...row, ownerPersonId: null, name: null, kvkNumber: null, branchNumber: null };
}
