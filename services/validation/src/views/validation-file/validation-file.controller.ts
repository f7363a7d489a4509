import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { EventStore, KeyVault } from '@estafette/event-store';
import type { Actor, CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { fieldsOf, followedAchievement } from '../../followed/followed.js';
import { validationParams } from '../../validation/validation.schemas.js';
import { askedOf, WORKPLACE } from '../visible.js';
import { Views } from '../views.js';

const file = get(':validationId', {
  summary: 'Everything about one validation, for those who have a part in it',
  permission: selfOr('learner', 'assessor', ...WORKPLACE),
  params: validationParams,
  answer: z.object({ validationId: z.uuid(), status: z.string(), revision: z.number() }).loose(),
});

@Controller('validations')
export class ValidationFileController {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
    private readonly vault: KeyVault,
  ) {}

  @Route(file)
  async file(@Input() { params: { validationId }, actor }: CallOf<typeof file>): Promise<object> {
    const row =
      (await this.views.validationFile.findFirst({ where: { validationId, AND: visibleTo(actor) } })) ??
      (await this.#toAssess(validationId, actor));
    if (!row) unknown('validation-unknown', 'There is no validation with this id that you can see.');
    return this.vault.open(row);
  }

  /** Being an assessor of the school is not enough: it must have appointed them for a field of the achievement. */
  async #toAssess(validationId: string, { person, for: schoolId, roles }: Actor) {
    if (!roles.includes('assessor')) return null;
    const row = await this.views.validationFile.findFirst({ where: { validationId, schoolId } });
    if (!row) return null;
    const { state: versions } = await this.store.load(followedAchievement, row.achievementId);
    const needed = versions.get(row.achievementVersion)?.published.fields ?? [];
    const fields = await fieldsOf(this.store, schoolId, person);
    return needed.some((field) => fields.includes(field)) ? row : null;
  }
}

/** The learner, and whoever is asked for the statement. */
function visibleTo(actor: Actor) {
  const isAsked = WORKPLACE.some((role) => actor.roles.includes(role));
  return { OR: [{ learnerId: actor.person }, ...(isAsked ? [askedOf(actor)] : [])] };
}
