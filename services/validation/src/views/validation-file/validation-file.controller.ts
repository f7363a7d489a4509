import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { Actor, CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
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
    private readonly vault: KeyVault,
  ) {}

  @Route(file)
  async file(@Input() { params, actor }: CallOf<typeof file>): Promise<object> {
    const row = await this.views.validationFile.findFirst({
      where: { validationId: params.validationId, AND: visibleTo(actor) },
    });
    if (!row) unknown('validation-unknown', 'There is no validation with this id that you can see.');
    return this.vault.open(row);
  }
}

/** The learner, the assessors of the school that issues, and whoever is asked for the statement. */
function visibleTo(actor: Actor) {
  const assesses = actor.roles.includes('assessor');
  const isAsked = WORKPLACE.some((role) => actor.roles.includes(role));
  return {
    OR: [
      { learnerId: actor.person },
      ...(assesses ? [{ schoolId: actor.for }] : []),
      ...(isAsked ? [askedOf(actor)] : []),
    ],
  };
}
